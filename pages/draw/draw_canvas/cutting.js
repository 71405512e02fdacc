// Find where to cut a box of a picture in two, so that the cut passes through as little ink as possible.

import { offscreen2d } from "../../shared/scripts/pictures/canvas.js";

/** @import { Box, Cut } from "./boxes.js" */

const SIDE = 56; // pixels on which the place of a cut is sought
const PAPER = 0.02; // of full ink: less is the grain of the paper
const MIDDLE = [0.25, 0.75]; // of a box, where it may be cut

/**
 * The column with the least ink in the middle half of a picture: its place as a share of the width, and its ink as a
 * share of a column in black on white. Ink is any difference from the paper, whose shade is the median.
 *
 * @param {ArrayLike<number>} greys Row by row, 0 to 255.
 * @param {number} width
 * @returns {{share: number, ink: number}}
 */
export function leastInk(greys, width) {
  const paper = Array.from(greys).sort((a, b) => a - b)[greys.length >> 1];
  const [first, last] = MIDDLE.map((share) => Math.round(share * width));
  let [best, least] = [width / 2, Infinity];
  for (let column = first; column <= last && column < width; column += 1) {
    let ink = 0;
    for (let pixel = column; pixel < greys.length; pixel += width) ink += Math.abs(greys[pixel] - paper);
    const nearer = Math.abs(column + 0.5 - width / 2) < Math.abs(best - width / 2);
    if (ink < least || (ink === least && nearer)) [best, least] = [column + 0.5, ink];
  }
  return { share: best / width, ink: least / 255 / (greys.length / width) };
}

/**
 * The better of two cuts: the one through less ink, or the shorter one if both go through paper.
 *
 * @param {ArrayLike<number>} greys A box in a square, row by row, 0 to 255.
 * @param {number} side Pixels of the square.
 * @param {number} ratio Width of the box divided by its height.
 * @returns {Cut}
 */
export function bestCut(greys, side, ratio) {
  const turned = Array.from(
    { length: side * side },
    (_, pixel) => greys[(pixel % side) * side + Math.floor(pixel / side)],
  );
  const [upright, level] = [leastInk(greys, side), leastInk(turned, side)];
  // Compare the ink in pixels of the picture: an upright cut is as long as the box is high.
  const isLevel = ratio * (level.ink + PAPER) < upright.ink + PAPER;
  return { share: (isLevel ? level : upright).share, level: isLevel };
}

/**
 * The best cut of a box of a picture in two.
 *
 * @param {ImageBitmap} image
 * @param {Box} box
 * @returns {Cut}
 */
export function cutOf(image, [left, top, right, bottom]) {
  const [x, y] = [left * image.width, top * image.height];
  const [width, height] = [(right - left) * image.width, (bottom - top) * image.height];
  const context = offscreen2d(SIDE, SIDE);
  context.drawImage(image, x, y, width, height, 0, 0, SIDE, SIDE);
  const { data } = context.getImageData(0, 0, SIDE, SIDE);
  const greys = Array.from({ length: SIDE * SIDE }, (_, pixel) => data[4 * pixel + 1]);
  return bestCut(greys, SIDE, width / height);
}
