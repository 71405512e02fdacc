// The card of one digit: its pictures, its class, the classifier's reading, and the error of its reconstruction.

import { clamp } from "../../shared/scripts/page/numbers.js";
import { HEIGHT, WIDTH, context2d, paintDigit } from "../../shared/scripts/pictures/canvas.js";
import { fetchArrays } from "../../shared/scripts/server/client.js";
import { element, worded } from "../../shared/scripts/page/dom.js";
import { forgetOldest } from "../../shared/scripts/page/memory.js";
import { rowStop } from "../../shared/scripts/pictures/stops.js";
import { leadTo, walkLink } from "../../shared/scripts/page/walk-link.js";
import { big, percent } from "../../shared/scripts/page/words.js";

/**
 * @import { Arrays, Numbers } from "../../shared/scripts/server/arrays.js"
 *
 * @typedef {{dataset: string, autoencoder: string | null, classifier: string | null}} Models What a card is about.
 */

const MOST_ANSWERS = 500; // in memory
const APART_PX = 18; // between the card and the pointer
const EDGE_PX = 4; // between the card and the window's edge

/**
 * A digit in words, such as "Digit 7".
 *
 * @param {string | undefined} name Name of its class; missing without classes.
 */
const digitWords = (name) => {
  if (!name) return "Digit";
  return /^\d/.test(name) ? `Digit ${name}` : name[0].toUpperCase() + name.slice(1);
};

/** Answers of the card route. */
export class Cards {
  /** @type {Map<string, Arrays>} */
  #answers = new Map();
  #models;

  /** @param {Models} models */
  constructor(models) {
    this.#models = models;
  }

  /**
   * @param {number} row
   * @param {AbortSignal} signal
   */
  async get(row, signal) {
    const { dataset, autoencoder, classifier } = this.#models;
    const query = new URLSearchParams({ dataset, row: String(row) });
    if (autoencoder) query.set("autoencoder", autoencoder);
    if (classifier) query.set("classifier", classifier);
    const key = query.toString();
    const cached = this.#answers.get(key);
    if (cached) return cached;
    const answer = await fetchArrays(`/api/maps/card?${key}`, { signal });
    this.#answers.set(key, answer);
    if (this.#answers.size > MOST_ANSWERS) forgetOldest(this.#answers);
    return answer;
  }
}

/**
 * Pixels in [0, 1] that the decoder draws at a place of its plane.
 *
 * @param {string} model
 * @param {number[]} place
 * @param {AbortSignal} signal
 */
export async function decodeAt(model, place, signal) {
  const { arrays } = await fetchArrays("/api/decode", { body: { model, latents: [place] }, signal });
  return Object.values(arrays)[0].data;
}

/**
 * The card's top left corner: right of the pointer, else left of it; in a narrow window, above or below it.
 *
 * @param {{left: number, top: number}} pointer
 * @param {{width: number, height: number}} card
 * @param {{width: number, height: number}} window
 */
export function cardPlace({ left, top }, card, window) {
  let [x, y] = [left + APART_PX, top - card.height / 2];
  if (x + card.width > window.width) x = left - APART_PX - card.width;
  if (x < 0) {
    const above = top - card.height - APART_PX;
    [x, y] = [left - card.width / 2, above > 0 ? above : top + APART_PX];
  }
  return {
    left: clamp(x, EDGE_PX, window.width - card.width - EDGE_PX),
    top: clamp(y, EDGE_PX, window.height - card.height - EDGE_PX),
  };
}

/** @param {string} title */
function picture(title) {
  const canvas = element("canvas", { width: WIDTH, height: HEIGHT, role: "img", "aria-label": title });
  return { canvas, root: element("figure", {}, canvas, element("figcaption", {}, title)) };
}

export class Card {
  #digit = picture("Digit");
  #redrawing = picture("Drawn again");
  #title = element("strong");
  #lines = element("div", { class: "lm-lines" });
  #walk = walkLink();
  #pictures = element("div", { class: "lm-pictures" }, this.#digit.root, this.#redrawing.root);

  /** @param {"floating" | "chosen"} kind */
  constructor(kind) {
    this.root = element(
      "div",
      { class: `lm-card ${kind}`, hidden: true },
      this.#title,
      this.#pictures,
      this.#lines,
      this.#walk,
    );
  }

  /** The row of the digit on the card, or null. */
  get row() {
    const { row } = this.root.dataset;
    return row === undefined ? null : Number(row);
  }

  /**
   * Show what is known before the server has answered.
   *
   * @param {number} row
   * @param {string | undefined} name Name of its class; missing without classes.
   */
  begin(row, name) {
    this.#title.textContent = worded(`${digitWords(name)} · row ${big(row)}`);
    if (this.row !== row) {
      // The pictures and figures of another digit must not appear under this one's name.
      for (const { canvas } of [this.#digit, this.#redrawing]) context2d(canvas).clearRect(0, 0, WIDTH, HEIGHT);
      this.#lines.replaceChildren(...[...this.#lines.children].map(() => element("p", {}, "…")));
    }
    this.root.dataset.row = String(row);
    this.root.dataset.state = "waiting";
    this.root.hidden = false;
  }

  /**
   * Show the whole card and return it in words.
   *
   * @param {Arrays} answer Answer of the card route.
   * @param {Models} models
   * @param {string[]} [more] Lines to add.
   */
  show({ arrays, values }, models, more = []) {
    const name = values.class;
    this.begin(values.row, name);
    paintDigit(this.#digit.canvas, arrays.digit.data);
    this.#digit.root.hidden = false;
    this.#digit.canvas.setAttribute("aria-label", worded(`${digitWords(name)}, row ${values.row}`));
    this.#redrawing.root.hidden = !arrays.reconstruction;
    const lines = [];
    if (arrays.reconstruction) {
      paintDigit(this.#redrawing.canvas, arrays.reconstruction.data);
      this.#redrawing.canvas.setAttribute("aria-label", `Drawn again by ${models.autoencoder}`);
      lines.push(`Difference from the original ${values.squared_error.toFixed(1)} (${models.autoencoder})`);
    }
    if (values.predicted !== undefined) {
      const mark = values.predicted === name ? "✓" : "✗";
      lines.push(`Reads as ${values.predicted} ${mark} ${percent(values.probability)} sure (${models.classifier})`);
    }
    lines.push(...more);
    this.#lines.replaceChildren(...lines.map((line) => element("p", {}, line)));
    this.root.dataset.state = "shown";
    return [this.#title.textContent, ...lines].join(". ");
  }

  /**
   * Offer a walk from this digit.
   *
   * @param {number} row
   * @param {string | null} model The autoencoder to walk in; null for the default.
   * @param {number} label Class of the digit.
   */
  offerWalk(row, model, label) {
    leadTo(this.#walk, "Walk from here", [rowStop(row)], model, label);
  }

  /**
   * Show a place without a digit and what the decoder draws there, and return it in words.
   *
   * @param {Numbers} pixels
   * @param {number[]} place
   * @param {string} model
   */
  showPlace(pixels, [x, y], model) {
    this.#title.textContent = worded("No digit here");
    delete this.root.dataset.row;
    this.#digit.root.hidden = true;
    this.#redrawing.root.hidden = false;
    paintDigit(this.#redrawing.canvas, pixels);
    const line = `${model} draws this at (${x.toFixed(2)}, ${y.toFixed(2)})`;
    this.#redrawing.canvas.setAttribute("aria-label", line);
    this.#lines.replaceChildren(element("p", {}, line));
    this.root.dataset.state = "place";
    this.root.hidden = false;
    return `${this.#title.textContent}. ${line}`;
  }

  /**
   * Move the card beside a point of the window.
   *
   * @param {number} left
   * @param {number} top
   */
  moveTo(left, top) {
    const size = { width: this.root.offsetWidth, height: this.root.offsetHeight };
    const place = cardPlace({ left, top }, size, { width: innerWidth, height: innerHeight });
    this.root.style.left = `${place.left}px`;
    this.root.style.top = `${place.top}px`;
  }

  hide() {
    this.root.hidden = true;
    delete this.root.dataset.row;
  }
}
