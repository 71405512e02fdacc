// The noise dial: pictures and readings follow the pointer without a rerun; Python gets the settings at rest.

import { Banner } from "../../shared/scripts/page/banner.js";
import { PIXELS } from "../../shared/scripts/pictures/canvas.js";
import { fetchArrays } from "../../shared/scripts/server/client.js";
import { element, reportPainted } from "../../shared/scripts/page/dom.js";
import { Live } from "../../shared/scripts/server/live.js";
import { widget } from "../../shared/scripts/page/widget.js";
import { Card } from "./card.js";
import { limitShares, noiseSeed, slider } from "./controls.js";
import { Verdicts } from "./verdicts.js";

/**
 * @import { Arrays } from "../../shared/scripts/server/arrays.js"
 * @import { Mount } from "../../shared/scripts/page/widget.js"
 * @import { Field } from "./controls.js"
 *
 * @typedef {object} Data What Python sends.
 * @property {string} dataset
 * @property {number} row
 * @property {number} label
 * @property {string[]} classes
 * @property {{name: string, title: string, fields: Field[]}} kind
 * @property {number} seed
 * @property {{name: string, title: string}[]} models
 * @property {{name: string} | null} classifier
 *
 * @typedef {object} Question
 * @property {{noise: object, seed: number, [name: string]: unknown}} body
 * @property {number | null} movedAt Time of the pointer's movement, on the clock of events.
 * @property {number} label
 * @property {string[]} classes
 * @property {Card[]} cards
 */

const REST_MS = 400;
const OPEN = "denoise-details"; // key under which the browser remembers that the details are open

class Dial {
  #problem = element("p", { class: "problem", role: "alert", hidden: true });
  #controls = element("div", { class: "controls" });
  #grid = element("div", { class: "cards" });
  #verdicts = new Verdicts();
  #seedPlace = element("div");
  #figures = element("div", { class: "cards" });
  #fold = element(
    "details",
    { open: localStorage.getItem(OPEN) !== null, ontoggle: () => this.#keepOpen() },
    element("summary", {}, "Details: error, PSNR, probabilities and seed"),
    this.#figures,
    this.#seedPlace,
  );
  #spoken = element("p", { class: "unseen", "aria-live": "polite" });
  #root = element(
    "div",
    { class: "dial" },
    this.#controls,
    this.#problem,
    this.#grid,
    this.#verdicts.root,
    this.#fold,
    this.#spoken,
  );
  /** @type {Live<Question, Arrays>} */
  #live;
  /** @type {Data | null} */
  #data = null;
  /** @type {Mount["setStateValue"]} */
  #setStateValue = () => {};
  /** @type {Record<string, number>} */
  #values = {};
  /** @type {number | null} */
  #seed = null;
  /** @type {Card[]} */
  #cards = [];
  #summary = "";
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /** @param {HTMLElement} parent */
  constructor(parent) {
    parent.append(this.#root);
    this.#live = new Live({
      ask: ({ body }, signal) => fetchArrays("/api/denoise", { body, signal }),
      show: (answer, question) => this.#show(answer, question),
      refused: (sentence) => {
        this.#problem.hidden = !sentence;
        this.#problem.textContent = sentence;
      },
      banner: new Banner(this.#root),
    });
  }

  /**
   * Take new data from Python, but keep what the visitor has set since.
   *
   * @param {Data} data
   * @param {Mount["setStateValue"]} setStateValue
   */
  update(data, setStateValue) {
    this.#setStateValue = setStateValue;
    const before = this.#data;
    this.#data = data;
    if (data.kind.name !== before?.kind.name) {
      this.#values = Object.fromEntries(data.kind.fields.map((field) => [field.name, field.value]));
      this.#seed ??= data.seed;
      this.#buildControls(data, this.#seed);
    }
    if (JSON.stringify(data.models) !== JSON.stringify(before?.models)) this.#buildCards(data);
    if (JSON.stringify(data) !== JSON.stringify(before)) this.#ask(null);
  }

  /**
   * @param {Data} data
   * @param {number} seed
   */
  #buildControls(data, seed) {
    const sliders = data.kind.fields.map((field, index) =>
      slider(field, index === 0, this.#values[field.name], {
        move: (value, event) => {
          this.#values[field.name] = value;
          this.#ask(event.timeStamp);
        },
        rest: () => this.#rest(),
      }),
    );
    const box = noiseSeed(seed, (chosen, event) => {
      this.#seed = chosen;
      this.#ask(event.timeStamp);
      this.#rest();
    });
    this.#controls.replaceChildren(...sliders);
    this.#seedPlace.replaceChildren(box);
  }

  #keepOpen() {
    if (this.#fold.open) localStorage.setItem(OPEN, "");
    else localStorage.removeItem(OPEN);
  }

  /** @param {Data} data */
  #buildCards(data) {
    this.#cards = [
      new Card("Original", "without noise"),
      new Card("Noisy", "what the autoencoder gets"),
      ...data.models.map(({ name, title }) => new Card("Cleaned", title === name ? name : `${title} · ${name}`)),
    ];
    const count = String(this.#cards.length);
    for (const grid of [this.#grid, this.#figures]) {
      grid.style.setProperty("--count", count);
      grid.dataset.count = count;
    }
    this.#grid.replaceChildren(...this.#cards.map((card) => card.root));
    this.#figures.replaceChildren(...this.#cards.map((card) => card.figures));
    this.#verdicts.use(data.models.map(({ title }) => title));
  }

  /** @param {number | null} movedAt */
  #ask(movedAt) {
    if (!this.#data) return;
    const { dataset, row, models, classifier, kind, label, classes } = this.#data;
    const body = {
      dataset,
      rows: [row],
      models: models.map((model) => model.name),
      noise: { kind: kind.name, ...limitShares(this.#values) },
      seed: this.#seed ?? 0,
      ...(classifier ? { classifier: classifier.name } : {}),
    };
    this.#live.send({ body, movedAt, label, classes, cards: this.#cards });
  }

  /**
   * @param {Arrays} answer
   * @param {Question} question
   */
  #show({ arrays }, { cards, ...question }) {
    if (cards !== this.#cards) return;
    const { clean, noisy, cleaned, squared_errors: errors, psnr, probabilities } = arrays;
    const [, noisyReading, ...cleanedReadings] = cards.map((card, index) => {
      if (index === 0) card.paint(clean.data, 0);
      else if (index === 1) card.paint(noisy.data, 0, errors.data[0], psnr.data[0]);
      else card.paint(cleaned.data, (index - 2) * PIXELS, errors.data[index - 1], psnr.data[index - 1]);
      const known = probabilities?.shape.at(-1) ?? 0; // classes of the classifier
      const shares = probabilities?.data.slice(known * index, known * (index + 1));
      return card.read(shares, question.label, question.classes);
    });
    this.#summary = this.#verdicts.show(noisyReading, cleanedReadings);
    const { noise, seed } = question.body;
    this.#root.dataset.shown = JSON.stringify({ ...noise, seed });
    reportPainted(this.#root, question);
  }

  /** Send the settings to Python, and the readings to screen readers, after a pause. */
  #rest() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#spoken.textContent = this.#summary;
      const kind = this.#data?.kind.name;
      this.#setStateValue("noise", { kind, values: limitShares(this.#values), seed: this.#seed });
    }, REST_MS);
  }

  close() {
    clearTimeout(this.#timer);
    this.#live.close();
    this.#root.remove();
  }
}

export default widget(Dial);
