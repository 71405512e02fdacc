// Mouse, fingers and keys on a map in space: they turn it, point at digits and select some.

import { button, element } from "../../../shared/scripts/page/dom.js";
import { reducesMotion } from "../../../shared/scripts/page/motion.js";
import { inside } from "../../../shared/scripts/pictures/points.js";
import { Hover } from "./hover.js";
import { hasModifier, pressKey } from "./keys.js";
import { isDrag, reachOf } from "./reach.js";
import { Spin } from "./spin.js";
import { TwoFingers } from "./two-fingers.js";

/**
 * @import { Pane } from "../pane.js"
 * @import { SpacePlot } from "../plot/space-plot.js"
 * @import { PointerEvents } from "./pointer.js"
 * @import { Place } from "./two-fingers.js"
 *
 * @typedef {PointerEvents & {zoomed: () => void, selected: (shape: {rows: number[]}) => void}} TurnEvents
 * @typedef {{press: PointerEvent, last: Place, path: Place[], moved: boolean}} Drag
 */

const DEGREES_PER_PX = 0.4;
const STEP_DEGREES = 10; // per key and button
const ZOOM_PER_PX = 0.0015; // of the wheel
/** @type {Record<string, [right: number, down: number]>} */
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

export class Turn {
  #pane;
  #plot;
  #signal;
  #events;
  /** @type {Drag | null} */
  #drag = null;
  #hover = new Hover((event) => {
    if (!this.#spin.active) this.#hit(event);
  });
  #spin;
  #fingers;

  /**
   * @param {Pane} pane
   * @param {SpacePlot} plot Plot of the pane.
   * @param {AbortSignal} signal Ends the listening.
   * @param {TurnEvents} events
   */
  constructor(pane, plot, signal, events) {
    this.#pane = pane;
    this.#plot = plot;
    this.#signal = signal;
    this.#events = events;
    const { place } = pane;
    place.addEventListener("pointermove", (event) => this.#move(event), { signal });
    place.addEventListener("pointerdown", (event) => this.#press(event), { signal });
    place.addEventListener("pointerup", (event) => this.#release(event), { signal });
    place.addEventListener("pointercancel", () => (this.#drag = null), { signal });
    place.addEventListener("pointerleave", (event) => this.#leave(event), { signal });
    place.addEventListener("wheel", (event) => this.#wheel(event), { signal, passive: false });
    place.addEventListener("keydown", (event) => this.#key(event), { signal });
    this.#spin = new Spin(plot.view, { started: () => events.leave(), stopped: () => events.zoomed() });
    this.#fingers = new TwoFingers({
      place,
      at: (touch) => this.#at(touch),
      hint: pane.hint,
      signal,
      events: {
        scrolls: () => plot.tool === "pan",
        begin: () => this.#yieldToFingers(),
        change: ({ right, down, factor }) => plot.view.turnBy(right * DEGREES_PER_PX, down * DEGREES_PER_PX, factor),
        end: () => events.zoomed(),
      },
    });
    this.root = this.#buttons();
  }

  close() {
    this.#spin.stop();
    this.#hover.close();
  }

  #buttons() {
    /** @type {(text: string, title: string, turn: number, tilt: number) => HTMLButtonElement} */
    const step = (text, title, turn, tilt) =>
      button(text, () => this.#turn(turn, tilt), { title, "aria-label": title });
    return element(
      "div",
      { class: "lm-tools lm-turn", role: "group", "aria-label": "Turn the map" },
      step("◀\ufe0e", "Turn left", -1, 0),
      step("▲", "Tilt up", 0, -1),
      step("▼", "Tilt down", 0, 1),
      step("▶\ufe0e", "Turn right", 1, 0),
      ...(reducesMotion() ? [] : [this.#spin.root]),
    );
  }

  /**
   * Turn and tilt the map by whole steps.
   *
   * @param {number} turn
   * @param {number} tilt
   */
  #turn(turn, tilt) {
    this.#plot.view.turnBy(turn * STEP_DEGREES, tilt * STEP_DEGREES);
    this.#events.zoomed();
  }

  /**
   * The place of a pointer or finger on the map.
   *
   * @param {{clientX: number, clientY: number}} event
   * @returns {Place}
   */
  #at({ clientX, clientY }) {
    const { place } = this.#pane;
    const box = place.getBoundingClientRect();
    return [clientX - box.left - place.clientLeft, clientY - box.top - place.clientTop];
  }

  // ---- drags ---------------------------------------------------------------------------------

  /** @param {PointerEvent} event */
  #press(event) {
    if (!event.isPrimary || event.button !== 0) return;
    this.#spin.stop();
    if (event.pointerType === "touch" && this.#plot.tool === "pan") {
      this.#drag = null;
      this.#tap(event);
      return;
    }
    const at = this.#at(event);
    this.#drag = { press: event, last: at, path: [at], moved: false };
    this.#pane.place.setPointerCapture(event.pointerId);
  }

  /** @param {PointerEvent} event */
  #move(event) {
    const drag = this.#drag;
    if (drag?.press.pointerId === event.pointerId) {
      drag.moved ||= isDrag(drag.press, event);
      if (drag.moved) this.#dragTo(drag, this.#at(event));
    } else if (!event.buttons && event.pointerType !== "touch") this.#hover.move(event);
  }

  /**
   * @param {Drag} drag
   * @param {Place} at
   */
  #dragTo(drag, at) {
    const plot = this.#plot;
    this.#events.leave();
    if (plot.tool === "pan") {
      const [dx, dy] = [at[0] - drag.last[0], at[1] - drag.last[1]];
      plot.view.turnBy(dx * DEGREES_PER_PX, dy * DEGREES_PER_PX);
    } else {
      drag.path.push(at);
      const [a, b] = [drag.path[0], at];
      plot.outline = plot.tool === "lasso" ? drag.path : [a, [b[0], a[1]], b, [a[0], b[1]], a];
      plot.paint();
    }
    drag.last = at;
  }

  /** @param {PointerEvent} event */
  #release(event) {
    const drag = this.#drag;
    if (drag?.press.pointerId !== event.pointerId) return;
    this.#drag = null;
    const plot = this.#plot;
    const { outline } = plot;
    if (!drag.moved) this.#choose(plot.places.under(this.#at(event), reachOf(event.pointerType)));
    else if (plot.tool === "pan") this.#events.zoomed();
    else if (outline) {
      plot.outline = null;
      plot.paint();
      const indices = plot.places.where((left, top) => inside(outline, left, top));
      const rows = indices.map((index) => this.#pane.points.row(index)).sort((a, b) => a - b);
      this.#events.selected({ rows });
    }
  }

  /**
   * Choose the digit that a finger taps; a finger that moves scrolls the page.
   *
   * @param {PointerEvent} press
   */
  #tap(press) {
    const ends = new AbortController();
    const signal = AbortSignal.any([ends.signal, this.#signal]);
    const onUp = (/** @type {PointerEvent} */ release) => {
      if (release.pointerId !== press.pointerId) return;
      ends.abort();
      if (!this.#fingers.active && !isDrag(press, release)) this.#choose(this.#hit(release));
    };
    this.#pane.place.addEventListener("pointerup", onUp, { signal });
    this.#pane.place.addEventListener("pointercancel", () => ends.abort(), { signal });
  }

  #yieldToFingers() {
    this.#spin.stop();
    this.#drag = null;
    this.#plot.outline = null;
    this.#events.leave();
  }

  /** @param {WheelEvent} event */
  #wheel(event) {
    event.preventDefault();
    this.#events.leave();
    this.#plot.view.turnBy(0, 0, Math.exp(-event.deltaY * ZOOM_PER_PX));
    this.#events.zoomed();
  }

  // ---- what is under the pointer -------------------------------------------------------------

  /** @param {PointerEvent} event */
  #hit(event) {
    const index = this.#plot.places.under(this.#at(event), reachOf(event.pointerType));
    if (index < 0) this.#events.leave();
    else this.#events.pointAtDigit(index, [event.clientX, event.clientY]);
    return index;
  }

  /** @param {number} index Index of a point, or -1. */
  #choose(index) {
    if (index >= 0) this.#events.choose(this.#pane.points.row(index));
  }

  /** @param {PointerEvent} event */
  #leave(event) {
    if (event.pointerType === "touch") return;
    this.#hover.leave();
    this.#events.leave();
  }

  // ---- keys ----------------------------------------------------------------------------------

  /** @param {KeyboardEvent} event */
  #key(event) {
    const { view, ready } = this.#plot;
    if (hasModifier(event) || !ready) return;
    const arrow = ARROWS[event.key];
    const { points } = this.#pane;
    if (arrow && event.shiftKey) this.#step(arrow);
    else if (arrow) this.#turn(...arrow);
    else if (!pressKey(event.key, view, this.#events, (row) => points.index(row) >= 0)) return;
    event.preventDefault();
  }

  /**
   * Go to the nearest digit on the screen in a direction; at first, to the one nearest to the middle.
   *
   * @param {[right: number, down: number]} direction
   */
  #step(direction) {
    const { places, view } = this.#plot;
    const current = this.#pane.points.index(this.#events.current() ?? -1);
    const next =
      current >= 0 && this.#pane.isShown(current)
        ? places.neighbour(current, direction, view.frame)
        : places.middlemost(view.frame);
    if (next < 0) return;
    const box = this.#pane.place.getBoundingClientRect();
    const [left, top] = places.at(next);
    this.#events.pointAtDigit(next, [box.left + left, box.top + top], true);
  }
}
