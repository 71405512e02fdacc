// The map on the wall: its points, the drawings that have landed, and those flying to their places.

import { context2d, paintGrey } from "../../shared/scripts/pictures/canvas.js";
import { element } from "../../shared/scripts/page/dom.js";
import { reducesMotion } from "../../shared/scripts/page/motion.js";
import { big, quantity } from "../../shared/scripts/page/words.js";
import { clamp } from "../../shared/scripts/page/numbers.js";
import { ORANGE } from "../../shared/scripts/page/palette.js";
import { SIDE, drawingAt, sizeOf } from "./drawings.js";

/**
 * @import { RoomMap } from "../../shared/scripts/room/presenter.js"
 * @import { Drawing } from "./drawings.js"
 */

const PIXELS = 1000; // on each side of the canvas
const MOST_FLIGHTS = 6; // at once; more would hide the map, so others land directly
const FLIGHT_MS = 1500;
const BORDER = 3; // canvas pixels

/**
 * A picture of a digit; without a label, it is decoration, hidden from screen readers.
 *
 * @param {Uint8Array} pixels
 * @param {string} label
 */
export function digit(pixels, label) {
  const purpose = label ? { role: "img", "aria-label": label } : { "aria-hidden": "true" };
  const canvas = element("canvas", { width: SIDE, height: SIDE, class: "screen", ...purpose });
  paintGrey(canvas, pixels, 0, SIDE, SIDE);
  return canvas;
}

/**
 * A drawing in a few words.
 *
 * @param {Drawing} drawing
 */
export const caption = ({ meant, text, right }) => (right ? `${text} ✓` : `${meant}, read as ${text}`);

export class Ground {
  #points = element("img", { class: "points", alt: "" });
  #names = element("div", { "aria-hidden": "true" });
  #landed = element("canvas", { width: PIXELS, height: PIXELS, class: "landed", role: "img" });
  #air = element("div", { class: "air", "aria-hidden": "true" });
  #context = context2d(this.#landed);
  #sprite = element("canvas", { width: SIDE, height: SIDE });
  /** @type {Drawing[]} */
  #drawings = [];
  /** @type {Set<number>} Numbers of the drawings in the air. */
  #flying = new Set();
  #size = sizeOf(0, PIXELS);

  /** @param {(drawing: Drawing) => void} choose Called when somebody clicks a drawing. */
  constructor(choose) {
    this.root = element("div", { class: "ground" }, this.#points, this.#names, this.#landed, this.#air);
    this.#landed.addEventListener("click", (event) => {
      const box = this.#landed.getBoundingClientRect();
      const place = { x: (event.clientX - box.left) / box.width, y: (event.clientY - box.top) / box.height };
      const hit = drawingAt(this.#drawings, place, this.#size / PIXELS);
      if (hit) choose(hit);
    });
  }

  /**
   * Show the map itself.
   *
   * @param {string} address Address of the picture of its points.
   * @param {RoomMap} map
   */
  setMap(address, map) {
    this.#points.src = address;
    this.#points.alt = `${map.title}: a map of ${big(map.count)} digits`;
    this.#names.replaceChildren(
      ...map.names.map(({ name, x, y }) => element("b", { style: `left: ${100 * x}%; top: ${100 * y}%` }, name)),
    );
  }

  /**
   * Show these drawings; the fresh ones fly to their places.
   *
   * @param {Drawing[]} drawings
   * @param {Drawing[]} fresh
   */
  show(drawings, fresh) {
    this.#drawings = drawings;
    this.#size = sizeOf(drawings.length, PIXELS);
    for (const drawing of fresh) if (this.#canFly()) this.#fly(drawing);
    this.#paint();
    this.#landed.setAttribute("aria-label", `${quantity(drawings.length, "drawing")} of the room on the map`);
  }

  #canFly() {
    return !reducesMotion() && document.visibilityState === "visible" && this.#flying.size < MOST_FLIGHTS;
  }

  #paint() {
    this.#context.clearRect(0, 0, PIXELS, PIXELS);
    this.#context.imageSmoothingEnabled = false;
    for (const drawing of this.#drawings) if (!this.#flying.has(drawing.number)) this.#land(drawing);
  }

  /** @param {Drawing} drawing */
  #land({ seen, x, y, right }) {
    const size = this.#size;
    const [left, top] = [x, y].map((share) => clamp(share * PIXELS - size / 2, 0, PIXELS - size));
    paintGrey(this.#sprite, seen, 0, SIDE, SIDE);
    this.#context.fillStyle = right ? "#fff" : ORANGE;
    this.#context.fillRect(left, top, size, size);
    this.#context.drawImage(this.#sprite, left + BORDER, top + BORDER, size - 2 * BORDER, size - 2 * BORDER);
  }

  /** @param {Drawing} drawing */
  #fly(drawing) {
    this.#flying.add(drawing.number);
    const card = element(
      "div",
      { class: "flight" },
      digit(drawing.seen, ""),
      digit(drawing.cleaned, ""),
      element("span", { class: drawing.right ? "good" : "odd" }, caption(drawing)),
    );
    this.#air.append(card);
    const start = `${30 + 40 * ((drawing.number * 0.618) % 1)}%`; // not where the previous one started
    const target = { left: `${100 * drawing.x}%`, top: `${100 * drawing.y}%` };
    const flight = card.animate(
      [
        { left: start, top: "108%", scale: 0.6, opacity: 0 },
        { left: start, top: "78%", scale: 1, opacity: 1, offset: 0.25, easing: "linear" },
        { left: start, top: "78%", scale: 1, opacity: 1, offset: 0.5, easing: "ease-in-out" },
        { ...target, scale: 0.3, opacity: 0.9 },
      ],
      { duration: FLIGHT_MS, easing: "ease-out" },
    );
    const end = () => {
      card.remove();
      this.#flying.delete(drawing.number);
      this.#paint();
    };
    flight.finished.then(end, end);
  }
}
