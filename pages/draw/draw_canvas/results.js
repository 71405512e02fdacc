// What the models make of the board: readings, cleaned digits, and how the digit was prepared.

import { PIXELS, paintGrey } from "../../shared/scripts/pictures/canvas.js";
import { element, write } from "../../shared/scripts/page/dom.js";
import { MOST_STOPS, drawnStop } from "../../shared/scripts/pictures/stops.js";
import { leadTo, walkLink } from "../../shared/scripts/page/walk-link.js";
import { largest } from "../../shared/scripts/page/words.js";
import { Card } from "./cards.js";
import { DigitPicker, NO_DIGIT } from "./digit-picker.js";
import { Verdict } from "./verdict.js";

/**
 * @import { Arrays, Numbers } from "../../shared/scripts/server/arrays.js"
 * @import { Opinion } from "./verdict.js"
 *
 * @typedef {{name: string, title: string}} Model
 * @typedef {{caption: string, png: string, width: number, height: number}} Step One step of the preparation; `png` is
 *   the name of the array with its picture.
 */

const SMALL = 64; // pixels of a step's picture, below which CSS shows its pixels as squares

/**
 * Text of the link to a walk.
 *
 * @param {number} count Number of digits.
 */
export function walkWords(count) {
  if (count === 1) return "Walk from this digit to another";
  return `Walk through ${count > MOST_STOPS ? `the first ${MOST_STOPS} of ` : ""}these digits`;
}

const PLAIN = "28×28 pixels";
const NOISY = "28×28, noisy"; // short enough that the layout does not move

export class Results {
  #verdict = new Verdict();
  #picker;
  #grid = element("div", { class: "cards" });
  #seen = new Card("The models see", PLAIN);
  /** @type {Card[]} */
  #cleaned = [];
  #walk = walkLink();
  #steps = element("ol", { class: "steps" });
  /** @type {Model[]} */
  #models = [];
  #hasClassifier = false;
  /** @type {Opinion[]} */
  #verdicts = []; // one per digit

  /** The verdict in words. */
  summary = "";
  /** The digits as stops of a walk, which an address can hold. */
  stops = /** @type {string[]} */ ([]);

  /** @param {(index: number) => void} choose Called with a digit that is chosen among several. */
  constructor(choose) {
    this.#picker = new DigitPicker(choose);
    this.verdict = this.#verdict.root;
    this.pictures = element(
      "section",
      { class: "pictures", "aria-label": "What the models make of it" },
      this.#grid,
      this.#picker.root,
    );
    this.preparation = element(
      "section",
      { class: "below", "aria-label": "Preparation" },
      element("div", { class: "heading" }, element("h2", {}, "How your digit becomes what the models see"), this.#walk),
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
    this.#cleaned = models.map(({ name, title }) => new Card(title, title === name ? "cleaned" : `cleaned · ${name}`));
    const cards = [this.#seen, ...this.#cleaned];
    this.#grid.style.setProperty("--count", String(cards.length));
    this.#grid.replaceChildren(...cards.map((card) => card.root));
  }

  /** Show that nothing is on the board. */
  clear() {
    this.#verdict.refuse("");
    this.#picker.root.hidden = this.#walk.hidden = true;
    this.stops = [];
    this.summary = this.#verdict.clear(this.#hasClassifier);
    this.#seen.describe(PLAIN);
    [this.#seen, ...this.#cleaned].forEach((card) => card.clear());
    this.#steps.replaceChildren(element("li", { class: "none" }, "Nothing on the board yet."));
  }

  /**
   * Show why there is no result, or with "" that there is one again.
   *
   * @param {string} sentence
   */
  refuse(sentence) {
    if (sentence) this.clear();
    this.#verdict.refuse(sentence);
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
   * @param {boolean} noise Whether noise was added.
   * @param {(number | null)[]} given A person's answer for each digit, or null.
   * @param {boolean} judged Whether the verdicts of the last answer still hold.
   */
  show({ arrays, values }, noise, given, judged) {
    const { images, noisy, cleaned, probabilities } = arrays;
    /** @type {{count: number, digit: number}} */
    const { count, digit } = values;
    if (!judged) this.#verdicts = values.verdicts;
    const verdicts = this.#verdicts;
    /** @type {(stage: number, index?: number) => Numbers | null} */
    const shares = (stage, index = digit) => {
      const known = probabilities?.shape.at(-1) ?? 0; // classes of the classifier
      const first = known * (stage * count + index);
      return probabilities?.data.slice(first, first + known) ?? null;
    };
    this.summary = this.#verdict.show(verdicts[digit] ?? null, shares(0), given[digit] ?? null);
    this.#seen.describe(noise ? NOISY : PLAIN);
    if (noise) this.#seen.paint(noisy.data, digit * PIXELS, shares(1));
    else this.#seen.paint(images.data, digit * PIXELS, null);
    this.#cleaned.forEach((card, model) => {
      card.paint(cleaned.data, (model * count + digit) * PIXELS, shares(2 + model));
    });
    this.#showSteps(values.steps, arrays);
    const readings = Array.from({ length: count }, (_, index) => {
      const probability = shares(0, index);
      if (given[index] != null) return `${given[index]} ✎`;
      if (verdicts[index]?.verdict === "none") return NO_DIGIT;
      return probability ? String(largest(probability)) : "";
    });
    this.#picker.show(arrays, readings, digit, this.#models[0]?.name);
    this.stops = Array.from({ length: Math.min(count, MOST_STOPS) }, (_, index) =>
      drawnStop(images.data, index * PIXELS),
    );
    const label = /^\d$/.test(readings[0]) ? Number(readings[0]) : null;
    leadTo(this.#walk, walkWords(count), this.#models.length ? this.stops : [], null, label);
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
   * The element of a step, created if necessary.
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
  get sentPicture() {
    return this.#steps.querySelector("canvas");
  }
}
