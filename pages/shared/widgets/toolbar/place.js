// The place of the guide's card: beside its target and fully inside the window.

import { clamp } from "../../scripts/page/numbers.js";

/** @typedef {{left: number, top: number, width: number, height: number}} Box In CSS pixels. */

const GAP = 14;
const MARGIN = 10;

/**
 * The upper left corner of a card beside a target: below, above, right or left of it, whichever has room first.
 * Without room on any side it lies over the part of the target that is farther from the window's middle.
 *
 * @param {Box} target
 * @param {{width: number, height: number}} card
 * @param {{width: number, height: number}} view The window.
 */
export function cardPlace(target, card, view) {
  const within = (/** @type {number} */ value, /** @type {number} */ size, /** @type {number} */ room) =>
    clamp(value, MARGIN, room - size - MARGIN);
  const at = (/** @type {number} */ left, /** @type {number} */ top) => ({
    left: within(left, card.width, view.width),
    top: within(top, card.height, view.height),
  });
  const right = target.left + target.width;
  const bottom = target.top + target.height;
  const centred = target.left + target.width / 2 - card.width / 2;
  const middle = target.top + target.height / 2;
  const above = target.top - GAP - card.height;
  const before = target.left - GAP - card.width;
  if (bottom + GAP + card.height + MARGIN <= view.height) return at(centred, bottom + GAP);
  if (above >= MARGIN) return at(centred, above);
  if (right + GAP + card.width + MARGIN <= view.width) return at(right + GAP, middle - card.height / 2);
  if (before >= MARGIN) return at(before, middle - card.height / 2);
  return at(centred, middle > view.height / 2 ? 0 : view.height);
}
