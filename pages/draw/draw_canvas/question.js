// What the server is asked about the board: the drawing's ink or a picture's file, and what to do with it.

import { offscreen2d } from "../../shared/scripts/pictures/canvas.js";

/**
 * @import { PictureFile } from "./picture-file.js"
 * @import { Model } from "./results.js"
 *
 * @typedef {object} Question
 * @property {URLSearchParams} query
 * @property {Uint8Array} body
 * @property {number} version Of what is on the board.
 * @property {number} board The same, whatever the noise.
 * @property {PictureFile | null} picture
 * @property {number | null} movedAt When the pointer moved, on the clock of events.
 */

const SENT = 140; // pixels of the side of a drawing: seven to each pixel of the 20×20 box that a digit gets

/**
 * What to send of a board with a drawing: one byte of ink for each of 140×140 pixels.
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
 * @param {PictureFile | null} picture Whose file is the body; null for a drawing.
 * @param {object} wanted
 * @param {number} wanted.digit Index of the digit whose steps are shown.
 * @param {Model[]} wanted.models That clean the digits.
 * @param {string | null} wanted.classifier
 * @param {boolean} wanted.verdicts Whether to judge the digits, which takes as long as all the rest of an answer.
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
