// The latent map of one epoch, painted.

import { context2d } from "../../shared/canvas.js";

/**
 * @import { Numbers } from "../../shared/arrays.js"
 * @import { Range } from "./timeline.js"
 */

/**
 * Paint the points of a map at the size that its canvas has on the page.
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
  const [left, right] = range.across;
  const [bottom, top] = range.up;
  const radius = width < 420 ? 1.6 : 2.2;
  for (let index = 0; index < labels.length; index += 1) {
    const x = ((points[2 * index] - left) / (right - left)) * width;
    const y = height - ((points[2 * index + 1] - bottom) / (top - bottom)) * height;
    context.fillStyle = colours[labels[index]];
    context.beginPath();
    context.arc(x, y, radius, 0, 2 * Math.PI);
    context.fill();
  }
}
