// A slow turn of a map in space, started and stopped by a button.

import { button } from "../../../shared/scripts/page/dom.js";

/** @import { SpaceView } from "../plot/space-view.js" */

const DEGREES_PER_S = 18;

export class Spin {
  #view;
  #stopped;
  /** @type {number | null} */
  #frame = null;

  /**
   * @param {SpaceView} view
   * @param {object} events
   * @param {() => void} events.started
   * @param {() => void} events.stopped
   */
  constructor(view, { started, stopped }) {
    this.#view = view;
    this.#stopped = stopped;
    const toggle = () => {
      if (this.active) this.stop();
      else {
        started();
        this.#start();
      }
    };
    this.root = button("Spin", toggle, { "aria-pressed": "false", title: "Turn the map slowly" });
  }

  /** Whether the map is turning. */
  get active() {
    return this.#frame !== null;
  }

  #start() {
    this.root.setAttribute("aria-pressed", "true");
    let last = performance.now();
    const step = (/** @type {number} */ now) => {
      this.#view.turnBy(((now - last) / 1000) * DEGREES_PER_S, 0);
      last = now;
      this.#frame = requestAnimationFrame(step);
    };
    this.#frame = requestAnimationFrame(step);
  }

  stop() {
    if (this.#frame === null) return;
    cancelAnimationFrame(this.#frame);
    this.#frame = null;
    this.root.setAttribute("aria-pressed", "false");
    this.#stopped();
  }
}
