// Rings, crosses and outlines over the points, visible on points of any colour.

/** @import { Theme } from "./figure.js" */

const CROSS_PX = 10; // length of an arm
const RING_PX = { weak: 6, strong: 8 }; // radius
const HALO_PX = 5;
const LINE_PX = 2.5;

/**
 * Paint a line in the colour of text over a wider one in the colour of the background.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {Theme} theme
 * @param {() => void} path
 */
export function paintLine(context, theme, path) {
  /** @type {[number, string][]} */
  const lines = [
    [HALO_PX, theme.ground],
    [LINE_PX, theme.text],
  ];
  for (const [width, colour] of lines) {
    context.lineWidth = width;
    context.strokeStyle = colour;
    context.beginPath();
    path();
    context.stroke();
  }
}

/**
 * Paint a ring around a point, or a frame around its picture.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {Theme} theme
 * @param {number[]} pixel
 * @param {boolean} strong
 * @param {number} [side] Side of the picture in pixels; 0 for a point.
 */
export function paintRing(context, theme, [x, y], strong, side = 0) {
  const radius = strong ? RING_PX.strong : RING_PX.weak;
  const half = side / 2 + radius - 2;
  paintLine(context, theme, () => {
    if (side) context.rect(x - half, y - half, 2 * half, 2 * half);
    else context.arc(x, y, radius, 0, 2 * Math.PI);
  });
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Theme} theme
 * @param {number[]} pixel
 */
export function paintCross(context, theme, [x, y]) {
  paintLine(context, theme, () => {
    context.moveTo(x - CROSS_PX, y);
    context.lineTo(x + CROSS_PX, y);
    context.moveTo(x, y - CROSS_PX);
    context.lineTo(x, y + CROSS_PX);
  });
}
