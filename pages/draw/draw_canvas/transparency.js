// A picture with transparent parts -> the picture that a person sees, on a ground that its ink stands out from.

import { offscreen2d } from "../../shared/scripts/pictures/canvas.js";

// As in core/images/coverage.py, so that boxes around the digits fit the picture that is shown.
const PAPER = 0.85; // of full opacity: paper is not more transparent
const FILLS = 0.6; // of its bounding box: a sheet of paper fills more, bare ink less

const FULL = 255;
const LOOK_SIDE = 500; // pixels of the longer side of the copy that is looked at

/**
 * The part of a picture that is not transparent, and the colour behind it.
 *
 * @param {{data: ArrayLike<number>, width: number, height: number}} pixels RGBA, 0 to 255.
 * @returns {{box: [left: number, top: number, right: number, bottom: number], ground: string} | null} The box in shares
 *   of the picture; null for a picture that is opaque or empty.
 */
export function visiblePart({ data, width, height }) {
  let [strongest, weakest] = [0, FULL];
  for (let at = 3; at < data.length; at += 4) {
    strongest = Math.max(strongest, data[at]);
    weakest = Math.min(weakest, data[at]);
  }
  if (strongest === 0 || weakest >= PAPER * FULL) return null;
  let [left, top, right, bottom] = [width, height, 0, 0];
  let [inside, dark] = [0, 0];
  for (let pixel = 0; pixel < width * height; pixel += 1) {
    const [red, green, blue, alpha] = [0, 1, 2, 3].map((channel) => data[4 * pixel + channel]);
    if (alpha <= strongest / 2) continue;
    const [x, y] = [pixel % width, Math.floor(pixel / width)];
    left = Math.min(left, x);
    top = Math.min(top, y);
    right = Math.max(right, x + 1);
    bottom = Math.max(bottom, y + 1);
    inside += 1;
    dark += Number(0.299 * red + 0.587 * green + 0.114 * blue < FULL / 2);
  }
  const isDark = dark > inside / 2;
  const isSheet = inside > FILLS * (right - left) * (bottom - top) && strongest > PAPER * FULL;
  if (!isSheet) return { box: [0, 0, 1, 1], ground: isDark ? "#fff" : "#000" };
  return { box: [left / width, top / height, right / width, bottom / height], ground: isDark ? "#000" : "#fff" };
}

/**
 * The picture without transparent parts: a sheet is cut out, and bare ink gets a ground that it stands out from.
 *
 * @param {ImageBitmap} image
 * @param {{width: number, height: number}} most Size of the whole picture, if it has to be painted.
 * @returns {ImageBitmap} The same picture if it is opaque.
 */
export function withoutTransparency(image, most) {
  const factor = Math.min(1, LOOK_SIDE / Math.max(image.width, image.height));
  const width = Math.max(1, Math.round(image.width * factor));
  const height = Math.max(1, Math.round(image.height * factor));
  const look = offscreen2d(width, height, { willReadFrequently: true });
  look.drawImage(image, 0, 0, width, height);
  const part = visiblePart(look.getImageData(0, 0, width, height));
  if (!part) return image;
  const [left, top, right, bottom] = part.box;
  const partWidth = Math.max(1, Math.round((right - left) * most.width));
  const context = offscreen2d(partWidth, Math.max(1, Math.round((bottom - top) * most.height)));
  context.fillStyle = part.ground;
  context.fillRect(0, 0, context.canvas.width, context.canvas.height);
  context.imageSmoothingQuality = "high";
  context.drawImage(image, -left * most.width, -top * most.height, most.width, most.height);
  return context.canvas.transferToImageBitmap();
}
