// A pen that keys move: arrow keys, Space to draw and Escape to leave.

import { element } from "../page/dom.js";
import { clamp } from "../page/numbers.js";

/** Pixels on each side of a drawing board. */
export const BOARD = 560;

const STEP = BOARD / 28; // pixels of the board per key
const FINE = STEP / 4;

/** @type {Record<string, [number, number]>} */
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/**
 * The place after a press of a key, or null if it is not an arrow key.
 *
 * @param {{x: number, y: number}} place
 * @param {{key: string, shiftKey: boolean}} event With Shift the step is finer.
 */
export function moved({ x, y }, { key, shiftKey }) {
  const arrow = ARROWS[key];
  if (!arrow) return null;
  const step = shiftKey ? FINE : STEP;
  const inside = (/** @type {number} */ value) => clamp(value, 0, BOARD);
  return { x: inside(x + arrow[0] * step), y: inside(y + arrow[1] * step) };
}

export class PenKeys {
  #cross = element("i", { class: "crosshair", hidden: true, "aria-hidden": "true" });
  #status = element("span", { class: "unseen", role: "status" });
  #place = { x: BOARD / 2, y: BOARD / 4 };
  #down = false;
  #events;

  /**
   * @param {HTMLElement} board
   * @param {object} events
   * @param {(place: {x: number, y: number}, time: number) => boolean} events.start Begins a stroke; false if it cannot.
   * @param {(place: {x: number, y: number}, time: number) => void} events.move
   * @param {() => void} events.end
   */
  constructor(board, events) {
    this.#events = events;
    this.elements = [this.#cross, this.#status];
    board.addEventListener("keydown", (event) => this.#key(event, board));
    board.addEventListener("blur", () => this.hide());
    board.addEventListener("pointerdown", () => this.hide());
  }

  /**
   * @param {KeyboardEvent} event
   * @param {HTMLElement} board
   */
  #key(event, board) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const place = moved(this.#place, event);
    if (place) {
      this.#place = place;
      if (this.#down) this.#events.move(place, event.timeStamp);
    } else if (event.key === " ") {
      if (this.#down) this.#lift();
      else this.#down = this.#events.start(this.#place, event.timeStamp);
    } else if (event.key === "Escape") {
      this.hide();
      board.blur();
      return;
    } else return;
    event.preventDefault();
    this.#show();
  }

  #lift() {
    this.#down = false;
    this.#events.end();
  }

  #show() {
    const { x, y } = this.#place;
    this.#cross.hidden = false;
    this.#cross.classList.toggle("down", this.#down);
    this.#cross.style.left = `${(100 * x) / BOARD}%`;
    this.#cross.style.top = `${(100 * y) / BOARD}%`;
    const [column, row] = [x, y].map((value) => Math.round((100 * value) / BOARD));
    this.#status.textContent = `Pen ${this.#down ? "down" : "up"}, ${column} % across, ${row} % down`;
  }

  /** Lift the pen and hide its crosshair. */
  hide() {
    if (this.#down) this.#lift();
    this.#cross.hidden = true;
    this.#status.textContent = "";
  }
}
