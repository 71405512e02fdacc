// Files that the browser saves.

import { element } from "./dom.js";

const KEEP_MS = 10_000; // how long a file's address stays valid, so that the browser can read the file

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
