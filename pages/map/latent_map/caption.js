// Captions of a map: what is in view, and what the keys do.

import { big, quantity, signed } from "../../shared/scripts/page/words.js";
import { clamp } from "../../shared/scripts/page/numbers.js";

/** @import { Bounds } from "../../shared/scripts/pictures/points.js" */

const KEYS =
  "Arrow keys go from digit to digit, Enter chooses one, plus and minus zoom, zero shows all, S selects what is in " +
  "view, Escape clears.";
const SPACE_KEYS =
  "Arrow keys turn the map; with Shift they go from digit to digit. Enter chooses one, plus and minus zoom, zero " +
  "turns it back, S selects what is in view, Escape clears.";
const PLANE_KEYS = " With Shift, arrow keys go over the plane.";
const MOST_DECIMALS = 6;

/**
 * Sentence about the keys of a map.
 *
 * @param {boolean} flat
 * @param {boolean} decodes Whether the map has a decoder, which draws at every place.
 */
export function keysOf(flat, decodes) {
  if (!flat) return SPACE_KEYS;
  return decodes ? KEYS + PLANE_KEYS : KEYS;
}

/**
 * Sentence about what is in view.
 *
 * @param {object} view
 * @param {number} view.inView
 * @param {number} view.visible
 * @param {number} view.unplaced Digits without a place.
 * @param {Bounds} view.bounds Bounds of all points.
 * @param {string} view.pictures Words on points that are drawn as pictures, or "".
 */
export function viewWords({ inView, visible, unplaced, bounds, pictures }) {
  const span = Math.min(bounds[1] - bounds[0], bounds[3] - bounds[2]);
  const wanted = span > 0 ? Math.ceil(1 - Math.log10(span)) : 1; // two figures of the span
  const decimals = clamp(wanted, 1, MOST_DECIMALS);
  const [left, right, bottom, top] = bounds.map((value) => signed(value, decimals));
  const without = unplacedWords(unplaced);
  return (
    `${big(inView)} of ${big(visible)} in view${pictures}. ` +
    `All points: horizontal ${left} to ${right}, vertical ${bottom} to ${top}.${without}`
  );
}

/** @param {number} unplaced */
function unplacedWords(unplaced) {
  if (!unplaced) return "";
  const verb = unplaced === 1 ? "has" : "have";
  return ` ${quantity(unplaced, "digit")} ${verb} no place, because the model gave no number.`;
}

/**
 * Sentence about what is in view of a map in space.
 *
 * @param {number} inView
 * @param {number} visible
 * @param {number} unplaced
 */
export function spaceWords(inView, visible, unplaced) {
  const without = unplacedWords(unplaced);
  return `${big(inView)} of ${big(visible)} in view. Drag, two fingers, arrow keys or the buttons turn it.${without}`;
}
