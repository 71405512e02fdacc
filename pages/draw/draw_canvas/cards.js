// A picture of the board's digit with the classifier's reading.

import { HEIGHT, WIDTH, context2d, paintDigit } from "../../shared/scripts/pictures/canvas.js";
import { screen } from "../../shared/scripts/pictures/screen.js";
import { element, write } from "../../shared/scripts/page/dom.js";
import { largest, percent } from "../../shared/scripts/page/words.js";

/** @import { Numbers } from "../../shared/scripts/server/arrays.js" */

/** A prepared, noisy or cleaned digit with the classifier's reading. */
export class Card {
  #title;
  #canvas;
  #detail;
  #reading = element("p", { class: "reading" });

  /**
   * @param {string} title
   * @param {string} detail
   * @param {string} [tooltip] Tooltip of the detail.
   */
  constructor(title, detail, tooltip = detail) {
    this.#title = title;
    this.#canvas = screen(title);
    this.#detail = element("small", { title: tooltip }, detail);
    this.root = element(
      "figure",
      {},
      element("figcaption", {}, element("strong", {}, title), this.#detail),
      this.#canvas,
      this.#reading,
    );
  }

  /**
   * @param {Numbers} pixels
   * @param {number} offset Index of the digit's first pixel.
   * @param {Numbers | null} shares Probability of each class; null without a classifier.
   */
  paint(pixels, offset, shares) {
    paintDigit(this.#canvas, pixels, offset);
    const reading = shares ? `reads as ${largest(shares)}, ${percent(Math.max(...shares))}` : "";
    write(this.#reading, reading);
    this.#canvas.setAttribute("aria-label", reading ? `${this.#title}: ${reading}` : this.#title);
  }

  /** @param {string} detail */
  describe(detail) {
    write(this.#detail, detail);
  }

  clear() {
    context2d(this.#canvas).clearRect(0, 0, WIDTH, HEIGHT);
    this.#reading.textContent = "";
    this.#canvas.setAttribute("aria-label", `${this.#title}: empty`);
  }
}
