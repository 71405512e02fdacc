// Mouse, fingers and keys on a map in space: they turn it, point at digits, and select some.

import { button, element } from "../../shared/scripts/page/dom.js";
import { inside } from "../../shared/scripts/pictures/points.js";
import { ZOOM } from "./bar.js";

/**
 * @import { Pane } from "./pane.js"
 * @import { PointerEvents, WindowPlace } from "./pointer.js"
 * @import { SpacePlot } from "./plot/space-plot.js"
 *
 * @typedef {PointerEvents & {zoomed: () => void, selected: (shape: {rows: number[]}) => void}} TurnEvents
 */

const REACH_PX = 14;
const TOUCH_REACH_PX = 24;
const CLICK_PX = 5;
const HIT_MS = 50;
const HINT_MS = 1600;
const DEGREES = 0.4; // per pixel
const STEP = 10; // degrees per key and button
const SPIN = 18; // degrees per second
const WHEEL = 0.0015;
/** @type {Record<string, [number, number]>} */
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

export class Turn {
  #pane;
  #plot;
  #events;
  /** @type {ReturnType<typeof setTimeout> | null} */
  #timer = null;
  /** @type {ReturnType<typeof setTimeout> | null} */
  #hintTimer = null;
  /** @type {PointerEvent | null} */
  #latest = null;
  /** @type {{id: number, last: number[], start: number[], path: number[][], moved: boolean} | null} */
  #drag = null;
  /** @type {{middle: number[], apart: number} | null} */
  #fingers = null;
  /** @type {number | null} */
  #spinning = null;
  #spin = button("Spin", () => this.#toggleSpin(), { "aria-pressed": "false", title: "Turn the map slowly" });

  /**
   * @param {Pane} pane
   * @param {SpacePlot} plot
   * @param {AbortSignal} signal Ends the listening.
   * @param {TurnEvents} events
   */
  constructor(pane, plot, signal, events) {
    this.#pane = pane;
    this.#plot = plot;
    this.#events = events;
    const { place } = pane;
    place.addEventListener("pointermove", (event) => this.#move(event), { signal });
    place.addEventListener("pointerdown", (event) => this.#press(event), { signal });
    place.addEventListener("pointerup", (event) => this.#release(event), { signal });
    place.addEventListener("pointercancel", () => (this.#drag = null), { signal });
    place.addEventListener("pointerleave", (event) => this.#leave(event), { signal });
    place.addEventListener("wheel", (event) => this.#wheel(event), { signal, passive: false });
    place.addEventListener("keydown", (event) => this.#key(event), { signal });
    // One finger scrolls the page, two turn the map.
    place.addEventListener("touchstart", (event) => this.#touch(event), { signal, passive: false });
    place.addEventListener("touchmove", (event) => this.#drift(event), { signal, passive: false });
    for (const end of /** @type {const} */ (["touchend", "touchcancel"]))
      place.addEventListener(end, () => this.#lift(), { signal });
    this.root = this.#buttons();
  }

  #buttons() {
    /** @type {(text: string, title: string, turn: number, tilt: number) => HTMLButtonElement} */
    const step = (text, title, turn, tilt) =>
      button(text, () => this.#turn(turn * STEP, tilt * STEP), { title, "aria-label": title });
    const steps = [
      step("◀", "Turn left", -1, 0),
      step("▲", "Tilt up", 0, -1),
      step("▼", "Tilt down", 0, 1),
      step("▶", "Turn right", 1, 0),
    ];
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    return element(
      "div",
      { class: "lm-tools lm-turn", role: "group", "aria-label": "Turn the map" },
      ...steps,
      ...(calm ? [] : [this.#spin]),
    );
  }

  /**
   * @param {number} turn
   * @param {number} tilt
   * @param {number} [zoom]
   */
  #turn(turn, tilt, zoom = 1) {
    this.#plot.view.turnBy(turn, tilt, zoom);
    this.#events.zoomed();
  }

  #toggleSpin() {
    const starts = this.#spinning === null;
    this.#stopSpin();
    if (!starts) return;
    this.#spin.setAttribute("aria-pressed", "true");
    this.#events.leave();
    let last = performance.now();
    const step = (/** @type {number} */ now) => {
      const { seat } = this.#plot.view;
      this.#plot.view.sitAt({ ...seat, turn: seat.turn + ((now - last) / 1000) * SPIN });
      last = now;
      this.#spinning = requestAnimationFrame(step);
    };
    this.#spinning = requestAnimationFrame(step);
  }

  #stopSpin() {
    if (this.#spinning === null) return;
    cancelAnimationFrame(this.#spinning);
    this.#spinning = null;
    this.#spin.setAttribute("aria-pressed", "false");
    this.#events.zoomed();
  }

  /** @param {{clientX: number, clientY: number}} event */
  #at({ clientX, clientY }) {
    const box = this.#pane.place.getBoundingClientRect();
    return [clientX - box.left - this.#pane.place.clientLeft, clientY - box.top - this.#pane.place.clientTop];
  }

  /** @param {PointerEvent} event */
  #move(event) {
    const drag = this.#drag;
    if (drag?.id === event.pointerId) {
      const at = this.#at(event);
      drag.moved ||= Math.hypot(at[0] - drag.start[0], at[1] - drag.start[1]) > CLICK_PX;
      if (drag.moved) this.#dragTo(drag, at);
      return;
    }
    if (event.buttons || event.pointerType === "touch") return;
    this.#latest = event;
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      if (this.#latest && this.#spinning === null) this.#hit(this.#latest);
    }, HIT_MS);
  }

  /**
   * @param {NonNullable<Turn["drag"]>} drag
   * @param {number[]} at
   */
  #dragTo(drag, at) {
    const plot = this.#plot;
    this.#events.leave();
    if (plot.tool === "pan") plot.view.turnBy((at[0] - drag.last[0]) * DEGREES, (at[1] - drag.last[1]) * DEGREES);
    else {
      drag.path.push(at);
      const [a, b] = [drag.start, at];
      plot.outline = plot.tool === "lasso" ? drag.path : [a, [b[0], a[1]], b, [a[0], b[1]], a];
      plot.paint();
    }
    drag.last = at;
  }

  /** The drag in progress, for the types. */
  get drag() {
    return this.#drag;
  }

  /** @param {PointerEvent} event */
  #press(event) {
    if (!event.isPrimary || event.button !== 0) return;
    this.#stopSpin();
    const at = this.#at(event);
    if (event.pointerType === "touch" && this.#plot.tool === "pan") {
      this.#drag = null;
      this.#tap(event, at);
      return;
    }
    this.#drag = { id: event.pointerId, last: at, start: at, path: [at], moved: false };
    this.#pane.place.setPointerCapture(event.pointerId);
  }

  /**
   * Choose what a finger taps; a finger that moves scrolls the page.
   *
   * @param {PointerEvent} event
   * @param {number[]} start
   */
  #tap(event, start) {
    const end = (/** @type {PointerEvent} */ release) => {
      if (release.pointerId !== event.pointerId) return;
      this.#pane.place.removeEventListener("pointerup", end);
      const at = this.#at(release);
      if (this.#fingers || Math.hypot(at[0] - start[0], at[1] - start[1]) > CLICK_PX) return;
      const index = this.#hit(release);
      if (index >= 0) this.#events.choose(this.#pane.points.row(index));
    };
    this.#pane.place.addEventListener("pointerup", end);
    this.#pane.place.addEventListener("pointercancel", () => this.#pane.place.removeEventListener("pointerup", end), {
      once: true,
    });
  }

  /** @param {PointerEvent} event */
  #release(event) {
    const drag = this.#drag;
    if (drag?.id !== event.pointerId) return;
    this.#drag = null;
    const plot = this.#plot;
    if (!drag.moved) {
      const index = plot.under(...this.#pair(this.#at(event)), REACH_PX);
      if (index >= 0) this.#events.choose(this.#pane.points.row(index));
    } else if (plot.tool === "pan") this.#events.zoomed();
    else if (plot.outline) {
      const { outline } = plot;
      plot.outline = null;
      this.#select(plot.where((left, top) => inside(outline, left, top)));
    }
  }

  /** @param {number[]} indices */
  #select(indices) {
    const rows = indices.map((index) => this.#pane.points.row(index)).sort((a, b) => a - b);
    this.#plot.paint();
    this.#events.selected({ rows });
  }

  /**
   * @param {number[]} at
   * @returns {[number, number]}
   */
  #pair([left, top]) {
    return [left, top];
  }

  /** @param {PointerEvent} event */
  #hit(event) {
    const reach = event.pointerType === "touch" ? TOUCH_REACH_PX : REACH_PX;
    const index = this.#plot.under(...this.#pair(this.#at(event)), reach);
    if (index < 0) this.#events.leave();
    else this.#events.pointAtDigit(index, [event.clientX, event.clientY]);
    return index;
  }

  /** @param {PointerEvent} event */
  #leave(event) {
    if (event.pointerType === "touch") return;
    this.#latest = null;
    this.#events.leave();
  }

  /** @param {WheelEvent} event */
  #wheel(event) {
    event.preventDefault();
    this.#events.leave();
    this.#turn(0, 0, Math.exp(-event.deltaY * WHEEL));
  }

  // ---- two fingers ---------------------------------------------------------------------------

  /** @param {TouchEvent} event */
  #touch(event) {
    if (event.touches.length === 1) return;
    event.preventDefault();
    this.#showHint(false);
    this.#stopSpin();
    this.#drag = null;
    this.#plot.outline = null;
    this.#events.leave();
    this.#fingers = this.#span(event.touches);
  }

  /** @param {TouchList} touches */
  #span(touches) {
    const [a, b] = [this.#at(touches[0]), this.#at(touches[1])];
    return { middle: [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2], apart: Math.hypot(a[0] - b[0], a[1] - b[1]) || 1 };
  }

  /** @param {TouchEvent} event */
  #drift(event) {
    if (event.touches.length < 2) {
      if (this.#plot.tool === "pan" && !this.#fingers) this.#showHint(true);
      return;
    }
    event.preventDefault();
    const [before, now] = [this.#fingers ?? this.#span(event.touches), this.#span(event.touches)];
    const [dx, dy] = [now.middle[0] - before.middle[0], now.middle[1] - before.middle[1]];
    this.#plot.view.turnBy(dx * DEGREES, dy * DEGREES, now.apart / before.apart);
    this.#fingers = now;
  }

  #lift() {
    if (!this.#fingers) return;
    this.#events.zoomed();
    setTimeout(() => (this.#fingers = null)); // after the release of the pointer
  }

  /** @param {boolean} on */
  #showHint(on) {
    const { hint } = this.#pane;
    hint.hidden = !on;
    if (this.#hintTimer !== null) clearTimeout(this.#hintTimer);
    this.#hintTimer = on ? setTimeout(() => (hint.hidden = true), HINT_MS) : null;
  }

  // ---- keys ----------------------------------------------------------------------------------

  /** @param {KeyboardEvent} event */
  #key(event) {
    const { view } = this.#plot;
    if (event.ctrlKey || event.metaKey || event.altKey || !this.#plot.ready) return;
    const arrow = ARROWS[event.key];
    if (arrow && event.shiftKey) this.#step(arrow);
    else if (arrow) this.#turn(arrow[0] * STEP, arrow[1] * STEP);
    else if (event.key === "Enter") this.#chooseCurrent();
    else if (event.key === "+" || event.key === "=") view.zoom(ZOOM);
    else if (event.key === "-") view.zoom(1 / ZOOM);
    else if (event.key === "0") view.moveTo();
    else if (event.key === "s" || event.key === "S") this.#events.selectView();
    else if (event.key === "Escape") this.#events.clear();
    else return;
    event.preventDefault();
    this.#events.zoomed();
  }

  #chooseCurrent() {
    const row = this.#events.current();
    if (row !== null && this.#pane.points.index(row) >= 0) this.#events.choose(row);
  }

  /**
   * Go to the nearest digit on the screen in a direction; at first, to one in the middle.
   *
   * @param {number[]} direction
   */
  #step([right, down]) {
    const plot = this.#plot;
    const { width, height } = plot.view.frame;
    const current = this.#pane.points.index(this.#events.current() ?? -1);
    const from = current >= 0 && this.#pane.shown(current) ? plot.placeOf(current) : null;
    let best = -1;
    let least = Infinity;
    for (const index of plot.inFrame) {
      const [left, top] = plot.placeOf(index);
      const [dx, dy] = from ? [left - from[0], top - from[1]] : [left - width / 2, top - height / 2];
      const along = dx * right + dy * down;
      const outside = from && (index === current || along <= 0 || Math.abs(dx * down) + Math.abs(dy * right) > along);
      const away = dx * dx + dy * dy;
      if (!outside && away < least) [least, best] = [away, index];
    }
    if (best < 0) return;
    const box = this.#pane.place.getBoundingClientRect();
    const [left, top] = plot.placeOf(best);
    /** @type {WindowPlace} */
    const at = [box.left + left, box.top + top];
    this.#events.pointAtDigit(best, at, true);
  }

  close() {
    this.#stopSpin();
    if (this.#timer !== null) clearTimeout(this.#timer);
    if (this.#hintTimer !== null) clearTimeout(this.#hintTimer);
  }
}
