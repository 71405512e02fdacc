// Mouse, fingers and keys on one map: what is under them, what is chosen, how the view moves.

import { ZOOM } from "./bar.js";
import { middleOf, pinchRange } from "./plot/geometry.js";

/**
 * @import { Range, Share } from "./plot/geometry.js"
 * @import { Pane } from "./pane.js"
 * @import { Plot } from "./plot/plot.js"
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

const REACH_PX = 14;
const TOUCH_REACH_PX = 24;
const CLICK_PX = 5; // a pointer that went further has dragged
const HIT_MS = 50;
const LIFT_MS = 50;
const HINT_MS = 1600; // that a hint stays
const STEPS = 40; // of the plane across the view, for the cross that keys move
/** @type {Record<string, number[]>} */
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

export class Pointer {
  #pane;
  #plot;
  #signal;
  #events;
  /** @type {PointerEvent | null} */
  #latest = null;
  /** @type {ReturnType<typeof setTimeout> | null} */
  #timer = null;
  /** @type {{range: Range, start: Share[], target: Range | null} | null} */
  #pinch = null;
  /** @type {number | null} */
  #frame = null;
  /** @type {ReturnType<typeof setTimeout> | null} */
  #hintTimer = null;

  /**
   * @param {Pane} pane
   * @param {Plot} plot Of the pane.
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
    // Plotly knows no second finger, so movements of two are kept from it. Those of one scroll the page.
    const before = { signal, capture: true };
    place.addEventListener("touchstart", (event) => this.#touch(event), { ...before, passive: false });
    window.addEventListener("touchmove", (event) => this.#pinchTo(event), { ...before, passive: false });
    window.addEventListener("touchend", (event) => this.#lift(event), before);
    window.addEventListener("touchcancel", (event) => this.#lift(event), before);
  }

  close() {
    if (this.#timer !== null) clearTimeout(this.#timer);
    if (this.#frame !== null) cancelAnimationFrame(this.#frame);
    if (this.#hintTimer !== null) clearTimeout(this.#hintTimer);
  }

  // ---- what is under the pointer -------------------------------------------------------------

  /** @param {PointerEvent} event */
  #move(event) {
    if (event.buttons) return; // a drag
    this.#latest = event;
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      if (this.#latest) this.#hit(this.#latest);
    }, HIT_MS);
  }

  /** @param {PointerEvent} event */
  #leave(event) {
    if (event.pointerType === "touch") return;
    this.#latest = null;
    this.#events.leave();
  }

  /**
   * The place of the plane under the pointer and the nearest digit within reach; null outside of the axes.
   *
   * @param {PointerEvent} event
   */
  #under({ clientX, clientY, pointerType }) {
    const { place, points, shown } = this.#pane;
    const plot = this.#plot;
    if (!plot.ready) return null;
    const box = place.getBoundingClientRect();
    const [left, top] = [clientX - box.left, clientY - box.top];
    const { frame } = plot.view;
    const [right, bottom] = [frame.left + frame.width, frame.top + frame.height];
    if (left < frame.left || top < frame.top || left > right || top > bottom) return null;
    const at = plot.view.placeAt(left, top);
    const reach = Math.max(pointerType === "touch" ? TOUCH_REACH_PX : REACH_PX, plot.overlay.side / 2);
    return { place: at, index: points.nearest(...at, plot.view.scale, reach, shown) };
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
    let dragged = false; // a lasso may end where it began
    const onMove = (/** @type {PointerEvent} */ move) => {
      dragged ||= Math.hypot(move.clientX - event.clientX, move.clientY - event.clientY) > CLICK_PX;
    };
    const onUp = (/** @type {PointerEvent} */ release) => {
      window.removeEventListener("pointermove", onMove, true);
      if (dragged || this.#pinch) return;
      const under = release.pointerType === "touch" ? this.#hit(release) : this.#under(release);
      if (under && under.index >= 0) this.#events.choose(this.#pane.points.row(under.index));
    };
    window.addEventListener("pointermove", onMove, { capture: true, signal: this.#signal });
    window.addEventListener("pointerup", onUp, { once: true, capture: true, signal: this.#signal });
  }

  // ---- two fingers ---------------------------------------------------------------------------

  /** @param {TouchEvent} event */
  #touch(event) {
    const plot = this.#plot;
    if (!plot.ready) return;
    if (event.touches.length === 1 && plot.tool === "pan") {
      event.stopImmediatePropagation();
      this.#hintAtDrag(event.touches[0]);
    }
    if (event.touches.length !== 2) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    this.#showHint(false);
    this.#events.leave();
    this.#pinch = { range: this.#plot.view.range, start: this.#shares(event.touches), target: null };
  }

  /**
   * Say that the map takes two fingers if one of them is dragged over it.
   *
   * @param {Touch} first
   */
  #hintAtDrag({ clientX, clientY }) {
    const ends = new AbortController();
    const signal = AbortSignal.any([ends.signal, this.#signal]);
    const onMove = (/** @type {TouchEvent} */ event) => {
      const [touch] = event.touches;
      if (event.touches.length > 1) ends.abort();
      else if (Math.hypot(touch.clientX - clientX, touch.clientY - clientY) > CLICK_PX) {
        ends.abort();
        this.#showHint(true);
      }
    };
    window.addEventListener("touchmove", onMove, { signal, passive: true });
    for (const end of ["touchend", "touchcancel"]) window.addEventListener(end, () => ends.abort(), { signal });
  }

  /** @param {boolean} on */
  #showHint(on) {
    const { hint } = this.#pane;
    hint.hidden = !on;
    if (this.#hintTimer !== null) clearTimeout(this.#hintTimer);
    this.#hintTimer = on ? setTimeout(() => (hint.hidden = true), HINT_MS) : null;
  }

  /**
   * Where two fingers are.
   *
   * @param {TouchList} touches
   * @returns {Share[]}
   */
  #shares(touches) {
    const { place } = this.#pane;
    const plot = this.#plot;
    const box = place.getBoundingClientRect();
    const { frame } = plot.view;
    return [...touches].slice(0, 2).map(({ clientX, clientY }) => ({
      across: (clientX - box.left - frame.left) / frame.width,
      down: (clientY - box.top - frame.top) / frame.height,
    }));
  }

  /** @param {TouchEvent} event */
  #pinchTo(event) {
    if (!this.#pinch || event.touches.length < 2) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    this.#pinch.target = pinchRange(this.#pinch.range, this.#pinch.start, this.#shares(event.touches));
    if (this.#frame !== null) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = null;
      if (this.#pinch?.target) this.#plot.view.moveTo(this.#pinch.target);
    });
  }

  /** @param {TouchEvent} event */
  #lift(event) {
    if (!this.#pinch || event.touches.length > 0) return;
    const { target } = this.#pinch;
    // After Plotly has ended the drag that the first finger seemed to be, and after the release.
    setTimeout(() => {
      this.#pinch = null;
      if (target) this.#plot.view.moveTo(target);
    }, LIFT_MS);
  }

  // ---- keys ----------------------------------------------------------------------------------

  /** @param {KeyboardEvent} event */
  #key(event) {
    const { info } = this.#pane;
    const plot = this.#plot;
    if (event.ctrlKey || event.metaKey || event.altKey || !plot.ready) return;
    const arrow = ARROWS[event.key];
    if (arrow && event.shiftKey && info.decodes) this.#probe(arrow);
    else if (arrow) this.#step(arrow);
    else if (event.key === "Enter") this.#chooseCurrent();
    else if (event.key === "+" || event.key === "=") plot.view.zoom(ZOOM);
    else if (event.key === "-") plot.view.zoom(1 / ZOOM);
    else if (event.key === "0") plot.view.moveTo(null);
    else if (event.key === "s" || event.key === "S") this.#events.selectView();
    else if (event.key === "Escape") this.#events.clear();
    else return;
    event.preventDefault();
  }

  #chooseCurrent() {
    const row = this.#events.current();
    if (row !== null && this.#pane.points.index(row) >= 0) this.#events.choose(row);
  }

  /**
   * Go to the nearest digit in a direction; at first, to the one nearest to the middle.
   *
   * @param {number[]} direction
   */
  async #step(direction) {
    const { points, shown } = this.#pane;
    const plot = this.#plot;
    let index = points.index(this.#events.current() ?? -1);
    if (index < 0 || !shown(index))
      index = points.nearest(...middleOf(plot.view.range), plot.view.scale, Infinity, shown);
    else {
      const next = points.neighbour(index, direction, plot.view.scale, shown);
      if (next >= 0) index = next;
    }
    if (index < 0) return;
    const [x, y] = [points.x[index], points.y[index]];
    await plot.view.reveal(x, y);
    this.#events.pointAtDigit(index, this.#windowPlace(x, y), true);
  }

  /**
   * Go a step over the plane: the decoder draws at places without a digit, too.
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
