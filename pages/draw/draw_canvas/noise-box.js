// The noise added to the prepared digit: its kind, its level and its seed.

import { element } from "../../shared/scripts/page/dom.js";
import { seedBox } from "../../shared/scripts/page/seed-box.js";
import { isSeed } from "../../shared/scripts/page/words.js";

/**
 * @typedef {object} Kind A kind of noise.
 * @property {string} kind
 * @property {string} title
 * @property {string} field Name of its level.
 * @property {number} max Largest level.
 * @property {number} step Step of the level.
 */

/**
 * The level that is a share of a kind's largest level, rounded to its step.
 *
 * @param {number} share
 * @param {{max: number, step: number}} kind
 */
export const levelAt = (share, { max, step }) => Math.round((share * max) / step) * step;

export class NoiseBox {
  #level = 0;
  #seed = 0;
  /** @type {Kind[]} */
  #kinds = [];
  #output = element("output", { for: "noise" });
  #input = element("input", {
    type: "range",
    id: "noise",
    min: 0,
    value: 0,
    oninput: () => {
      this.#setLevel(this.#input.valueAsNumber, true);
    },
  });
  #select = element("select", {
    id: "noise-kind",
    "aria-label": "Kind of noise",
    onchange: () => this.#setKind(),
  });
  #seedBox = seedBox({
    id: "noise-seed",
    label: "Seed",
    seed: this.#seed,
    random: "⚄ New noise",
    title: "The same amount of noise from another seed",
    change: (seed) => {
      this.#seed = seed;
      this.#change(false);
    },
  });
  #change;

  /** @param {(moving: boolean) => void} change Called at each change; `moving` is true while the slider is dragged. */
  constructor(change) {
    this.#change = change;
    this.root = element(
      "div",
      { class: "noise" },
      element("label", { for: "noise" }, "Noise on top"),
      this.#select,
      this.#output,
      this.#input,
      this.#seedBox,
    );
  }

  /**
   * @param {Kind[]} kinds
   * @param {boolean} useful Whether any model cleans noise; otherwise noise is not offered.
   */
  offer(kinds, useful) {
    this.#kinds = kinds;
    this.root.hidden = !useful;
    if (!useful) this.#level = 0;
    if (!this.#select.children.length) {
      this.#select.append(...kinds.map(({ kind, title }) => element("option", { value: kind }, title)));
    }
    this.#show();
  }

  /**
   * Parameters of a call that add this noise; empty at level 0.
   *
   * @returns {Record<string, string>}
   */
  get query() {
    if (!this.#level) return {};
    const { kind, field } = this.#kind;
    return { noise: JSON.stringify({ kind, [field]: this.#level }), seed: String(this.#seed) };
  }

  /**
   * Parameters of the page's address; null for those at their default.
   *
   * @returns {Record<string, string | null>}
   */
  get link() {
    const on = this.#level > 0;
    return {
      noise: on ? this.#kind.kind : null,
      level: on ? String(Number(this.#level.toFixed(4))) : null,
      seed: on && this.#seed ? String(this.#seed) : null,
    };
  }

  /**
   * Take the noise from the page's address; an invalid value is ignored.
   *
   * @param {URLSearchParams} query
   */
  restore(query) {
    const kind = this.#kinds.find((known) => known.kind === query.get("noise"));
    const [level, seed] = [Number(query.get("level")), Number(query.get("seed"))];
    if (!kind || this.root.hidden || !(level > 0 && level <= kind.max)) return;
    this.#select.value = kind.kind;
    this.#level = level;
    const box = this.#seedBox.querySelector("input");
    if (box && isSeed(seed)) box.value = String((this.#seed = seed));
    this.#show();
  }

  get #kind() {
    return this.#kinds.find(({ kind }) => kind === this.#select.value) ?? this.#kinds[0];
  }

  #show() {
    const { max, step } = this.#kind;
    this.#input.max = String(max);
    this.#input.step = String(step);
    this.#input.value = String(this.#level);
    this.#output.textContent = this.#level ? String(Number(this.#level.toFixed(2))) : "none";
  }

  #setKind() {
    this.#setLevel(levelAt(this.#level / Number(this.#input.max), this.#kind));
  }

  /**
   * @param {number} level
   * @param {boolean} [moving]
   */
  #setLevel(level, moving = false) {
    this.#level = level;
    this.#show();
    this.#change(moving);
  }
}
