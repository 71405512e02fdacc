// A picture file to send to the server, made smaller if the server would not accept it as it is.

import { offscreen2d } from "../../shared/scripts/pictures/canvas.js";
import { withoutTransparency } from "./transparency.js";

/**
 * @import { Box, Correction } from "./boxes.js"
 *
 * @typedef {object} PictureFile
 * @property {ImageBitmap | null} image Image to show; null for a file that only the server can read.
 * @property {Uint8Array} body Bytes to send.
 * @property {string} note Note for the visitor, or "".
 * @property {number | null} turns Quarter turns to the left by a person; null if nobody has turned it.
 * @property {Correction[] | null} boxes Boxes around its digits, corrected by a person; null if nobody has done so.
 * @property {Box[]} found Boxes around the digits in the newest answer.
 * @property {string | null} link Its text in the page's address; null until its digits are known.
 */

const LARGE = 3.5 * 2 ** 20; // bytes; larger pictures are made smaller, if the browser can read them
const MOST_BYTES = 20 * 2 ** 20; // limit of the server
const REDUCED_SIDE = 2000; // pixels of the longer side of a picture that is made smaller

/** Media types that the server reads. */
export const READ_BY_SERVER = [
  "image/png",
  "image/jpeg",
  "image/webp",
  "image/bmp",
  "image/gif",
  "image/heic",
  "image/heif",
];

/**
 * Read a picture file.
 *
 * @param {Blob} blob
 * @param {string} note
 * @returns {Promise<PictureFile>}
 * @throws {Error} with a sentence if the file is too large to send
 */
export async function readPicture(blob, note) {
  const original = await createImageBitmap(blob).catch(() => null);
  const image = original && withoutTransparency(original, reducedSize(original));
  const reduce = image && (blob.size > LARGE || !READ_BY_SERVER.includes(blob.type));
  const upload = reduce ? await reduceImage(image) : blob;
  if (upload.size > MOST_BYTES) {
    throw new Error("The picture is larger than 20 MB and the browser cannot reduce it: save it as a smaller JPEG.");
  }
  const words = reduce ? `${note} The browser has made this picture smaller before sending it.`.trim() : note;
  return {
    image,
    body: new Uint8Array(await upload.arrayBuffer()),
    note: words,
    turns: null,
    boxes: null,
    found: [],
    link: null,
  };
}

/**
 * Size of a picture whose longer side has at most 2,000 pixels.
 *
 * @param {{width: number, height: number}} picture
 */
export function reducedSize({ width, height }) {
  const factor = Math.min(1, REDUCED_SIDE / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * factor)), height: Math.max(1, Math.round(height * factor)) };
}

/**
 * A picture as a smaller JPEG.
 *
 * @param {ImageBitmap} image
 */
async function reduceImage(image) {
  const { width, height } = reducedSize(image);
  const context = offscreen2d(width, height);
  context.imageSmoothingQuality = "high";
  context.drawImage(image, 0, 0, width, height);
  return context.canvas.convertToBlob({ type: "image/jpeg", quality: 0.92 });
}
