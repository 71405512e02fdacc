// The fixed parts of the page: its heading, its status and the place for everything else.

import { write } from "../../shared/scripts/page/dom.js";

export const place = /** @type {HTMLElement} */ (document.getElementById("room"));
const status = /** @type {HTMLElement} */ (document.getElementById("status"));
export const heading = /** @type {HTMLElement} */ (document.querySelector("h1"));

/**
 * @param {string} text
 * @param {boolean} [bad]
 */
export function say(text, bad = false) {
  write(status, text);
  status.classList.toggle("bad", bad);
}
