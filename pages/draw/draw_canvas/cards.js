// What the drawing board shows of a digit: a picture with its reading, and the classifier's verdict.

import { SIDE, context2d, paintDigit } from "../../shared/canvas.js";
import { element, write } from "../../shared/dom.js";
import { ProbabilityBars } from "../../shared/probability-bars.js";
import { largest, percent } from "../../shared/words.js";

/** @import { Numbers } from "../../shared/arrays.js" */

/** A prepared, noisy or cleaned digit with the classifier's reading. */
export class Card {
  #title;
  #canvas;
  #reading = element("p", { class: "reading" });

  /**
   * @param {string} title
   * @param {string} detail
   * @param {string} [tooltip] Of the detail.
   */
  constructor(title, detail, tooltip = detail) {
    this.#title = title;
    this.#canvas = element("canvas", { width: SIDE, height: SIDE, class: "screen", role: "img", "aria-label": title });
    this.root = element(
      "figure",
      {},
      element("figcaption", {}, element("strong", {}, title), element("small", { title: tooltip }, detail)),
      this.#canvas,
      this.#reading,
    );
  }

  /**
   * @param {Numbers} pixels
   * @param {number} offset Of the digit's first pixel.
   * @param {Numbers | null} shares Probability of each class; null without a classifier.
   */
  paint(pixels, offset, shares) {
    paintDigit(this.#canvas, pixels, offset);
    const reading = shares ? `reads as ${largest(shares)}, ${percent(Math.max(...shares))}` : "";
    write(this.#reading, reading);
    this.#canvas.setAttribute("aria-label", reading ? `${this.#title}: ${reading}` : this.#title);
  }

  clear() {
    context2d(this.#canvas).clearRect(0, 0, SIDE, SIDE);
    this.#reading.textContent = "";
    this.#canvas.setAttribute("aria-label", `${this.#title}: empty`);
  }
}

/** The digit that the classifier reads, with its ten probabilities. */
export class Verdict {
  #digit = element("strong", { class: "digit" }, "–");
  #sentence = element("span");
  #bars = new ProbabilityBars();
  root = element("div", { class: "verdict" }, element("p", {}, this.#digit, this.#sentence), this.#bars.root);

  /**
   * Show the probabilities and return them in words.
   *
   * @param {Numbers | null} shares Probability of each class; null while nothing is drawn, or without a classifier.
   * @param {boolean} hasClassifier
   */
  show(shares, hasClassifier) {
    this.#bars.root.hidden = !hasClassifier;
    this.#bars.show(shares);
    const best = shares ? largest(shares) : null;
    write(this.#digit, best === null ? "–" : String(best));
    if (shares && best !== null) {
      write(this.#sentence, `The classifier reads a ${best} and is ${percent(shares[best])} sure.`);
    } else if (hasClassifier) write(this.#sentence, "Draw a digit, and a classifier reads it.");
    else write(this.#sentence, "There is no classifier yet, so the digit is not read.");
    const each = shares ? Array.from(shares, (share, index) => `${index}: ${percent(share)}`).join(", ") : null;
    this.#bars.root.setAttribute("aria-label", `Probability of each digit: ${each ?? "nothing drawn yet"}`);
    return this.#sentence.textContent ?? "";
  }
}
