// The film of the hourglass: pictures from one tall PNG, and where the film is after a time.

import { PIXELS, context2d } from "../../shared/canvas.js";

const REST_MS = 1400; // on each digit
const MOVE_MS = 1600; // from a digit to the next

/**
 * The grey values of a tall PNG of digits, one below the other.
 *
 * @param {string} address
 * @returns {Promise<Uint8Array>}
 */
export async function readPictures(address) {
  const image = new Image();
  image.src = address;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = image.width;
  canvas.height = image.height;
  const context = context2d(canvas, { willReadFrequently: true });
  context.drawImage(image, 0, 0);
  const colours = context.getImageData(0, 0, image.width, image.height).data;
  return Uint8Array.from({ length: colours.length / 4 }, (_, pixel) => colours[4 * pixel]);
}

/**
 * Where the film is: the index of the digit before, and the share of the way to the next one.
 *
 * @param {number} ms Since its start.
 * @param {number} count Digits in the film.
 */
export function placeAt(ms, count) {
  const turn = REST_MS + MOVE_MS;
  const moved = Math.max(0, (ms % turn) - REST_MS) / MOVE_MS;
  return { digit: Math.floor(ms / turn) % count, share: moved * moved * (3 - 2 * moved) };
}

/**
 * Two pictures mixed, as bytes.
 *
 * @param {Uint8Array} pictures
 * @param {number} first Index of the first picture.
 * @param {number} second Index of the second picture.
 * @param {number} share Of the second picture, 0 to 1.
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
 * @param {number} share Of the second vector, 0 to 1.
 */
export const mixVectors = (first, second, share) =>
  first.map((value, index) => value + share * (second[index] - value));
