// The small map as a picture: known digits, names of the classes, and a dot with its trail.

import { context2d, offscreen2d } from "../../shared/scripts/pictures/canvas.js";
import { element } from "../../shared/scripts/page/dom.js";
import { spread } from "../../shared/scripts/pictures/labels.js";
import { pageScale } from "../../shared/scripts/page/type-size.js";
import { clamp } from "../../shared/scripts/page/numbers.js";

/**
 * @import { Label } from "../../shared/scripts/pictures/labels.js"
 * @import { Points } from "../../shared/scripts/pictures/points.js"
 *
 * @typedef {[left: number, top: number]} Pixel On the canvas.
 */

const SIDE = 300; // CSS pixels of the map, about
const MARGIN = 14; // CSS pixels
const EDGE = 7; // CSS pixels: room for the dot at the edge
const NEARLY_ALL = [0.004, 0.996]; // shares of the sorted numbers that the map shows if some lie far out
const FAR = 1.6; // times the range of nearly all numbers; a map of a wider range leaves out the outermost
const NAME_SIZE = 15; // CSS pixels
const MOST_RATIO = 3; // canvas pixels per CSS pixel

/**
 * The values at some shares of the sorted finite numbers.
 *
 * @param {ArrayLike<number>} numbers
 * @param {number[]} shares In [0, 1].
 * @returns {(number | undefined)[]}
 */
export function quantiles(numbers, shares) {
  const sorted = Float32Array.from(numbers).filter(Number.isFinite).sort();
  return shares.map((share) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]);
}

/**
 * The range of the numbers that a map shows: all of them, or nearly all if the others lie far out.
 *
 * @param {ArrayLike<number>} numbers
 */
function shownRange(numbers) {
  const [least = 0, low = 0, high = 0, most = 0] = quantiles(numbers, [0, ...NEARLY_ALL, 1]);
  return most - least <= FAR * (high - low) ? [least, most] : [low, high];
}

/**
 * The function from places of a map to pixels of a square canvas, centred and at one scale for both axes.
 *
 * @param {ArrayLike<number>} xs
 * @param {ArrayLike<number>} ys
 * @param {number} side
 * @param {number} margin
 * @returns {(x: number, y: number) => Pixel}
 */
export function projection(xs, ys, side, margin) {
  const [[left, right], [bottom, top]] = [shownRange(xs), shownRange(ys)];
  const scale = (side - 2 * margin) / (Math.max(right - left, top - bottom) || 1);
  return (x, y) => [side / 2 + (x - (left + right) / 2) * scale, side / 2 - (y - (bottom + top) / 2) * scale];
}

export class MapCanvas {
  #ratio = clamp(devicePixelRatio * pageScale(), 1, MOST_RATIO);
  #side = SIDE * this.#ratio;
  #context;
  /** @type {(x: number, y: number) => Pixel} */
  #place = () => [0, 0];
  /** @type {ImageBitmap | null} */
  #points = null;
  /** @type {Label[]} */
  #names = [];
  /** @type {{ink: string, paper: string, picture: ImageBitmap} | null} */
  #ground = null;

  constructor() {
    this.root = element("canvas", {
      class: "screen map",
      width: this.#side,
      height: this.#side,
      role: "img",
      "aria-label": "Map of known digits",
    });
    this.#context = context2d(this.root);
  }

  /** Paint nothing. */
  blank() {
    this.#context.clearRect(0, 0, this.#side, this.#side);
  }

  /**
   * Take the points of another map.
   *
   * @param {Points} points
   * @param {string[]} classes
   * @param {string[]} colours One per class.
   */
  use(points, classes, colours) {
    const { x, y, labels, count } = points;
    this.#place = projection(x, y, this.#side, MARGIN * this.#ratio);
    const context = offscreen2d(this.#side, this.#side);
    const size = clamp(160 / Math.sqrt(count), 1, 2.6) * this.#ratio; // finer if there are more
    context.globalAlpha = 0.6;
    const lefts = /** @type {number[][]} */ (classes.map(() => []));
    const tops = /** @type {number[][]} */ (classes.map(() => []));
    for (let i = 0; i < count; i += 1) {
      if (!points.finite(i)) continue;
      // Points that lie far out are moved to the edge, so that none is cut off.
      const [left, top] = this.#place(x[i], y[i]).map((value) => clamp(value, size, this.#side - size));
      context.fillStyle = colours[labels[i]];
      context.fillRect(left - size / 2, top - size / 2, size, size);
      lefts[labels[i]].push(left);
      tops[labels[i]].push(top);
    }
    this.#points = context.canvas.transferToImageBitmap();
    this.#ground = null;
    const names = classes.flatMap((text, index) => {
      const [[left], [top]] = [quantiles(lefts[index], [0.5]), quantiles(tops[index], [0.5])];
      return left === undefined || top === undefined ? [] : [{ text, left, top }];
    });
    this.#names = spread(names, NAME_SIZE * this.#ratio);
  }

  /** Paint the map without a dot. */
  paint() {
    const style = getComputedStyle(this.root);
    const colour = (/** @type {string} */ name) => style.getPropertyValue(name) || "#888";
    const [ink, paper] = [colour("--st-text-color"), colour("--st-background-color")];
    // Cached until the theme changes, because it is painted at each movement of the pointer.
    if (this.#ground?.ink !== ink || this.#ground.paper !== paper) {
      this.#ground = { ink, paper, picture: this.#withNames(ink, paper) };
    }
    this.blank();
    this.#context.drawImage(this.#ground.picture, 0, 0);
    return { ink, paper };
  }

  /**
   * The points with the names of the classes over them.
   *
   * @param {string} ink
   * @param {string} paper
   */
  #withNames(ink, paper) {
    const context = offscreen2d(this.#side, this.#side);
    if (this.#points) context.drawImage(this.#points, 0, 0);
    context.font = `700 ${NAME_SIZE * this.#ratio}px sans-serif`;
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.lineJoin = "round";
    context.lineWidth = 3 * this.#ratio;
    for (const { text, left, top } of this.#names) {
      context.strokeStyle = paper;
      context.strokeText(text, left, top);
      context.fillStyle = ink;
      context.fillText(text, left, top);
    }
    return context.canvas.transferToImageBitmap();
  }

  /**
   * The pixel of a place, moved to the edge if it lies outside.
   *
   * @param {number} x
   * @param {number} y
   * @returns {{pixel: Pixel, outside: boolean}}
   */
  dot(x, y) {
    const exact = this.#place(x, y);
    const edge = EDGE * this.#ratio;
    const pixel = /** @type {Pixel} */ (exact.map((value) => clamp(value, edge, this.#side - edge)));
    return { pixel, outside: pixel.some((value, axis) => value !== exact[axis]) };
  }

  /**
   * Paint the map with a dot, the trail behind it and lines to its neighbours.
   *
   * @param {Pixel[]} trail Earlier places of the dot; the last one is the dot itself.
   * @param {[x: number, y: number][]} neighbours Places of the neighbours.
   */
  paintDot(trail, neighbours) {
    const { ink, paper } = this.paint();
    const dot = /** @type {Pixel} */ (trail.at(-1));
    this.#paintTrail(trail, ink);
    for (const [x, y] of neighbours) this.#paintNeighbour(dot, this.#place(x, y), ink);
    const context = this.#context;
    context.beginPath();
    context.arc(...dot, 6 * this.#ratio, 0, 2 * Math.PI);
    context.fillStyle = ink;
    context.fill();
    context.lineWidth = 2 * this.#ratio;
    context.strokeStyle = paper;
    context.stroke();
  }

  /**
   * @param {Pixel[]} trail
   * @param {string} ink
   */
  #paintTrail(trail, ink) {
    const context = this.#context;
    context.strokeStyle = ink;
    context.lineWidth = 1.5 * this.#ratio;
    for (let i = 1; i < trail.length; i += 1) {
      context.globalAlpha = (0.6 * i) / trail.length;
      context.beginPath();
      context.moveTo(...trail[i - 1]);
      context.lineTo(...trail[i]);
      context.stroke();
    }
    context.globalAlpha = 1;
  }

  /**
   * @param {Pixel} dot
   * @param {Pixel} neighbour
   * @param {string} ink
   */
  #paintNeighbour(dot, neighbour, ink) {
    const context = this.#context;
    context.strokeStyle = ink;
    context.lineWidth = this.#ratio;
    context.beginPath();
    context.moveTo(...dot);
    context.lineTo(...neighbour);
    context.stroke();
    context.beginPath();
    context.arc(...neighbour, 3.5 * this.#ratio, 0, 2 * Math.PI);
    context.stroke();
  }
}
