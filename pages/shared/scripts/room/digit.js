// A digit of a room.

import { unpack } from "../pictures/base64.js";
import { paintDigit } from "../pictures/canvas.js";
import { element } from "../page/dom.js";

/**
 * A picture of a digit from its pixels in base64.
 *
 * @param {string} pixels
 * @param {string} label
 */
export function digit(pixels, label) {
  const canvas = element("canvas", { class: "digit screen", role: "img", "aria-label": label });
  paintDigit(canvas, unpack(pixels));
  return canvas;
}
