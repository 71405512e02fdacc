// The manifold of a plane: a sheet of digits that covers it.

import { screen } from "../../shared/scripts/pictures/screen.js";
import { paintGrid } from "../../shared/scripts/pictures/canvas.js";
import { fetchWhenReady } from "../../shared/scripts/server/client.js";
import { element, worded } from "../../shared/scripts/page/dom.js";
import { route } from "../../shared/scripts/server/route.js";
import { signed } from "../../shared/scripts/page/words.js";
import { clamp } from "../../shared/scripts/page/numbers.js";
import { clippedWords, heading, placeWords } from "./parts.js";

/**
 * @import { Arrays, NamedArray } from "../../shared/scripts/server/arrays.js"
 * @import { Live } from "../../shared/scripts/server/live.js"
 * @import { Walk } from "./latent_walk.js"
 * @import { Space } from "./parts.js"
 */

const SIDE = 20; // digits
const BY_PRIOR = "Each digit stands for the same share of the cloud that training aims for (the prior).";
const EVENLY = "Spaced evenly over the middle 98 % of the test digits.";

/**
 * The cell of a sheet under a pointer.
 *
 * @param {{clientX: number, clientY: number}} event
 * @param {{left: number, top: number, width: number, height: number}} box The sheet's box in the window.
 * @param {number} side Cells of the sheet, across and down.
 */
export function cellAt({ clientX, clientY }, box, side) {
  const cell = (/** @type {number} */ share) => clamp(Math.floor(share * side), 0, side - 1);
  return { column: cell((clientX - box.left) / box.width), line: cell((clientY - box.top) / box.height) };
}

export class Manifold {
  #walk;
  #sheets;
  /** @type {Live<null, Arrays>} */
  #live;
  /** @type {Arrays["arrays"] | null} */
  #arrays = null;

  /** @param {Walk} walk */
  constructor(walk) {
    this.#walk = walk;
    this.#sheets = walk.models.map((model) => this.#sheet(model));
    walk.stage.append(element("div", { class: "panes" }, ...this.#sheets.map(({ root }) => root)));
    this.#live = walk.live(
      (_, signal) => fetchWhenReady(`/api/walk/manifold?${walk.query({ side: String(SIDE) })}`, { signal }),
      (answer) => this.#show(answer),
    );
    this.#live.send(null);
  }

  /** @param {Space} model */
  #sheet(model) {
    const canvas = screen(`${SIDE} by ${SIDE} digits that cover the plane of ${model.name}`, "sheet");
    canvas.addEventListener("pointermove", (event) => this.#point(event, canvas));
    const about = element("p", { class: "figures" });
    const where = element("p", { class: "figures" }, "Point at a digit for its numbers.");
    const note = element("small", { class: "note" });
    const query = new URLSearchParams({ models: model.name, dataset: this.#walk.data.dataset, side: String(SIDE) });
    const file = { href: route(`/api/walk/manifold?${query}`), download: `manifold-${model.name}.png` };
    const save = element("a", { class: "button disk", ...file }, "Save as PNG");
    const bar = element("div", { class: "row spread" }, where, save);
    return { model, canvas, about, where, note, root: element("figure", {}, heading(model), canvas, bar, about, note) };
  }

  /** @param {Arrays} answer */
  #show({ arrays, values }) {
    this.#arrays = arrays;
    this.#sheets.forEach(({ model, canvas, about, note }, at) => {
      paintGrid(canvas, arrays.digits.data, at * SIDE * SIDE, SIDE * SIDE, SIDE);
      const ends = (/** @type {NamedArray} */ axis) => {
        const line = [...axis.data.slice(at * SIDE, (at + 1) * SIDE)];
        return `${signed(Math.min(...line))} to ${signed(Math.max(...line))}`;
      };
      const spacing = values.spacing[at] === "normal" ? BY_PRIOR : EVENLY;
      about.textContent = worded(`${spacing} Left to right ${ends(arrays.x)}, bottom to top ${ends(arrays.y)}.`);
      note.textContent = clippedWords(model, values.clipped[at], 2 * SIDE * SIDE);
    });
    this.#walk.remember();
  }

  /**
   * Show the numbers of the digit under the pointer, and of the same cell of the other sheet.
   *
   * @param {PointerEvent} event
   * @param {HTMLCanvasElement} canvas
   */
  #point(event, canvas) {
    if (!this.#arrays) return;
    const { column, line } = cellAt(event, canvas.getBoundingClientRect(), SIDE);
    const { x, y } = this.#arrays;
    this.#sheets.forEach(({ where }, at) => {
      where.textContent = placeWords(x.data[at * SIDE + column], y.data[at * SIDE + line]);
    });
  }

  close() {
    this.#walk.end(this.#live);
  }
}
