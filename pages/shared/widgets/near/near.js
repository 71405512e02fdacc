// A place that reports once when it is in or near the window.

import { element, paintings } from "../../scripts/page/dom.js";
import { widget } from "../../scripts/page/widget.js";

/** @import { Mount } from "../../scripts/page/widget.js" */

const MARGIN = "200px";
const LONGEST_WAIT_MS = 10_000; // for a picture, in case the server does not answer
const IDLE_MS = 2000; // longest wait for the browser to be idle
const DWELL_MS = 300; // that the place must stay near: while the page grows, lower parts are near for a moment

class Near {
  // Tests wait for the rerun while the place is "waiting" or "coming".
  #root = element("div", { "aria-hidden": "true", "data-near": "waiting" });
  #state = "waiting";
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  /** @type {Mount["setStateValue"]} */
  #report = () => {};
  #observe = () => {
    clearTimeout(this.#timer);
    if (this.#state !== "waiting") return;
    this.#state = "observing";
    this.#observer.observe(this.#root);
  };
  #observer = new IntersectionObserver((entries) => this.#see(entries.some((entry) => entry.isIntersecting)), {
    rootMargin: MARGIN,
  });

  /** @param {HTMLElement} parent */
  constructor(parent) {
    parent.append(this.#root);
  }

  /**
   * @param {{height_px: number, after_picture: boolean}} data
   * @param {Mount["setStateValue"]} report
   */
  update({ height_px, after_picture }, report) {
    this.#report = report;
    this.#root.style.height = `${height_px}px`;
    if (this.#state !== "waiting") return;
    if (after_picture) {
      paintings.addEventListener("painted", this.#observe, { once: true });
      this.#timer ??= setTimeout(this.#observe, LONGEST_WAIT_MS);
    } else whenIdle(this.#observe);
  }

  /** @param {boolean} seen */
  #see(seen) {
    clearTimeout(this.#timer);
    this.#root.dataset.near = seen ? "coming" : "far";
    if (seen) this.#timer = setTimeout(() => this.#finish(), DWELL_MS);
  }

  #finish() {
    this.#state = "near";
    this.#observer.disconnect();
    this.#report("near", true);
    this.#root.dataset.near = "near";
  }

  close() {
    this.#state = "closed";
    clearTimeout(this.#timer);
    paintings.removeEventListener("painted", this.#observe);
    this.#observer.disconnect();
    this.#root.remove();
  }
}

/** @param {() => void} run */
function whenIdle(run) {
  // Safari has no requestIdleCallback.
  if ("requestIdleCallback" in globalThis) requestIdleCallback(run, { timeout: IDLE_MS });
  else setTimeout(run, IDLE_MS / 4);
}

export default widget(Near);
