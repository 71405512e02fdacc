// Files that the browser saves.

import { element } from "./dom.js";

const KEEP_MS = 10_000; // a file's address, for the browser to read it

/**
 * Hand a file to the browser.
 *
 * @param {Blob} blob
 * @param {string} name
 */
export function save(blob, name) {
  const address = URL.createObjectURL(blob);
  element("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), KEEP_MS);
}
