// The received epochs of a training, and the scale that their maps share.

/**
 * @import { Arrays, NamedArray, Numbers } from "../../shared/scripts/server/arrays.js"
 *
 * @typedef {object} Frame Output of the model for the digits after one epoch.
 * @property {number} epoch
 * @property {Numbers} points Points of the latent map, [x, y] per digit.
 * @property {Numbers} output Output for the ten digits: pixels, or the probabilities of the classes.
 *
 * @typedef {{across: [number, number], up: [number, number]}} Range
 */

const OUTLIERS = 1 / 100; // share of the points at either end of an axis that may lie outside of the map
const MARGIN = 0.08; // of the range

/**
 * The frames that are newer than an epoch, from an answer of /api/job-snapshots.
 *
 * @param {Arrays} answer
 * @param {number} epoch
 * @returns {Frame[]}
 */
export function framesAfter({ arrays }, epoch) {
  const { epochs, points, output } = arrays;
  const count = epochs.data.length;
  /** @type {(array: NamedArray, at: number) => Numbers} */
  const part = (array, at) => {
    const size = array.data.length / count;
    return array.data.subarray(at * size, (at + 1) * size);
  };
  return Array.from(epochs.data, (number, at) => ({ number, at }))
    .filter(({ number }) => number > epoch)
    .map(({ number, at }) => ({ epoch: number, points: part(points, at), output: part(output, at) }));
}

/**
 * The range of one axis that holds nearly all points, with a margin.
 *
 * @param {Numbers} points [x, y] for each.
 * @param {0 | 1} axis
 * @returns {[number, number]}
 */
function rangeOf(points, axis) {
  const values = Float32Array.from({ length: points.length / 2 }, (_, index) => points[2 * index + axis]).sort();
  const edge = Math.floor(values.length * OUTLIERS);
  const [low, high] = [values[edge], values[values.length - 1 - edge]];
  const margin = (high - low) * MARGIN || 1;
  return [low - margin, high + margin];
}

/**
 * The range of both axes of a map. All epochs share it, so that the axes stay while the points move.
 *
 * @param {Numbers} points [x, y] for each.
 * @returns {Range}
 */
export const mapRange = (points) => ({ across: rangeOf(points, 0), up: rangeOf(points, 1) });
