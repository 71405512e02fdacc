// The hint over a map that says how fingers move it.

import { element } from "../../../shared/scripts/page/dom.js";

const STAY_MS = 1600;

export class Hint {
  /** @type {ReturnType<typeof setTimeout> | null} */
  #timer = null;

  /** @param {string} text */
  constructor(text) {
    this.root = element("p", { class: "lm-hint", "aria-hidden": "true", hidden: true }, text);
  }

  /** Show the hint for a moment. */
  show() {
    this.hide();
    this.root.hidden = false;
    this.#timer = setTimeout(() => this.hide(), STAY_MS);
  }

  hide() {
    this.root.hidden = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }
}
