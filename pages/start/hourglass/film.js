// The film of the hourglass: its position at a time, and the mixture of the two digits there.

import { PIXELS } from "../../shared/scripts/pictures/canvas.js";
import { ease } from "../../shared/scripts/page/motion.js";

const REST_MS = 1400; // on each digit
const MOVE_MS = 1600; // from a digit to the next

/**
 * The position of the film: the index of the last digit, and the share of the way to the next one.
 *
 * @param {number} ms Time since its start.
 * @param {number} count Digits in the film.
 */
export function placeAt(ms, count) {
  const turn = REST_MS + MOVE_MS;
  const moved = Math.max(0, (ms % turn) - REST_MS) / MOVE_MS;
  return { digit: Math.floor(ms / turn) % count, share: ease(moved) };
}

/**
 * Two pictures mixed, as bytes.
 *
 * @param {Uint8Array} pictures
 * @param {number} first Index of the first picture.
 * @param {number} second Index of the second picture.
 * @param {number} share Weight of the second picture, in [0, 1].
 */
export function mix(pictures, first, second, share) {
  const mixed = new Uint8Array(PIXELS);
  for (let pixel = 0; pixel < PIXELS; pixel += 1) {
    mixed[pixel] = (1 - share) * pictures[first * PIXELS + pixel] + share * pictures[second * PIXELS + pixel];
  }
  return mixed;
}

/**
 * Two vectors mixed.
 *
 * @param {number[]} first
 * @param {number[]} second
 * @param {number} share Weight of the second vector, in [0, 1].
 */
export const mixVectors = (first, second, share) =>
  first.map((value, index) => value + share * (second[index] - value));
