// Short texts that name the digits of a walk and fit into a link: see core/latent/stops.py.

import { packForAddress, unpackFromAddress } from "./base64.js";
import { PIXELS } from "./canvas.js";

/** @import { Numbers } from "../server/arrays.js" */

/** Largest number of stops of a walk. */
export const MOST_STOPS = 8;

/** Number of bytes of a drawn digit: two pixels per byte. */
const bytes = () => Math.ceil(PIXELS / 2);
const DRAWN = "drawn-";
const GREY = 17; // difference between two of the 16 greys

/**
 * The stop for a digit of the data set.
 *
 * @param {number} row
 */
export const rowStop = (row) => `row-${row}`;

/**
 * The stop for the mean of a class.
 *
 * @param {number} label
 */
export const classStop = (label) => `class-${label}`;

/**
 * The row that a stop names, or null if it is not a digit of the data set.
 *
 * @param {string} stop
 */
export function stopRow(stop) {
  const [, row] = /^row-(\d+)$/.exec(stop) ?? [];
  return row === undefined ? null : Number(row);
}

/**
 * A stop in words.
 *
 * @param {string} stop
 * @param {string[]} classes
 */
export function stopWords(stop, classes) {
  const [kind, rest] = [stop.split("-")[0], stop.slice(stop.indexOf("-") + 1)];
  if (kind === "row") return `row ${rest}`;
  if (kind === "class") {
    const name = classes[Number(rest)] ?? rest;
    return /\d$/.test(name) ? `mean of all ${name}s` : `mean of class ${name}`;
  }
  if (kind === "drawn") return "drawn by hand";
  return "mean of all digits";
}

/**
 * The stop for a drawing: its pixels in 16 greys, two pixels per byte, in base64url without padding.
 *
 * @param {Numbers} pixels
 * @param {number} [first] Index of the drawing's first pixel.
 */
export function drawnStop(pixels, first = 0) {
  const level = (/** @type {number} */ at) => (at < PIXELS ? Math.round(pixels[first + at] / GREY) : 0);
  const pairs = Uint8Array.from({ length: bytes() }, (_, at) => (level(2 * at) << 4) | level(2 * at + 1));
  return DRAWN + packForAddress(pairs);
}

/**
 * The pixels of a drawing, or null if the stop is not a valid drawing.
 *
 * @param {string} stop
 */
export function drawnPixels(stop) {
  if (!stop.startsWith(DRAWN)) return null;
  const pairs = unpackFromAddress(stop.slice(DRAWN.length));
  if (pairs?.length !== bytes()) return null;
  return Uint8Array.from({ length: PIXELS }, (_, at) => GREY * ((pairs[at >> 1] >> (at % 2 ? 0 : 4)) & 15));
}
