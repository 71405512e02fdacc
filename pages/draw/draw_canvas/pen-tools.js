// The tools above the drawing board: pen or eraser, Undo, Clear, and the size of the brush.

import { button, element } from "../../shared/scripts/page/dom.js";

const BRUSH = { low: 10, high: 90, usual: 44 };

export class PenTools {
  #pen = button("Pen", () => this.#erase(false), { "aria-pressed": "true" });
  #eraser = button("Eraser", () => this.#erase(true), { "aria-pressed": "false" });
  #brush = element("input", { type: "range", id: "brush", min: BRUSH.low, max: BRUSH.high, value: BRUSH.usual });
  #size = element("span", { class: "brush" }, element("label", { for: "brush" }, "Brush"), this.#brush);
  #undo;
  #clear;

  /** Whether the pointer takes ink away. */
  erasing = false;

  /**
   * @param {() => void} undo
   * @param {() => void} clear
   */
  constructor(undo, clear) {
    this.#undo = button("Undo", undo);
    this.#clear = button("Clear", clear);
    this.root = element("div", { class: "tools" }, this.#pen, this.#eraser, this.#undo, this.#clear, this.#size);
  }

  /** Width of the brush in pixels of the board. */
  get size() {
    return this.#brush.valueAsNumber;
  }

  /**
   * @param {boolean} undo
   * @param {boolean} clear
   */
  enable(undo, clear) {
    this.#undo.disabled = !undo;
    this.#clear.disabled = !clear;
  }

  /**
   * Show pen, eraser and brush, or leave their place to the tools of a picture.
   *
   * @param {boolean} shown
   */
  showPens(shown) {
    for (const tool of [this.#pen, this.#eraser, this.#size]) tool.hidden = !shown;
  }

  /** @param {boolean} on */
  #erase(on) {
    this.erasing = on;
    this.#pen.setAttribute("aria-pressed", String(!on));
    this.#eraser.setAttribute("aria-pressed", String(on));
  }
}
