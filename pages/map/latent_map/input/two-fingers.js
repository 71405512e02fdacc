// Two fingers that turn and zoom a map in space; one finger scrolls the page.

/**
 * @import { Hint } from "./hint.js"
 *
 * @typedef {[left: number, top: number]} Place In pixels of the map.
 * @typedef {{middle: Place, apart: number}} Span Middle and distance of two fingers.
 */

/**
 * @param {Place} one
 * @param {Place} other
 * @returns {Span}
 */
export const spanOf = ([left, top], [otherLeft, otherTop]) => ({
  middle: [(left + otherLeft) / 2, (top + otherTop) / 2],
  apart: Math.hypot(left - otherLeft, top - otherTop) || 1,
});

/**
 * How far two fingers have moved together, and the factor by which their distance has grown.
 *
 * @param {Span} before
 * @param {Span} now
 */
export const changeOf = (before, now) => ({
  right: now.middle[0] - before.middle[0],
  down: now.middle[1] - before.middle[1],
  factor: now.apart / before.apart,
});

export class TwoFingers {
  /** @type {Span | null} */
  #span = null;
  #at;
  #hint;
  #events;

  /**
   * @param {object} options
   * @param {HTMLElement} options.place
   * @param {(touch: Touch) => Place} options.at
   * @param {Hint} options.hint Shown to a single finger that drags.
   * @param {AbortSignal} options.signal Ends the listening.
   * @param {object} options.events
   * @param {() => boolean} options.events.scrolls Whether a single finger scrolls the page.
   * @param {() => void} options.events.begin Called when the second finger comes down.
   * @param {(change: ReturnType<typeof changeOf>) => void} options.events.change
   * @param {() => void} options.events.end
   */
  constructor({ place, at, hint, signal, events }) {
    this.#at = at;
    this.#hint = hint;
    this.#events = events;
    place.addEventListener("touchstart", (event) => this.#touch(event), { signal, passive: false });
    place.addEventListener("touchmove", (event) => this.#move(event), { signal, passive: false });
    for (const end of /** @type {const} */ (["touchend", "touchcancel"]))
      place.addEventListener(end, () => this.#lift(), { signal });
  }

  /** Whether two fingers are on the map, or have just left it. */
  get active() {
    return this.#span !== null;
  }

  /** @param {TouchList} touches */
  #measure(touches) {
    return spanOf(this.#at(touches[0]), this.#at(touches[1]));
  }

  /** @param {TouchEvent} event */
  #touch(event) {
    if (event.touches.length === 1) return;
    event.preventDefault();
    this.#hint.hide();
    this.#events.begin();
    this.#span = this.#measure(event.touches);
  }

  /** @param {TouchEvent} event */
  #move(event) {
    if (event.touches.length < 2) {
      if (this.#events.scrolls() && !this.active) this.#hint.show();
      return;
    }
    event.preventDefault();
    const now = this.#measure(event.touches);
    this.#events.change(changeOf(this.#span ?? now, now));
    this.#span = now;
  }

  #lift() {
    if (!this.active) return;
    this.#events.end();
    setTimeout(() => (this.#span = null)); // after the release of the pointer
  }
}
