// Ten digits of a training: as the model sees them, and as it rebuilds or reads them after each epoch.

import { PIXELS, paintDigit } from "../../shared/scripts/pictures/canvas.js";
import { screen } from "../../shared/scripts/pictures/screen.js";
import { element } from "../../shared/scripts/page/dom.js";
import { largest } from "../../shared/scripts/page/words.js";

/**
 * @import { NamedArray, Numbers } from "../../shared/scripts/server/arrays.js"
 *
 * @typedef {{digits: NamedArray, noisy: NamedArray, digit_labels: NamedArray}} Shared Arrays that all epochs share.
 */

const PER_ROW = 5;
const OUTPUT = "Rebuilt";

/** A column per digit: the original, the noisy one if it differs, and what the model makes of it. */
export class Digits {
  root = element("div", { class: "digits" });
  /** @type {string[]} */
  #classes = [];
  /** @type {{canvas: HTMLCanvasElement | undefined, reading: HTMLElement, label: number}[]} */
  #outputs = [];

  /**
   * @param {Shared} shared
   * @param {string[]} classes
   * @param {boolean} reconstructs Whether the model rebuilds the digits; otherwise it reads them.
   */
  build(shared, classes, reconstructs) {
    this.#classes = classes;
    this.#outputs = [];
    const clean = String(shared.digits.data) === String(shared.noisy.data);
    const rows = ["Original", ...(clean ? [] : ["Noisy"]), ...(reconstructs ? [OUTPUT] : [])];
    const columns = Array.from(shared.digit_labels.data, (label, index) => {
      const canvases = rows.map((row) => this.#canvas(row, classes[label] ?? String(index + 1), shared, index));
      const reading = element("small");
      this.#outputs.push({ canvas: reconstructs ? canvases.at(-1) : undefined, reading, label });
      return element("div", {}, ...canvases, ...(reconstructs ? [] : [reading]));
    });
    const heads = () => {
      const spans = rows.map((row) => element("span", {}, row));
      return element("div", { class: "heads" }, ...spans, ...(reconstructs ? [] : [element("small", {}, "Reads as")]));
    };
    const more = columns.slice(PER_ROW);
    this.root.replaceChildren(heads(), ...columns.slice(0, PER_ROW), ...(more.length ? [heads(), ...more] : []));
  }

  /**
   * @param {string} row
   * @param {string} name Name of the digit's class, or the number of its column.
   * @param {Shared} shared
   * @param {number} index
   */
  #canvas(row, name, shared, index) {
    const canvas = screen(`${row} ${name}`);
    if (row !== OUTPUT) paintDigit(canvas, (row === "Noisy" ? shared.noisy : shared.digits).data, index * PIXELS);
    return canvas;
  }

  /** @param {Numbers} output Output of the model after one epoch. */
  show(output) {
    const known = output.length / this.#outputs.length; // classes of a classifier
    this.#outputs.forEach(({ canvas, reading, label }, index) => {
      if (canvas) {
        paintDigit(canvas, output, index * PIXELS);
        return;
      }
      const shares = output.subarray(index * known, (index + 1) * known);
      const best = largest(shares);
      const mark = best === label ? "✓" : "✗";
      reading.textContent = `${this.#classes[best] ?? `class ${best}`} ${mark} ${Math.round(100 * shares[best])} %`;
    });
  }
}
