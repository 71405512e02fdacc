// Mouse, fingers and keys on a flat map: they point at digits and choose one. Plotly itself pans and selects.

import { middleOf } from "../plot/geometry.js";
import { Hover } from "./hover.js";
import { hasModifier, pressKey } from "./keys.js";
import { Pinch } from "./pinch.js";
import { isDrag, reachOf } from "./reach.js";

/**
 * @import { Pane } from "../pane.js"
 * @import { Plot } from "../plot/plot.js"
 *
 * @typedef {number[]} WindowPlace [left, top], in pixels of the window.
 *
 * @typedef {object} PointerEvents
 * @property {(index: number, at: WindowPlace, byKeys?: boolean) => void} pointAtDigit
 * @property {(place: number[], at: WindowPlace, byKeys?: boolean) => void} pointAtPlace
 * @property {() => void} leave
 * @property {(row: number) => void} choose
 * @property {() => void} clear
 * @property {() => void} selectView
 * @property {() => number | null} current The row that keys start from.
 */

const STEPS = 40; // across the view, for the cross that keys move
/** @type {Record<string, number[]>} */
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

export class Pointer {
  #pane;
  #plot;
  #signal;
  #events;
  #hover = new Hover((event) => this.#hit(event));
  #pinch;

  /**
   * @param {Pane} pane
   * @param {Plot} plot Plot of the pane.
   * @param {AbortSignal} signal Ends the listening.
   * @param {PointerEvents} events
   */
  constructor(pane, plot, signal, events) {
    this.#pane = pane;
    this.#plot = plot;
    this.#signal = signal;
    this.#events = events;
    const { place } = pane;
    place.addEventListener("pointermove", (event) => this.#move(event), { signal });
    place.addEventListener("pointerleave", (event) => this.#leave(event), { signal });
    place.addEventListener("pointerdown", (event) => this.#press(event), { signal });
    place.addEventListener("keydown", (event) => this.#key(event), { signal });
    this.#pinch = new Pinch({ plot, hint: pane.hint, signal, begin: () => events.leave() });
  }

  close() {
    this.#hover.close();
    this.#pinch.close();
  }

  // ---- what is under the pointer -------------------------------------------------------------

  /** @param {PointerEvent} event */
  #move(event) {
    if (!event.buttons) this.#hover.move(event); // a pressed button drags
  }

  /** @param {PointerEvent} event */
  #leave(event) {
    if (event.pointerType === "touch") return;
    this.#hover.leave();
    this.#events.leave();
  }

  /**
   * The place of the plane under the pointer and the nearest digit within reach; null outside of the axes.
   *
   * @param {PointerEvent} event
   */
  #under({ clientX, clientY, pointerType }) {
    const { place, points, isShown } = this.#pane;
    const plot = this.#plot;
    if (!plot.ready) return null;
    const box = place.getBoundingClientRect();
    const [left, top] = [clientX - box.left, clientY - box.top];
    const { frame } = plot.view;
    const [right, bottom] = [frame.left + frame.width, frame.top + frame.height];
    if (left < frame.left || top < frame.top || left > right || top > bottom) return null;
    const at = plot.view.placeAt(left, top);
    const reach = Math.max(reachOf(pointerType), plot.overlay.side / 2);
    return { place: at, index: points.nearest(...at, plot.view.scale, reach, isShown) };
  }

  /** @param {PointerEvent} event */
  #hit(event) {
    const under = this.#under(event);
    const at = [event.clientX, event.clientY];
    if (!under) this.#events.leave();
    else if (under.index >= 0) this.#events.pointAtDigit(under.index, at);
    else this.#events.pointAtPlace(under.place, at);
    return under;
  }

  /** @param {PointerEvent} event */
  #press(event) {
    // Plotly covers the window while a button is down, so the map does not see the release.
    const ends = new AbortController();
    const listening = { capture: true, signal: AbortSignal.any([ends.signal, this.#signal]) };
    let dragged = false; // a lasso may end where it began
    const onMove = (/** @type {PointerEvent} */ move) => (dragged ||= isDrag(event, move));
    const onUp = (/** @type {PointerEvent} */ release) => {
      ends.abort();
      if (dragged || this.#pinch.active) return;
      const under = release.pointerType === "touch" ? this.#hit(release) : this.#under(release);
      if (under && under.index >= 0) this.#events.choose(this.#pane.points.row(under.index));
    };
    window.addEventListener("pointermove", onMove, listening);
    window.addEventListener("pointerup", onUp, listening);
    window.addEventListener("pointercancel", () => ends.abort(), listening);
  }

  // ---- keys ----------------------------------------------------------------------------------

  /** @param {KeyboardEvent} event */
  #key(event) {
    const { info, points } = this.#pane;
    const plot = this.#plot;
    if (hasModifier(event) || !plot.ready) return;
    const arrow = ARROWS[event.key];
    if (arrow && event.shiftKey && info.decodes) this.#probe(arrow);
    else if (arrow) this.#step(arrow);
    else if (!pressKey(event.key, plot.view, this.#events, (row) => points.index(row) >= 0)) return;
    event.preventDefault();
  }

  /**
   * Go to the nearest digit in a direction; at first, to the one nearest to the middle.
   *
   * @param {number[]} direction
   */
  async #step(direction) {
    const { points, isShown } = this.#pane;
    const plot = this.#plot;
    let index = points.index(this.#events.current() ?? -1);
    if (index < 0 || !isShown(index))
      index = points.nearest(...middleOf(plot.view.range), plot.view.scale, Infinity, isShown);
    else {
      const next = points.neighbour(index, direction, plot.view.scale, isShown);
      if (next >= 0) index = next;
    }
    if (index < 0) return;
    const [x, y] = [points.x[index], points.y[index]];
    await plot.view.reveal(x, y);
    this.#events.pointAtDigit(index, this.#windowPlace(x, y), true);
  }

  /**
   * Move a step over the plane, because the decoder also draws at places without a digit.
   *
   * @param {number[]} direction
   */
  async #probe([right, up]) {
    const plot = this.#plot;
    const { x, y } = plot.view.range;
    const [px, py] = plot.overlay.probe ?? middleOf(plot.view.range);
    const at = [px + (right * (x[1] - x[0])) / STEPS, py + (up * (y[1] - y[0])) / STEPS];
    await plot.view.reveal(at[0], at[1]);
    this.#events.pointAtPlace(at, this.#windowPlace(at[0], at[1]), true);
  }

  /**
   * @param {number} x
   * @param {number} y
   */
  #windowPlace(x, y) {
    const box = this.#pane.place.getBoundingClientRect();
    const [left, top] = this.#plot.view.pixel(x, y);
    return [box.left + left, box.top + top];
  }
}
