// Two fingers that move and zoom a flat map; one finger scrolls the page.

import { pinchRange } from "../plot/geometry.js";
import { isDrag } from "./reach.js";

/**
 * @import { Range, Share } from "../plot/geometry.js"
 * @import { Plot } from "../plot/plot.js"
 * @import { Hint } from "./hint.js"
 */

const LIFT_MS = 50; // until Plotly has ended the drag that it saw in the first finger

export class Pinch {
  #plot;
  #hint;
  #signal;
  #begin;
  /** @type {{range: Range, start: Share[], target: Range | null} | null} */
  #pinch = null;
  /** @type {number | null} */
  #frame = null;

  /**
   * @param {object} options
   * @param {Plot} options.plot
   * @param {Hint} options.hint Shown to a single finger that drags.
   * @param {AbortSignal} options.signal Ends the listening.
   * @param {() => void} options.begin Called when the second finger comes down.
   */
  constructor({ plot, hint, signal, begin }) {
    this.#plot = plot;
    this.#hint = hint;
    this.#signal = signal;
    this.#begin = begin;
    // Plotly does not support a second finger, so it must not see movements of two. One finger scrolls the page.
    const before = { signal, capture: true };
    plot.place.addEventListener("touchstart", (event) => this.#touch(event), { ...before, passive: false });
    window.addEventListener("touchmove", (event) => this.#move(event), { ...before, passive: false });
    window.addEventListener("touchend", (event) => this.#lift(event), before);
    window.addEventListener("touchcancel", (event) => this.#lift(event), before);
  }

  /** Whether two fingers are on the map, or have just left it. */
  get active() {
    return this.#pinch !== null;
  }

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
    this.#hint.hide();
    this.#begin();
    this.#pinch = { range: plot.view.range, start: this.#shares(event.touches), target: null };
  }

  /**
   * Show the hint if the first finger is dragged over the map.
   *
   * @param {Touch} first
   */
  #hintAtDrag(first) {
    const ends = new AbortController();
    const signal = AbortSignal.any([ends.signal, this.#signal]);
    const onMove = (/** @type {TouchEvent} */ event) => {
      if (event.touches.length > 1) ends.abort();
      else if (isDrag(first, event.touches[0])) {
        ends.abort();
        this.#hint.show();
      }
    };
    window.addEventListener("touchmove", onMove, { signal, passive: true });
    for (const end of ["touchend", "touchcancel"]) window.addEventListener(end, () => ends.abort(), { signal });
  }

  /**
   * The places of the first two fingers.
   *
   * @param {TouchList} touches
   * @returns {Share[]}
   */
  #shares(touches) {
    const box = this.#plot.place.getBoundingClientRect();
    const { frame } = this.#plot.view;
    return [...touches].slice(0, 2).map(({ clientX, clientY }) => ({
      across: (clientX - box.left - frame.left) / frame.width,
      down: (clientY - box.top - frame.top) / frame.height,
    }));
  }

  /** @param {TouchEvent} event */
  #move(event) {
    if (!this.#pinch || event.touches.length < 2) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    this.#pinch.target = pinchRange(this.#pinch.range, this.#pinch.start, this.#shares(event.touches));
    this.#frame ??= requestAnimationFrame(() => {
      this.#frame = null;
      if (this.#pinch?.target) this.#plot.view.moveTo(this.#pinch.target);
    });
  }

  /** @param {TouchEvent} event */
  #lift(event) {
    if (!this.#pinch || event.touches.length > 0) return;
    const { target } = this.#pinch;
    setTimeout(() => {
      this.#pinch = null;
      if (target) this.#plot.view.moveTo(target);
    }, LIFT_MS);
  }

  close() {
    if (this.#frame !== null) cancelAnimationFrame(this.#frame);
  }
}
