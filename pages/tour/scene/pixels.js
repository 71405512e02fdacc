// A digit as 784 grey values; the value under the pointer is shown.

import { WIDTH as SIDE, paintDigit, readPictures } from "../../shared/scripts/pictures/canvas.js";
import { element, write } from "../../shared/scripts/page/dom.js";
import { clamp } from "../../shared/scripts/page/numbers.js";

const WAIT_MS = 1000;
const PIXEL_MS = 45;
const AROUND = 2; // neighbours on each side in the magnifier

/** @type {Record<string, number>} */
const KEYS = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -SIDE, ArrowDown: SIDE };

export class Pixels {
  /** @type {Uint8Array} */
  #values = new Uint8Array();
  #isHeld = false;
  #pixel = 0;
  /** @type {number[]} */
  #path = [];
  #canvas = element("canvas", {
    class: "screen",
    width: SIDE,
    height: SIDE,
    tabindex: 0,
    role: "img",
    "aria-label": "A handwritten digit of 28 by 28 pixels. Arrow keys read out its grey values.",
    onpointermove: (event) => this.#point(event),
    onpointerdown: (event) => this.#point(event),
    onkeydown: (event) => this.#press(event),
  });
  #mark = element("div", { class: "mark" });
  #cells = Array.from({ length: (2 * AROUND + 1) ** 2 }, () => element("span", {}));
  #sentence = element("p", { class: "caption" });

  /** @param {{picture: string}} data */
  constructor({ picture }) {
    this.root = element(
      "div",
      { class: "pixels" },
      element("div", { class: "whole" }, this.#canvas, this.#mark),
      element(
        "figure",
        {},
        element("div", { class: "magnifier", "aria-hidden": "true" }, ...this.#cells),
        this.#sentence,
      ),
    );
    this.ready = this.#load(picture);
  }

  /** @param {string} picture */
  async #load(picture) {
    this.#values = await readPictures(picture);
    paintDigit(this.#canvas, this.#values);
    // Only pixels with ink, line by line, because black ones are dull to watch.
    this.#path = [...this.#values.keys()].filter((pixel) => this.#values[pixel] > 40);
    this.#show(this.#path[0] ?? 0);
  }

  isHeld() {
    return this.#isHeld;
  }

  /** @param {number} ms */
  draw(ms) {
    const step = Math.floor(Math.max(0, ms - WAIT_MS) / PIXEL_MS);
    this.#show(this.#path[step % this.#path.length] ?? 0);
  }

  /** @param {number} pixel */
  #show(pixel) {
    this.#pixel = pixel;
    const row = Math.floor(pixel / SIDE);
    const column = pixel % SIDE;
    this.#mark.style.left = `${(100 * column) / SIDE}%`;
    this.#mark.style.top = `${(100 * row) / SIDE}%`;
    this.#cells.forEach((cell, index) => {
      const width = 2 * AROUND + 1;
      const down = row + Math.floor(index / width) - AROUND;
      const across = column + (index % width) - AROUND;
      const inside = down >= 0 && down < SIDE && across >= 0 && across < SIDE;
      const value = inside ? this.#values[down * SIDE + across] : 0;
      write(cell, inside ? String(value) : "");
      cell.style.background = `rgb(${value} ${value} ${value})`;
      cell.style.color = value > 117 ? "#000" : "#fff";
    });
    const value = this.#values[pixel];
    write(this.#sentence, `Row ${row + 1}, column ${column + 1}: ${value} of 255`);
  }

  /** @param {PointerEvent} event */
  #point(event) {
    this.#isHeld = true;
    const box = this.#canvas.getBoundingClientRect();
    const at = (/** @type {number} */ share) => clamp(Math.floor(share * SIDE), 0, SIDE - 1);
    const row = at((event.clientY - box.top) / box.height);
    this.#show(row * SIDE + at((event.clientX - box.left) / box.width));
  }

  /** @param {KeyboardEvent} event */
  #press(event) {
    const next = this.#pixel + (KEYS[event.key] ?? 0);
    if (next === this.#pixel || next < 0 || next >= SIDE * SIDE) return;
    event.preventDefault();
    this.#isHeld = true;
    this.#show(next);
  }
}
