// One picture of the noise dial, with its distance from the original and the classifier's reading.

import { SIDE, paintDigit } from "../../shared/canvas.js";
import { element } from "../../shared/dom.js";
import { ProbabilityBars } from "../../shared/probability-bars.js";
import { largest, percent } from "../../shared/words.js";

/** @import { Numbers } from "../../shared/arrays.js" */

export class Card {
  #canvas;
  #error = element("dd", {}, "–");
  #psnr = element("dd", {}, "–");
  #digit = element("strong", {}, "–");
  #confidence = element("span", { class: "sure" });
  #bars = new ProbabilityBars();
  #verdict;

  /**
   * @param {string} title
   * @param {string} detail
   */
  constructor(title, detail) {
    this.title = title;
    this.#canvas = element("canvas", { width: SIDE, height: SIDE, class: "screen", role: "img", "aria-label": title });
    const reading = element("span", {}, this.#digit, " ", this.#confidence);
    this.#verdict = element("p", { class: "verdict" }, "reads as ", reading);
    this.root = element(
      "figure",
      {},
      element(
        "figcaption",
        {},
        element("span", { class: "title" }, title),
        element("small", { title: detail }, detail),
      ),
      this.#canvas,
      element(
        "dl",
        {},
        element("div", {}, element("dt", {}, "squared error"), this.#error),
        element("div", {}, element("dt", {}, "PSNR"), this.#psnr),
      ),
      this.#verdict,
      this.#bars.root,
    );
  }

  /**
   * @param {Numbers} pixels
   * @param {number} offset Of the picture's first pixel.
   * @param {number | null} [error] Squared error, or null for the original.
   * @param {number} [psnr] In decibels; infinite without an error.
   */
  paint(pixels, offset, error = null, psnr = Infinity) {
    paintDigit(this.#canvas, pixels, offset);
    this.#error.textContent = error === null ? "0" : error.toFixed(1);
    this.#psnr.textContent = Number.isFinite(psnr) ? `${psnr.toFixed(1)} dB` : "∞";
  }

  /**
   * Show what the classifier reads, and return it in words.
   *
   * @param {Numbers | undefined} probabilities One per class; none without a classifier.
   * @param {number} truth The right class.
   * @param {string[]} classes
   */
  read(probabilities, truth, classes) {
    this.#verdict.hidden = this.#bars.root.hidden = !probabilities;
    if (!probabilities) return "";
    const best = largest(probabilities);
    const right = best === truth;
    const name = classes[best];
    const confidence = percent(probabilities[best]);
    this.#bars.show(probabilities, truth);
    this.#digit.textContent = `${name} ${right ? "✓" : "✗"}`; // colour alone never says it
    this.#confidence.textContent = confidence;
    this.root.classList.toggle("wrong", !right);
    const words = `reads as ${name}, ${confidence} sure, ${right ? "right" : "wrong"}`;
    this.#canvas.setAttribute("aria-label", `${this.title} digit; the classifier ${words}`);
    this.#bars.root.setAttribute(
      "aria-label",
      `Probability of each class for the ${this.title.toLowerCase()} digit: ${words}`,
    );
    return words;
  }
}
