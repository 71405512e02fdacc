// The request about the board: the drawing's ink or a picture's file, and what to do with it.

import { offscreen2d } from "../../shared/scripts/pictures/canvas.js";

/**
 * @import { PictureFile } from "./picture-file.js"
 * @import { Model } from "./results.js"
 *
 * @typedef {object} Question
 * @property {URLSearchParams} query
 * @property {Uint8Array} body
 * @property {number} version Version of the board and the noise.
 * @property {number} board Version of the board alone.
 * @property {PictureFile | null} picture
 * @property {number | null} movedAt Time of the pointer's movement, on the clock of events.
 */

const SENT = 140; // pixels on each side of a drawing: seven per pixel of the 20×20 box that a digit is fitted to

/**
 * The function that returns a drawing's ink: one byte for each of 140×140 pixels.
 *
 * @param {HTMLCanvasElement} canvas
 * @returns {() => Uint8Array}
 */
export function inkOf(canvas) {
  const context = offscreen2d(SENT, SENT, { willReadFrequently: true });
  return () => {
    context.imageSmoothingQuality = "high";
    context.drawImage(canvas, 0, 0, SENT, SENT);
    const { data } = context.getImageData(0, 0, SENT, SENT);
    const ink = new Uint8Array(SENT * SENT);
    for (let pixel = 0; pixel < ink.length; pixel += 1) ink[pixel] = data[4 * pixel];
    return ink;
  };
}

/**
 * The parameters of a question about the digits on the board.
 *
 * @param {PictureFile | null} picture Picture whose file is the body; null for a drawing.
 * @param {object} wanted
 * @param {number} wanted.digit Index of the digit whose steps are shown.
 * @param {Model[]} wanted.models Models that clean the digits.
 * @param {string | null} wanted.classifier
 * @param {boolean} wanted.verdicts Whether to judge the digits, which takes as long as the rest of the answer.
 * @param {Record<string, string>} wanted.more Parameters of the noise and of the map.
 */
export function queryOf(picture, { digit, models, classifier, verdicts, more }) {
  const query = new URLSearchParams({ digit: String(digit), ...more });
  if (models.length) query.set("models", models.map(({ name }) => name).join(","));
  if (classifier) query.set("classifier", classifier);
  if (!verdicts) query.set("verdicts", "false");
  if (!picture) query.set("width", String(SENT));
  else if (picture.turns !== null || picture.boxes) query.set("turns", String(picture.turns ?? 0));
  if (picture?.boxes) query.set("boxes", picture.boxes.flatMap(({ box }) => box).join());
  return query;
}
