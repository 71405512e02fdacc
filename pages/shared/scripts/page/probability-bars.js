// A bar for the probability of each class.

import { element } from "./dom.js";
import { largest } from "./words.js";

/** @import { Numbers } from "../server/arrays.js" */

/** The probabilities that a classifier gives the classes, as bars. */
export class ProbabilityBars {
  /** @type {HTMLElement[]} */
  #bars = [];
  /** @type {HTMLElement[]} */
  #columns = [];

  constructor() {
    this.root = element("div", { class: "bars", role: "img" });
    this.#build(10);
  }

  /** @param {number} count Number of classes of the classifier. */
  #build(count) {
    this.#bars = Array.from({ length: count }, () => element("i"));
    this.#columns = this.#bars.map((bar, index) =>
      element("span", {}, element("b", {}, bar), element("small", {}, String(index))),
    );
    this.root.replaceChildren(...this.#columns);
  }

  /**
   * @param {Numbers | null} shares One per class, or null for none.
   * @param {number} [truth] The right class, which is marked.
   */
  show(shares, truth = -1) {
    if (shares && shares.length !== this.#bars.length) this.#build(shares.length);
    const best = shares ? largest(shares) : -1;
    this.#columns.forEach((column, index) => {
      column.className = (index === best ? "best " : "") + (index === truth ? "truth" : "");
      this.#bars[index].style.transform = `scaleY(${shares ? shares[index] : 0})`;
    });
  }
}
