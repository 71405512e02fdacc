// Noise on top of the prepared digit: its kind, its strength, its seed and a die.

import { element } from "./client.js";

const LARGEST_SEED = 2 ** 31 - 1;

export class NoiseBox {
  /** `changed` is called for every movement. */
  constructor(changed) {
    this.changed = changed;
    this.level = 0;
    this.seed = 0;
    this.shown = element("output", { for: "noise" });
    this.input = element("input", { type: "range", id: "noise", min: 0, value: 0, oninput: () => this.#setLevel(this.input.valueAsNumber) });
    this.kinds = element("select", { id: "noise-kind", "aria-label": "Kind of noise", onchange: () => this.#setKind() });
    this.number = element("input", { type: "number", id: "noise-seed", min: 0, max: LARGEST_SEED, step: 1, value: this.seed, inputmode: "numeric", oninput: () => this.#setSeed(this.number.valueAsNumber) });
    const roll = () => {
      this.number.value = Math.floor(Math.random() * 10000);
      this.#setSeed(this.number.valueAsNumber);
    };
    const die = element("button", { type: "button", title: "The same amount of noise, falling differently", onclick: roll }, "⚄ New noise");
    this.seedBox = element("span", { class: "seed" }, element("label", { for: "noise-seed" }, "Seed"), this.number, die);
    this.root = element("div", { class: "noise" }, element("label", { for: "noise" }, "Noise on top"), this.kinds, this.shown, this.input, this.seedBox);
  }

  /** The kinds there are; none at all where nobody cleans. */
  offer(noises, anyCleaner) {
    this.noises = noises;
    this.root.hidden = !anyCleaner;
    if (!anyCleaner) this.level = 0;
    if (!this.kinds.children.length) this.kinds.append(...noises.map(({ kind, title }) => element("option", { value: kind }, title)));
    this.#prepare();
  }

  /** What a call says to have this noise added; nothing where there is none. */
  get asked() {
    const { kind, field } = this.#kind;
    return this.level ? { noise: JSON.stringify({ kind, [field]: this.level }), seed: this.seed } : {};
  }

  get #kind() {
    return this.noises.find(({ kind }) => kind === this.kinds.value);
  }

  /** The slider as the kind of noise and its level want it. */
  #prepare() {
    for (const name of ["max", "step"]) this.input.setAttribute(name, this.#kind[name]);
    this.input.value = this.level;
    this.shown.textContent = this.level ? String(Number(this.level.toFixed(2))) : "none";
    this.seedBox.hidden = !this.level;
  }

  /** Another kind at the same share of its strength. */
  #setKind() {
    const share = this.level / Number(this.input.max);
    const { max, step } = this.#kind;
    this.#setLevel(Math.round((share * max) / step) * step);
  }

  #setLevel(level) {
    this.level = level;
    this.#prepare();
    this.changed();
  }

  #setSeed(seed) {
    if (!Number.isInteger(seed) || seed < 0 || seed > LARGEST_SEED) return;
    this.seed = seed;
    this.changed();
  }
}
