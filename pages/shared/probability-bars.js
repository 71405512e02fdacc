// A bar for the probability of each digit.

import { element } from "./dom.js";
import { largest } from "./words.js";

/** @import { Numbers } from "./arrays.js" */

/** Classes that a classifier tells apart. */
export const CLASSES = 10;

/** The probabilities that a classifier gives the ten digits, as bars. */
export class ProbabilityBars {
  #bars = Array.from({ length: CLASSES }, () => element("i"));
  #columns = this.#bars.map((bar, index) =>
    element("span", {}, element("b", {}, bar), element("small", {}, String(index))),
  );

  constructor() {
    this.root = element("div", { class: "bars", role: "img" }, ...this.#columns);
  }

  /**
   * @param {Numbers | null} shares One per digit, or null for none.
   * @param {number} [truth] The right digit, which is marked.
   */
  show(shares, truth = -1) {
    const best = shares ? largest(shares) : -1;
    this.#columns.forEach((column, index) => {
      column.className = (index === best ? "best " : "") + (index === truth ? "truth" : "");
      this.#bars[index].style.transform = `scaleY(${shares ? shares[index] : 0})`;
    });
  }
}
