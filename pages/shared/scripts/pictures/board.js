// A small board: a finger, a pen, a mouse or keys draw one digit.

import { context2d } from "./canvas.js";
import { element } from "../page/dom.js";
import { BOARD, PenKeys } from "./pen-keys.js";

/** Pixels on each side of a drawing to send; the server expects exactly this size. */
export const SENT = 140;
const BRUSH = 44; // pixels of the board, as on Draw
const LABEL =
  "Drawing board: draw a digit with a finger. Or with keys: the arrows move the pen, with Shift in small steps, " +
  "and Space puts it down and lifts it.";

/** @typedef {{x: number, y: number}} Place */

export class Board {
  #canvas = element("canvas", {
    width: BOARD,
    height: BOARD,
    tabindex: 0,
    role: "application",
    "aria-roledescription": "drawing board",
    "aria-label": LABEL,
  });
  #hint = element("p", { class: "hint", "aria-hidden": "true" }, "Draw here");
  #context = context2d(this.#canvas);
  /** @type {number | null} */
  #pointer = null;
  /** @type {Place} */
  #last = { x: 0, y: 0 };
  #changed;

  /** Whether nothing is drawn. */
  isEmpty = true;

  /** @param {() => void} changed Called when the board becomes empty or no longer is. */
  constructor(changed) {
    this.#changed = changed;
    const keys = new PenKeys(this.#canvas, {
      start: (place) => this.#start(place),
      move: (place) => this.#line(place),
      end: () => {},
    });
    this.root = element("div", { class: "board" }, this.#canvas, this.#hint, ...keys.elements);
    this.#canvas.addEventListener("pointerdown", (event) => this.#down(event));
    this.#canvas.addEventListener("pointermove", (event) => this.#move(event));
    for (const end of /** @type {const} */ (["pointerup", "pointercancel"]))
      this.#canvas.addEventListener(end, () => (this.#pointer = null));
    this.#canvas.addEventListener("contextmenu", (event) => event.preventDefault());
    this.#wipe();
  }

  /** Wipe the board. */
  clear() {
    this.#wipe();
    this.#changed();
  }

  #wipe() {
    this.#context.fillStyle = "#000";
    this.#context.fillRect(0, 0, BOARD, BOARD);
    this.#context.lineWidth = BRUSH;
    this.#context.lineCap = this.#context.lineJoin = "round";
    this.#context.strokeStyle = "#fff";
    this.isEmpty = true;
    this.#hint.hidden = false;
  }

  /** The ink, `SENT` by `SENT` bytes. */
  ink() {
    const small = element("canvas", { width: SENT, height: SENT });
    const context = context2d(small);
    context.imageSmoothingQuality = "high";
    context.drawImage(this.#canvas, 0, 0, SENT, SENT);
    const colours = context.getImageData(0, 0, SENT, SENT).data;
    return Uint8Array.from({ length: SENT * SENT }, (_, pixel) => colours[4 * pixel]);
  }

  /** @param {PointerEvent} event */
  #place(event) {
    const box = this.#canvas.getBoundingClientRect();
    return {
      x: ((event.clientX - box.left) / box.width) * BOARD,
      y: ((event.clientY - box.top) / box.height) * BOARD,
    };
  }

  /** @param {PointerEvent} event */
  #down(event) {
    if (!event.isPrimary || event.button !== 0) return;
    this.#pointer = event.pointerId;
    this.#canvas.setPointerCapture(event.pointerId);
    this.#start(this.#place(event));
  }

  /** @param {PointerEvent} event */
  #move(event) {
    if (this.#pointer !== event.pointerId) return;
    const merged = event.getCoalescedEvents ? event.getCoalescedEvents() : [];
    for (const each of merged.length ? merged : [event]) this.#line(this.#place(each));
  }

  /** @param {Place} place */
  #start(place) {
    this.#last = place;
    this.#line({ x: place.x, y: place.y + 0.01 }); // a dot needs a length
    return true;
  }

  /** @param {Place} place */
  #line(place) {
    this.#context.beginPath();
    this.#context.moveTo(this.#last.x, this.#last.y);
    this.#context.lineTo(place.x, place.y);
    this.#context.stroke();
    this.#last = place;
    if (!this.isEmpty) return;
    this.isEmpty = false;
    this.#hint.hidden = true;
    this.#changed();
  }
}
