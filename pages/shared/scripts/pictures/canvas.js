// Images on a canvas, one canvas pixel per pixel. CSS enlarges them.

/** @import { Numbers } from "../server/arrays.js" */

/** Pixels per row of an image of the page's data set; a page shows only one data set. */
export let WIDTH = 28;
/** Rows of an image. */
export let HEIGHT = 28;
/** Numbers per image: one per pixel, or three in colour. */
export let PIXELS = WIDTH * HEIGHT;

/**
 * Set the shape of the page's images; `widget` calls this before a widget paints.
 *
 * @param {[number, number, number]} shape Channels (1 or 3), rows and pixels per row.
 */
export function useShape([channels, height, width]) {
  WIDTH = width;
  HEIGHT = height;
  PIXELS = channels * height * width;
}

/**
 * The 2D context of a canvas that has no other kind of context.
 *
 * @param {HTMLCanvasElement} canvas
 * @param {CanvasRenderingContext2DSettings} [settings]
 */
export const context2d = (canvas, settings) =>
  /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d", settings));

/**
 * The 2D context of a new offscreen canvas.
 *
 * @param {number} width
 * @param {number} height
 * @param {CanvasRenderingContext2DSettings} [settings]
 */
export const offscreen2d = (width, height, settings) =>
  /** @type {OffscreenCanvasRenderingContext2D} */ (new OffscreenCanvas(width, height).getContext("2d", settings));

/**
 * Set the size of a canvas. Its background is removed for pictures that are not square, because it would look like a
 * part of them.
 *
 * @param {HTMLCanvasElement} canvas
 * @param {number} width
 * @param {number} height
 */
function resize(canvas, width, height) {
  if (width !== height && !canvas.style.background) canvas.style.background = "none";
  if (canvas.width === width && canvas.height === height) return;
  canvas.width = width;
  canvas.height = height;
}

/**
 * Paint grey pixels: bytes, or floats in [0, 1].
 *
 * @param {HTMLCanvasElement} canvas
 * @param {Numbers} values
 * @param {number} offset Index of the first pixel in `values`.
 * @param {number} width
 * @param {number} height
 */
export function paintGrey(canvas, values, offset, width, height) {
  resize(canvas, width, height);
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
 * Paint an image of the page's data set: bytes, or floats in [0, 1].
 *
 * @param {HTMLCanvasElement} canvas
 * @param {Numbers} values
 * @param {number} [offset] Index of the first pixel in `values`.
 */
export function paintDigit(canvas, values, offset = 0) {
  if (PIXELS === WIDTH * HEIGHT) {
    paintGrey(canvas, values, offset, WIDTH, HEIGHT);
    return;
  }
  resize(canvas, WIDTH, HEIGHT);
  const context = context2d(canvas);
  const image = context.createImageData(WIDTH, HEIGHT);
  putImage(image, 0, 0, values, offset, values instanceof Uint8Array ? 1 : 255);
  context.putImageData(image, 0, 0);
}

/**
 * Put an image of the page's data set into a larger one, opaque.
 *
 * @param {ImageData} whole
 * @param {number} left
 * @param {number} top
 * @param {Numbers} values
 * @param {number} offset Index of the image's first number in `values`.
 * @param {number} [factor] Factor that turns the values into bytes.
 */
function putImage(whole, left, top, values, offset, factor = 1) {
  const area = WIDTH * HEIGHT;
  for (let pixel = 0; pixel < area; pixel += 1) {
    const place = 4 * ((top + Math.floor(pixel / WIDTH)) * whole.width + left + (pixel % WIDTH));
    for (let colour = 0; colour < 3; colour += 1) {
      const plane = PIXELS === area ? 0 : colour * area; // the planes red, green and blue in turn
      whole.data[place + colour] = Math.round(values[offset + plane + pixel] * factor);
    }
    whole.data[place + 3] = 255;
  }
}

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
  resize(canvas, WIDTH * columns, HEIGHT * Math.ceil(count / columns));
  const context = context2d(canvas);
  const image = context.createImageData(canvas.width, canvas.height);
  new Uint32Array(image.data.buffer).fill(0xff000000); // black, little-endian ABGR
  for (let digit = 0; digit < count; digit += 1) {
    const [left, top] = [WIDTH * (digit % columns), HEIGHT * Math.floor(digit / columns)];
    putImage(image, left, top, bytes, (first + digit) * PIXELS);
  }
  context.putImageData(image, 0, 0);
}

/**
 * The numbers of the images in a tall PNG, which lie one below the other. Each image's colours are in planes.
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
  const area = WIDTH * HEIGHT;
  const planes = PIXELS / area;
  return Uint8Array.from({ length: (planes * colours.length) / 4 }, (_, at) => {
    const first = area * Math.floor(at / PIXELS); // pixel of the image
    const [plane, pixel] = [Math.floor((at % PIXELS) / area), at % area];
    return colours[4 * (first + pixel) + plane];
  });
}
