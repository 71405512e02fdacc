// Painting of the latent map of one epoch.

import { clamp } from "../../shared/scripts/page/numbers.js";
import { context2d } from "../../shared/scripts/pictures/canvas.js";
import { pageScale } from "../../shared/scripts/page/type-size.js";

/**
 * @import { Numbers } from "../../shared/scripts/server/arrays.js"
 * @import { Range } from "./timeline.js"
 */

/**
 * The function from places of a map to pixels of a canvas, at one scale for both axes. Places outside of the range are
 * moved to the edge, so that no point is cut off.
 *
 * @param {Range} range
 * @param {{width: number, height: number}} canvas In CSS pixels.
 * @param {number} radius Radius of the points in CSS pixels.
 * @returns {(x: number, y: number) => [left: number, top: number]}
 */
export function pixelIn({ across, up }, { width, height }, radius) {
  const scale = Math.min(width / (across[1] - across[0]), height / (up[1] - up[0]));
  return (x, y) => [
    clamp(width / 2 + (x - (across[0] + across[1]) / 2) * scale, radius, width - radius),
    clamp(height / 2 - (y - (up[0] + up[1]) / 2) * scale, radius, height - radius),
  ];
}

/**
 * Paint the points of a map at the size of its canvas on the page.
 *
 * @param {HTMLCanvasElement} canvas
 * @param {Numbers} points [x, y] for each.
 * @param {Numbers} labels
 * @param {string[]} colours One per class.
 * @param {Range} range
 */
export function paintScatter(canvas, points, labels, colours, range) {
  const { clientWidth: width, clientHeight: height } = canvas;
  const ratio = window.devicePixelRatio || 1;
  canvas.width = width * ratio;
  canvas.height = height * ratio;
  const context = context2d(canvas);
  context.scale(ratio, ratio);
  context.globalAlpha = 0.75;
  const radius = (width < 420 ? 1.6 : 2.2) * pageScale();
  const pixel = pixelIn(range, { width, height }, radius);
  for (let index = 0; index < labels.length; index += 1) {
    context.fillStyle = colours[labels[index]];
    context.beginPath();
    context.arc(...pixel(points[2 * index], points[2 * index + 1]), radius, 0, 2 * Math.PI);
    context.fill();
  }
}
