// Reduction of a drawing to a picture of the page's data set.

import { HEIGHT, PIXELS, WIDTH } from "./canvas.js";

/** Side of the pictures that the server prepares drawings for, as MNIST's were. */
const PREPARED = 28;

/** Whether the server prepares drawings for the page's data set; others are only made smaller. */
export const isPrepared = () => WIDTH === PREPARED && HEIGHT === PREPARED;

/** Whether the pictures of the page's data set are grey, as drawings are. */
export const isGrey = () => PIXELS === WIDTH * HEIGHT;

/**
 * A square reduced to `width` × `height` bytes, each the mean of a block.
 *
 * @param {Uint8Array} ink `side` × `side` bytes.
 * @param {number} side
 * @param {number} width
 * @param {number} height
 */
export function reduce(ink, side, width, height) {
  const bounds = (/** @type {number} */ at, /** @type {number} */ count) => [
    Math.floor((at * side) / count),
    Math.max(Math.floor((at * side) / count) + 1, Math.floor(((at + 1) * side) / count)),
  ];
  return Uint8Array.from({ length: width * height }, (_, pixel) => {
    const [left, right] = bounds(pixel % width, width);
    const [top, bottom] = bounds(Math.floor(pixel / width), height);
    let sum = 0;
    for (let y = top; y < bottom; y += 1) for (let x = left; x < right; x += 1) sum += ink[y * side + x];
    return Math.round(sum / ((right - left) * (bottom - top)));
  });
}
