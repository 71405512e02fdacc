// One picture of the noise dial, and its figures in the collapsible part below the pictures.

import { paintDigit } from "../../shared/scripts/pictures/canvas.js";
import { screen } from "../../shared/scripts/pictures/screen.js";
import { element, worded, write } from "../../shared/scripts/page/dom.js";
import { ProbabilityBars } from "../../shared/scripts/page/probability-bars.js";
import { percent } from "../../shared/scripts/page/words.js";
import { readingOf } from "./readings.js";

/**
 * @import { Numbers } from "../../shared/scripts/server/arrays.js"
 * @import { Reading } from "./readings.js"
 */

export class Card {
  #canvas;
  #error = element("dd", {}, "–");
  #psnr = element("dd", {}, "–");
  #confidence = element("dd", {}, "–");
  #read = element("div", {}, element("dt", {}, "reads as"), this.#confidence);
  #bars = new ProbabilityBars();

  /**
   * @param {string} title
   * @param {string} detail
   */
  constructor(title, detail) {
    this.title = title;
    this.detail = detail;
    this.#canvas = screen(title);
    this.root = element("figure", {}, this.#caption("figcaption"), this.#canvas);
    /** Figures for the collapsible part below the pictures. */
    this.figures = element(
      "section",
      { "aria-label": `${title}: ${detail}` },
      this.#caption("p"),
      element(
        "dl",
        {},
        element("div", {}, element("dt", {}, "squared error"), this.#error),
        element("div", {}, element("dt", {}, "PSNR"), this.#psnr),
        this.#read,
      ),
      this.#bars.root,
    );
  }

  /** @param {"figcaption" | "p"} tag */
  #caption(tag) {
    return element(
      tag,
      { class: "caption" },
      element("span", { class: "title" }, this.title),
      element("small", { title: this.detail }, this.detail),
    );
  }

  /**
   * @param {Numbers} pixels
   * @param {number} offset Index of the picture's first pixel.
   * @param {number | null} [error] Squared error, or null for the original.
   * @param {number} [psnr] Peak signal-to-noise ratio in decibels; infinite without an error.
   */
  paint(pixels, offset, error = null, psnr = Infinity) {
    paintDigit(this.#canvas, pixels, offset);
    write(this.#error, error === null ? "0" : error.toFixed(1));
    write(this.#psnr, Number.isFinite(psnr) ? `${psnr.toFixed(1)} dB` : "∞");
  }

  /**
   * Show what the classifier reads, and return it.
   *
   * @param {Numbers | undefined} shares Probability of each class; none without a classifier.
   * @param {number} truth The right class.
   * @param {string[]} classes
   * @returns {Reading | null}
   */
  read(shares, truth, classes) {
    this.#read.hidden = this.#bars.root.hidden = !shares;
    if (!shares) return null;
    const reading = readingOf(shares, truth, classes);
    const sure = `${reading.name}, ${percent(reading.share)} sure`;
    this.#bars.show(shares, truth);
    write(this.#confidence, sure);
    const words = `reads as ${sure}, ${reading.right ? "right" : "wrong"}`;
    this.#canvas.setAttribute("aria-label", worded(`${this.title} digit; the classifier ${words}`));
    this.#bars.root.setAttribute(
      "aria-label",
      worded(`Probability of each class for the ${this.title.toLowerCase()} digit: ${words}`),
    );
    return reading;
  }
}
