// A strip that reports trouble with the connection.

import { element, write } from "./dom.js";
import { VERMILION } from "./palette.js";

const STYLE =
  `background:${VERMILION};color:#fff;padding:.5rem .75rem;border-radius:.5rem;` +
  "margin:0 0 .75rem;font:inherit;font-weight:600";

/** A strip at the top of `parent` that says what is wrong until it is resolved. */
export class Banner {
  /** @type {HTMLElement | null} */
  #strip = null;
  #parent;

  /** @param {Element} parent */
  constructor(parent) {
    this.#parent = parent;
  }

  /** @param {string} text */
  show(text) {
    if (!this.#strip) {
      this.#strip = element("div", { role: "alert", style: STYLE });
      this.#parent.prepend(this.#strip);
    }
    write(this.#strip, text);
  }

  hide() {
    this.#strip?.remove();
    this.#strip = null;
  }
}
