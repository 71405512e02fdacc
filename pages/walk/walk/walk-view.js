// The whole component: waits for the latent spaces, then shows the one view that Python asks for.

import { Banner, Live, element, fetchWhenReady } from "./client.js";
import { Between } from "./walk-between.js";
import { Directions } from "./walk-directions.js";
import { readLink, writeLink } from "./walk-link.js";
import { Manifold, Samples } from "./walk-sheets.js";
import { big } from "./walk-parts.js";
import { Plane } from "./walk-plane.js";
import { Sum } from "./walk-sum.js";

const VIEWS = { plane: Plane, directions: Directions, between: Between, arithmetic: Sum, samples: Samples, manifold: Manifold };
const REST_MS = 300;

export class View {
  constructor(parent) {
    this.problem = element("p", { class: "problem", role: "alert", hidden: true });
    this.progress = element("p", { class: "waiting", role: "status", hidden: true });
    this.stage = element("div", { class: "stage" });
    this.heard = element("p", { class: "unseen", "aria-live": "polite" });
    this.root = element("div", { class: "walk" }, this.problem, this.progress, this.stage, this.heard);
    parent.append(this.root);
    this.banner = new Banner(this.root);
    this.refused = new Map();
    this.opening = this.live((question, signal) => fetchWhenReady(question, { signal, progress: (told) => this.#waiting(told) }), ({ values }, question) => this.#open(values.spaces, question));
    this.themed = matchMedia("(prefers-color-scheme: dark)");
    this.onTheme = () => setTimeout(() => this.panel?.repaint?.(), 300);
    this.themed.addEventListener("change", this.onTheme);
  }

  /** Something that follows the hand: `ask(question, signal)` fetches, `show(answer, question)` paints. */
  live(ask, show) {
    const live = new Live({
      ask,
      show: (answer, question) => {
        show(answer, question);
        this.root.dataset.painted = Number(this.root.dataset.painted ?? 0) + 1;
        this.root.dispatchEvent(new CustomEvent("painted", { detail: question }));
      },
      refused: (sentence) => this.#refuse(live, sentence),
      banner: this.banner,
    });
    return live;
  }

  /** Drops what `live` is asking, and what was said of it. */
  end(live) {
    live.close();
    this.#refuse(live, "");
  }

  /** Each question has a sentence of its own: that one is answered does not mend another. */
  #refuse(live, sentence) {
    if (sentence) {
      this.progress.hidden = true;
      this.refused.set(live, sentence);
    } else this.refused.delete(live);
    this.problem.textContent = [...new Set(this.refused.values())].join(" ");
    this.problem.hidden = this.refused.size === 0;
  }

  /** Take what Python says: which view, which models. Where the hand was stays. */
  update(data) {
    const asked = JSON.stringify([data.view, data.models, data.dataset]);
    this.data = data;
    this.state ??= readLink(data.examples);
    if (asked === this.asked) {
      this.panel?.repaint?.(); // the theme may have changed
      return;
    }
    this.asked = asked;
    this.root.dataset.state = "loading";
    const query = new URLSearchParams({ models: data.models.map(({ name }) => name).join(","), dataset: data.dataset });
    this.opening.send(`/api/walk/spaces?${query}`);
  }

  #waiting({ done, total }) {
    this.progress.hidden = false;
    this.progress.textContent = total
      ? `Placing the test digits for the first time: ${big(done)} of ${big(total)}`
      : "Placing the test digits for the first time …";
  }

  #open(spaces) {
    this.panel?.close();
    this.progress.hidden = true;
    this.models = this.data.models.map((model, at) => ({ ...model, ...spaces[at] }));
    this.stage.replaceChildren();
    this.stage.className = `stage ${this.data.view}${this.models.length > 1 ? " two" : ""}`;
    this.panel = new VIEWS[this.data.view](this);
    this.root.dataset.state = "ready";
    this.root.dataset.view = this.data.view;
    this.remember();
  }

  /** Keep the state in the address, and tell those who listen, once the hand has come to rest. */
  remember(words = "") {
    this.words = words || this.words;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      writeLink(this.data.view, this.models, this.state);
      if (this.words) this.heard.textContent = this.words;
      this.words = "";
    }, REST_MS);
  }

  /** The parameters that every call has. */
  query(more = {}) {
    return new URLSearchParams({ models: this.models.map(({ name }) => name).join(","), dataset: this.data.dataset, ...more });
  }

  close() {
    clearTimeout(this.timer);
    this.themed.removeEventListener("change", this.onTheme);
    this.opening.close();
    this.panel?.close();
    this.root.remove();
  }
}
