// What the models make of the board: readings, cleaned digits, and how the digit was prepared.

import { PIXELS, paintGrey } from "../../shared/canvas.js";
import { element, write } from "../../shared/dom.js";
import { CLASSES } from "../../shared/probability-bars.js";
import { MOST_STOPS, drawnStop } from "../../shared/stops.js";
import { leadTo, walkLink } from "../../shared/walk-link.js";
import { largest } from "../../shared/words.js";
import { Card, Verdict } from "./cards.js";
import { DigitPicker } from "./digit-picker.js";

/**
 * @import { Arrays, Numbers } from "../../shared/arrays.js"
 *
 * @typedef {{name: string, title: string}} Model
 * @typedef {{caption: string, png: string, width: number, height: number}} Step One step of the preparation; `png` is
 *   the name of the array with its picture.
 */

const SMALL = 64; // pixels of a step's picture, below which CSS shows its pixels as squares

/**
 * What the link to a walk says.
 *
 * @param {number} count Of the digits.
 */
export function walkWords(count) {
  if (count === 1) return "Walk from this digit to another";
  return `Walk through ${count > MOST_STOPS ? `the first ${MOST_STOPS} of ` : ""}these digits`;
}

export class Results {
  #problem = element("p", { class: "problem", role: "alert", hidden: true });
  #notice = element("p", { class: "notice", role: "status", hidden: true });
  #verdict = new Verdict();
  #picker;
  #grid = element("div", { class: "cards" });
  #seen = new Card("What the models see", "28×28 pixels");
  #noisy = new Card("With noise", "what the autoencoders get");
  /** @type {Card[]} */
  #cleaned = [];
  #walk = walkLink();
  #steps = element("ol", { class: "steps" });
  /** @type {Model[]} */
  #models = [];
  #hasClassifier = false;

  /** What the classifier says, in words. */
  summary = "";

  /**
   * @param {HTMLElement} noise Stands among the results.
   * @param {(index: number) => void} choose Called with a digit that is chosen among several.
   */
  constructor(noise, choose) {
    this.#picker = new DigitPicker(choose);
    this.root = element(
      "section",
      { class: "right", "aria-label": "What the models make of it" },
      this.#problem,
      this.#notice,
      this.#verdict.root,
      this.#picker.root,
      this.#grid,
      noise,
      this.#walk,
    );
    this.preparation = element(
      "section",
      { class: "below", "aria-label": "Preparation" },
      element("h2", {}, "How your digit becomes what the models see"),
      this.#steps,
    );
  }

  /**
   * @param {Model[]} models
   * @param {boolean} hasClassifier
   */
  use(models, hasClassifier) {
    this.#models = models;
    this.#hasClassifier = hasClassifier;
    this.#noisy.root.hidden = true;
    this.#cleaned = models.map(({ name, title }) => new Card("Cleaned", `by ${name}`, title));
    this.#grid.replaceChildren(...this.#cards.map((card) => card.root));
    this.#countCards();
  }

  get #cards() {
    return [this.#seen, this.#noisy, ...this.#cleaned];
  }

  /** The style sheet lays the cards out by their number. */
  #countCards() {
    this.#grid.dataset.count = String(this.#cards.filter(({ root }) => !root.hidden).length);
  }

  /** Show that nothing is on the board. */
  clear() {
    this.#setProblem("");
    this.#notice.hidden = this.#picker.root.hidden = this.#walk.hidden = true;
    this.summary = this.#verdict.show(null, this.#hasClassifier);
    this.#cards.forEach((card) => card.clear());
    this.#steps.replaceChildren(element("li", { class: "none" }, "Nothing on the board yet."));
  }

  /**
   * Show why there is no result, or with "" that there is one again.
   *
   * @param {string} sentence
   */
  refuse(sentence) {
    if (sentence) this.clear();
    this.#setProblem(sentence);
  }

  /** @param {string} sentence */
  #setProblem(sentence) {
    write(this.#problem, sentence);
    this.#problem.hidden = !sentence;
  }

  /**
   * Whether an answer is about the models that are shown.
   *
   * @param {Arrays} answer
   */
  fits({ values }) {
    return values.models.join() === this.#models.map(({ name }) => name).join();
  }

  /**
   * @param {Arrays} answer
   * @param {string} note Of the picture, or "".
   * @param {boolean} noise Whether noise was added.
   */
  show({ arrays, values }, note, noise) {
    const { images, noisy, cleaned, probabilities } = arrays;
    /** @type {{count: number, digit: number}} */
    const { count, digit } = values;
    /** @type {(stage: number, index?: number) => Numbers | null} */
    const shares = (stage, index = digit) => {
      const first = CLASSES * (stage * count + index);
      return probabilities?.data.slice(first, first + CLASSES) ?? null;
    };
    write(this.#notice, [note, ...values.notices].filter(Boolean).join(" "));
    this.#notice.hidden = !this.#notice.textContent;
    this.summary = this.#verdict.show(shares(0), this.#hasClassifier);
    this.#seen.paint(images.data, digit * PIXELS, null);
    this.#noisy.root.hidden = !noise;
    this.#countCards();
    this.#noisy.paint(noisy.data, digit * PIXELS, shares(1));
    this.#cleaned.forEach((card, model) => {
      card.paint(cleaned.data, (model * count + digit) * PIXELS, shares(2 + model));
    });
    this.#showSteps(values.steps, arrays);
    const readings = Array.from({ length: count }, (_, index) => {
      const probability = shares(0, index);
      return probability ? String(largest(probability)) : "";
    });
    this.#picker.show(arrays, readings, digit, this.#models[0]?.name);
    const stops = Array.from({ length: Math.min(count, MOST_STOPS) }, (_, index) =>
      drawnStop(images.data, index * PIXELS),
    );
    leadTo(this.#walk, walkWords(count), this.#models.length ? stops : []);
  }

  /**
   * @param {Step[]} steps
   * @param {Arrays["arrays"]} arrays
   */
  #showSteps(steps, arrays) {
    while (this.#steps.children.length > steps.length) this.#steps.lastElementChild?.remove();
    steps.forEach((step, index) => {
      const { canvas, words } = this.#step(index);
      const { shape, data } = arrays[step.png];
      paintGrey(canvas, data, 0, shape[1], shape[0]);
      canvas.setAttribute("aria-label", step.caption);
      canvas.className = Math.max(step.width, step.height) < SMALL ? "few" : "";
      write(words, step.caption);
    });
  }

  /**
   * The place of a step, created if necessary.
   *
   * @param {number} index
   */
  #step(index) {
    const item = this.#steps.children[index];
    const canvas = item?.querySelector("canvas");
    if (canvas) return { canvas, words: /** @type {Element} */ (item.lastElementChild) };
    const step = { canvas: element("canvas", { role: "img" }), words: element("span") };
    const replacement = element("li", {}, step.canvas, step.words);
    if (item) item.replaceWith(replacement);
    else this.#steps.append(replacement);
    return step;
  }

  /** The picture of the first step: what the server was sent. */
  get original() {
    return this.#steps.querySelector("canvas");
  }
}
