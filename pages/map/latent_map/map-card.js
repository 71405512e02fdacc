// The card of one digit: its pictures, its class, what is read from it, how well it is drawn again.

import { element, fetchArrays, paintDigit } from "./client.js";
import { lead, walkLink } from "./walk-token.js";

const KEPT = 500; // answers
const APART_PX = 18; // of the card from the pointer

/** Answers of the card route, the last few hundred kept. */
export class Cards {
  constructor(context) {
    this.context = context; // {dataset, autoencoder, classifier}
    this.kept = new Map();
  }

  async get(row, signal) {
    const { dataset, autoencoder, classifier } = this.context;
    const query = new URLSearchParams({ dataset, row });
    if (autoencoder) query.set("autoencoder", autoencoder);
    if (classifier) query.set("classifier", classifier);
    const key = query.toString();
    if (!this.kept.has(key)) {
      this.kept.set(key, await fetchArrays(`/api/maps/card?${key}`, { signal }));
      if (this.kept.size > KEPT) this.kept.delete(this.kept.keys().next().value);
    }
    return this.kept.get(key);
  }
}

/** What the decoder draws at a place of its plane: 784 numbers in [0, 1]. */
export async function decodeAt(model, place, signal) {
  const answer = await fetchArrays("/api/decode", { body: { model, latents: [place] }, signal });
  return Object.values(answer.arrays)[0].data;
}

function picture(title) {
  const canvas = element("canvas", { width: 28, height: 28, role: "img", "aria-label": title });
  return { canvas, root: element("figure", {}, canvas, element("figcaption", {}, title)) };
}

export class Card {
  constructor(kind) {
    this.digit = picture("Digit");
    this.drawn = picture("Drawn again");
    this.title = element("strong", {});
    this.lines = element("div", { class: "lm-lines" });
    this.pictures = element("div", { class: "lm-pictures" }, this.digit.root, this.drawn.root);
    this.walk = walkLink();
    this.root = element("div", { class: `lm-card ${kind}` }, this.title, this.pictures, this.lines, this.walk);
    this.root.hidden = true;
  }

  /** What is known before the server has answered. */
  begin(row, name) {
    this.title.textContent = `Digit ${name} · row ${row.toLocaleString("en")}`;
    if (Number(this.root.dataset.row) !== row) {
      // Another digit's pictures and figures must not stand under this one's name.
      for (const { canvas } of [this.digit, this.drawn]) canvas.getContext("2d").clearRect(0, 0, 28, 28);
      this.lines.replaceChildren(...[...this.lines.children].map(() => element("p", {}, "…")));
    }
    this.root.dataset.row = row;
    this.root.dataset.state = "waiting";
    this.root.hidden = false;
  }

  /** The whole card, with lines to add; returns its words. */
  show({ arrays, values }, context, more = []) {
    const name = values.class;
    this.begin(values.row, name);
    paintDigit(this.digit.canvas, arrays.digit.data);
    this.digit.root.hidden = false;
    this.digit.canvas.setAttribute("aria-label", `Digit ${name}, row ${values.row}`);
    this.drawn.root.hidden = !arrays.reconstruction;
    const lines = [];
    if (arrays.reconstruction) {
      paintDigit(this.drawn.canvas, arrays.reconstruction.data);
      this.drawn.canvas.setAttribute("aria-label", `Drawn again by ${context.autoencoder}`);
      lines.push(`Squared error ${values.squared_error.toFixed(1)} (${context.autoencoder})`);
    }
    if (values.predicted !== undefined) {
      const right = values.predicted === name ? "✓" : "✗";
      const sure = (100 * values.probability).toFixed(values.probability > 0.995 && values.probability < 0.9995 ? 1 : 0);
      lines.push(`Reads as ${values.predicted} ${right} ${sure} % sure (${context.classifier})`);
    }
    lines.push(...more);
    this.lines.replaceChildren(...lines.map((line) => element("p", {}, line)));
    this.root.dataset.state = "shown";
    return [this.title.textContent, ...lines].join(". ");
  }

  /** Offers a walk from this digit through the latent space of `model`, or of the usual one. */
  offerWalk(row, model) {
    lead(this.walk, "Walk from here", [`row-${row}`], model);
  }

  /** A place with no digit, and what the decoder draws there; returns its words. */
  showPlace(pixels, [x, y], model) {
    this.title.textContent = "No digit here";
    delete this.root.dataset.row;
    this.digit.root.hidden = true;
    this.drawn.root.hidden = false;
    paintDigit(this.drawn.canvas, pixels);
    const said = `${model} draws this at (${x.toFixed(2)}, ${y.toFixed(2)})`;
    this.drawn.canvas.setAttribute("aria-label", said);
    this.lines.replaceChildren(element("p", {}, said));
    this.root.dataset.state = "place";
    this.root.hidden = false;
    return `${this.title.textContent}. ${said}`;
  }

  /** Beside a point of the window; on a narrow screen, above or below it. */
  moveTo(left, top) {
    const { offsetWidth: width, offsetHeight: height } = this.root;
    const within = (value, size, all) => Math.max(4, Math.min(value, all - size - 4));
    let [x, y] = [left + APART_PX, top - height / 2];
    if (x + width > innerWidth) x = left - APART_PX - width;
    if (x < 0) [x, y] = [left - width / 2, top - height - APART_PX > 0 ? top - height - APART_PX : top + APART_PX];
    this.root.style.left = `${within(x, width, innerWidth)}px`;
    this.root.style.top = `${within(y, height, innerHeight)}px`;
  }

  hide() {
    this.root.hidden = true;
    delete this.root.dataset.row;
  }
}
