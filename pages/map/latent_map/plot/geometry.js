// Places of the plane and pixels of the screen.

/**
 * @import { Bounds, Scale } from "../../../shared/scripts/pictures/points.js"
 *
 * @typedef {{x: number[], y: number[]}} Range The visible part of the plane: [left, right], [bottom, top].
 * @typedef {{left: number, top: number, width: number, height: number}} Frame The rectangle of the axes, in pixels.
 * @typedef {(x: number, y: number) => [left: number, top: number]} Projector
 * @typedef {{across: number, down: number}} Share A place as shares of a frame, from its top left.
 */

const ROOM = 0.04; // margin on each side of all points, as a share of the bounds

/**
 * The range around some bounds, with a small margin.
 *
 * @param {Bounds} bounds
 * @returns {Range}
 */
export function frameAround([left, right, bottom, top]) {
  const [dx, dy] = [(right - left || 2) * ROOM, (top - bottom || 2) * ROOM];
  return { x: [left - dx, right + dx], y: [bottom - dy, top + dy] };
}

/**
 * Whether a frame has no room, because its element is hidden or too small.
 *
 * @param {{width: number, height: number}} frame
 */
export const isEmpty = ({ width, height }) => !(width > 0 && height > 0);

/**
 * @param {{width: number, height: number}} one
 * @param {{width: number, height: number}} other
 */
export const sameSize = (one, other) => one.width === other.width && one.height === other.height;

/**
 * The smallest range that contains another and has one scale for both axes.
 *
 * @param {Range} range
 * @param {{width: number, height: number}} frame In pixels.
 * @returns {Range}
 */
export function fitRange({ x, y }, { width, height }) {
  const unit = Math.max((x[1] - x[0]) / width, (y[1] - y[0]) / height); // of the plane, per pixel
  /** @type {(ends: number[], pixels: number) => number[]} */
  const about = ([low, high], pixels) => {
    const [middle, half] = [(low + high) / 2, (unit * pixels) / 2];
    return [middle - half, middle + half];
  };
  return { x: about(x, width), y: about(y, height) };
}

/**
 * The bounds that contain those of several maps.
 *
 * @param {Bounds[]} all
 * @returns {Bounds}
 */
export function jointBounds(all) {
  /** @type {(index: 0 | 1 | 2 | 3) => number[]} */
  const side = (index) => all.map((bounds) => bounds[index]);
  return [Math.min(...side(0)), Math.max(...side(1)), Math.min(...side(2)), Math.max(...side(3))];
}

/**
 * The range zoomed about its middle; a factor below 1 shows less of the plane.
 *
 * @param {Range} range
 * @param {number} factor
 * @returns {Range}
 */
export function zoomRange({ x, y }, factor) {
  /** @type {(ends: number[]) => number[]} */
  const about = ([low, high]) => {
    const middle = (low + high) / 2;
    return [middle + (low - middle) * factor, middle + (high - middle) * factor];
  };
  return { x: about(x), y: about(y) };
}

/**
 * The middle of a range.
 *
 * @param {Range} range
 * @returns {[x: number, y: number]}
 */
export const middleOf = ({ x, y }) => [(x[0] + x[1]) / 2, (y[0] + y[1]) / 2];

/**
 * Whether a place is in view.
 *
 * @param {Range} range
 * @param {number} x
 * @param {number} y
 */
export const inView = (range, x, y) => x > range.x[0] && x < range.x[1] && y > range.y[0] && y < range.y[1];

/**
 * The range of the same size with a place in its middle.
 *
 * @param {Range} range
 * @param {number} x
 * @param {number} y
 * @returns {Range}
 */
export function centreOn(range, x, y) {
  const [dx, dy] = [(range.x[1] - range.x[0]) / 2, (range.y[1] - range.y[0]) / 2];
  return { x: [x - dx, x + dx], y: [y - dy, y + dy] };
}

/**
 * Whether two ranges show the same part of the plane.
 *
 * @param {Range} one
 * @param {Range} other
 */
export function sameRange(one, other) {
  /** @type {(a: number[], b: number[]) => boolean} */
  const same = (a, b) => a.every((value, at) => Math.abs(value - b[at]) < 1e-6);
  return same(one.x, other.x) && same(one.y, other.y);
}

/**
 * Pixels per unit of each axis.
 *
 * @param {Frame} frame
 * @param {Range} range
 * @returns {Scale}
 */
export const scaleOf = (frame, range) => ({
  x: frame.width / (range.x[1] - range.x[0]),
  y: frame.height / (range.y[1] - range.y[0]),
});

/**
 * The function from places of the plane to pixels of the frame.
 *
 * @param {Frame} frame
 * @param {Range} range
 * @returns {Projector}
 */
export function projector(frame, range) {
  const scale = scaleOf(frame, range);
  return (x, y) => [(x - range.x[0]) * scale.x, (range.y[1] - y) * scale.y];
}

/**
 * The place of the plane under a pixel of the element that holds the frame.
 *
 * @param {Frame} frame
 * @param {Range} range
 * @param {number} left
 * @param {number} top
 * @returns {[x: number, y: number]}
 */
export function placeAt(frame, range, left, top) {
  const scale = scaleOf(frame, range);
  return [range.x[0] + (left - frame.left) / scale.x, range.y[1] - (top - frame.top) / scale.y];
}

/**
 * The range that keeps two places of the plane under two fingers.
 *
 * @param {Range} range Range when the fingers came down.
 * @param {Share[]} start Places where the fingers came down.
 * @param {Share[]} now Places of the fingers now.
 * @returns {Range}
 */
export function pinchRange(range, start, now) {
  /** @type {(fingers: Share[]) => number} */
  const spread = ([a, b]) => Math.max(0.02, Math.hypot(a.across - b.across, a.down - b.down));
  /** @type {(fingers: Share[]) => Share} */
  const middle = ([a, b]) => ({ across: (a.across + b.across) / 2, down: (a.down + b.down) / 2 });
  const factor = spread(start) / spread(now);
  const [width, height] = [range.x[1] - range.x[0], range.y[1] - range.y[0]];
  const [from, to] = [middle(start), middle(now)];
  const left = range.x[0] + (from.across - to.across * factor) * width;
  const top = range.y[1] - (from.down - to.down * factor) * height;
  return { x: [left, left + width * factor], y: [top - height * factor, top] };
}
