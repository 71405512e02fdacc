// Digits that move to their places on a map, one after the other.

import { HEIGHT, PIXELS, WIDTH, paintDigit, readPictures } from "../../shared/scripts/pictures/canvas.js";
import { element, write } from "../../shared/scripts/page/dom.js";
import { ease } from "../../shared/scripts/page/motion.js";
import { clamp } from "../../shared/scripts/page/numbers.js";

const EACH_MS = 170; // between two departures
const START = 0.88; // share of the height, so that a large digit ends above the sentence below
const FLIGHT_MS = 1300;

/**
 * @typedef {{x: number, y: number, label: string, colour: string}} Place
 * @typedef {{background: string, pictures: string, places: Place[]}} Data
 */

export class Gathering {
  #places;
  #digits;
  #isHeld = false;
  #points;
  #sentence = element("p", { class: "caption" });

  /** @param {Data} data */
  constructor({ background, pictures, places }) {
    this.#places = places;
    this.#points = element("img", { src: background, alt: "A map with one coloured point per digit" });
    this.#digits = places.map(({ label, colour }) =>
      element("canvas", { width: WIDTH, height: HEIGHT, title: label, style: `border-color: ${colour}` }),
    );
    this.root = element(
      "div",
      { class: "gathering" },
      element("div", { class: "ground" }, this.#points, ...this.#digits),
      this.#sentence,
    );
    this.root.addEventListener("pointerdown", () => {
      this.#isHeld = true;
      this.draw(Infinity);
    });
    this.ready = this.#load(pictures);
  }

  /** @param {string} pictures */
  async #load(pictures) {
    const bytes = await readPictures(pictures);
    this.#digits.forEach((canvas, index) => paintDigit(canvas, bytes, index * PIXELS));
  }

  isHeld() {
    return this.#isHeld;
  }

  /** @param {number} ms */
  draw(ms) {
    let landed = 0;
    this.#digits.forEach((canvas, index) => {
      const share = ease(clamp((ms - index * EACH_MS) / FLIGHT_MS, 0, 1));
      const { x, y } = this.#places[index];
      canvas.style.left = `${100 * (0.5 + (x - 0.5) * share)}%`;
      canvas.style.top = `${100 * (START + (y - START) * share)}%`;
      canvas.style.opacity = share > 0 ? "1" : "0";
      canvas.style.scale = String(2.5 - 1.5 * share);
      landed += Number(share === 1);
    });
    const all = landed === this.#places.length;
    this.#points.style.opacity = String(Math.min(1, landed / this.#places.length + 0.15));
    const count = `${landed} of ${this.#places.length} digits have landed`;
    write(this.#sentence, all ? "Each point is one more digit, in the colour of its class" : count);
  }
}
