// The numbers in the neck of the hourglass: bars about a middle line, which a pointer or the keyboard changes.

import { element } from "../../shared/scripts/page/dom.js";
import { clamp } from "../../shared/scripts/page/numbers.js";

const KEY_STEP = 0.1; // per press of an arrow key, as a share of a bar's half height
/** @type {Record<string, number>} */
const UP = { ArrowUp: 1, ArrowDown: -1, PageUp: 5, PageDown: -5 };
/** @type {Record<string, number>} */
const ALONG = { ArrowLeft: -1, ArrowRight: 1 };

export class Bars {
  #bars;
  #limit;
  #onchange;
  /** @type {number[]} */
  #values = [];

  /**
   * @param {number} count
   * @param {number} limit The largest absolute value.
   * @param {(values: number[]) => void} onchange Receives the values that a visitor sets.
   */
  constructor(count, limit, onchange) {
    this.#limit = limit;
    this.#onchange = onchange;
    this.#bars = Array.from({ length: count }, (_, index) =>
      element("div", {
        class: "bar",
        role: "slider",
        tabindex: index === 0 ? "0" : "-1",
        "aria-label": `Number ${index + 1} of ${count}`,
        "aria-orientation": "vertical",
        "aria-valuemin": (-limit).toFixed(1),
        "aria-valuemax": limit.toFixed(1),
        "aria-valuenow": "0.0",
        onkeydown: (event) => this.#press(event, index),
      }),
    );
    this.root = element("div", { class: "neck", style: `--count: ${count}` }, ...this.#bars);
    this.root.addEventListener("pointerdown", (event) => {
      this.root.setPointerCapture(event.pointerId);
      this.#drag(event);
    });
    this.root.addEventListener("pointermove", (event) => {
      if (this.root.hasPointerCapture(event.pointerId)) this.#drag(event);
    });
  }

  /** @param {number[]} values */
  show(values) {
    this.#values = [...values];
    this.#values.forEach((value, index) => {
      const share = clamp(value / this.#limit, -1, 1);
      this.#bars[index].style.setProperty("--value", share.toFixed(3));
    });
  }

  /** Tell screen readers the values. Not called while they move, because a screen reader would never stop talking. */
  announce() {
    this.#values.forEach((value, index) => this.#bars[index].setAttribute("aria-valuenow", value.toFixed(1)));
  }

  /** @param {PointerEvent} event */
  #drag(event) {
    const box = this.root.getBoundingClientRect();
    const index = Math.floor(((event.clientX - box.left) / box.width) * this.#bars.length);
    if (index < 0 || index >= this.#bars.length) return;
    this.#set(index, (1 - (2 * (event.clientY - box.top)) / box.height) * this.#limit);
  }

  /**
   * @param {KeyboardEvent} event
   * @param {number} index
   */
  #press(event, index) {
    if (event.key in ALONG) {
      const next = (index + ALONG[event.key] + this.#bars.length) % this.#bars.length;
      this.#bars[index].tabIndex = -1;
      this.#bars[next].tabIndex = 0;
      this.#bars[next].focus();
    } else if (event.key in UP) {
      this.#set(index, this.#values[index] + UP[event.key] * KEY_STEP * this.#limit);
    } else return;
    event.preventDefault();
  }

  /**
   * @param {number} index
   * @param {number} value
   */
  #set(index, value) {
    const values = [...this.#values];
    values[index] = clamp(value, -this.#limit, this.#limit);
    this.show(values);
    this.announce();
    this.#onchange(values);
  }
}
