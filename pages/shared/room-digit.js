// A digit of a room.

import { unpack } from "./base64.js";
import { paintDigit } from "./canvas.js";
import { element } from "./dom.js";

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
