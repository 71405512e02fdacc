// Grey pixels on a canvas, one canvas pixel each. CSS makes them large.

/** @import { Numbers } from "./arrays.js" */

/** Pixels of a side of a digit. */
export const SIDE = 28;
/** Pixels of a digit. */
export const PIXELS = SIDE * SIDE;

/**
 * The 2D context of a canvas that has no other kind of context.
 *
 * @param {HTMLCanvasElement} canvas
 * @param {CanvasRenderingContext2DSettings} [settings]
 */
export const context2d = (canvas, settings) =>
  /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d", settings));

/**
 * The 2D context of a new canvas that is on no page.
 *
 * @param {number} width
 * @param {number} height
 * @param {CanvasRenderingContext2DSettings} [settings]
 */
export const offscreen2d = (width, height, settings) =>
  /** @type {OffscreenCanvasRenderingContext2D} */ (new OffscreenCanvas(width, height).getContext("2d", settings));

/**
 * Paint grey pixels: bytes, or floats in [0, 1].
 *
 * @param {HTMLCanvasElement} canvas
 * @param {Numbers} values
 * @param {number} offset Of the first pixel in `values`.
 * @param {number} width
 * @param {number} height
 */
export function paintGrey(canvas, values, offset, width, height) {
  if (canvas.width !== width || canvas.height !== height) {
    canvas.width = width;
    canvas.height = height;
  }
  const context = context2d(canvas);
  const image = context.createImageData(width, height);
  const factor = values instanceof Uint8Array ? 1 : 255;
  for (let pixel = 0; pixel < width * height; pixel += 1) {
    const grey = Math.round(values[offset + pixel] * factor);
    image.data[4 * pixel] = grey;
    image.data[4 * pixel + 1] = grey;
    image.data[4 * pixel + 2] = grey;
    image.data[4 * pixel + 3] = 255;
  }
  context.putImageData(image, 0, 0);
}

/**
 * Paint one digit: bytes, or floats in [0, 1].
 *
 * @param {HTMLCanvasElement} canvas
 * @param {Numbers} values
 * @param {number} [offset] Of the first pixel in `values`.
 */
export const paintDigit = (canvas, values, offset = 0) => paintGrey(canvas, values, offset, SIDE, SIDE);

/**
 * Paint digits side by side, in rows of `columns`.
 *
 * @param {HTMLCanvasElement} canvas
 * @param {Numbers} bytes
 * @param {number} first Index of the first digit in `bytes`.
 * @param {number} count
 * @param {number} columns
 */
export function paintGrid(canvas, bytes, first, count, columns) {
  canvas.width = SIDE * columns;
  canvas.height = SIDE * Math.ceil(count / columns);
  const context = context2d(canvas);
  const image = context.createImageData(canvas.width, canvas.height);
  new Uint32Array(image.data.buffer).fill(0xff000000); // black, little-endian ABGR
  for (let digit = 0; digit < count; digit += 1) {
    const left = SIDE * (digit % columns);
    const top = SIDE * Math.floor(digit / columns);
    for (let pixel = 0; pixel < PIXELS; pixel += 1) {
      const grey = bytes[(first + digit) * PIXELS + pixel];
      const place = 4 * ((top + Math.floor(pixel / SIDE)) * canvas.width + left + (pixel % SIDE));
      image.data[place] = image.data[place + 1] = image.data[place + 2] = grey;
    }
  }
  context.putImageData(image, 0, 0);
}

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
