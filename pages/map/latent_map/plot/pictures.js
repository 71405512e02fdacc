// The digits themselves in place of points, once few enough are in view.

import { HEIGHT, PIXELS, WIDTH, paintDigit } from "../../../shared/scripts/pictures/canvas.js";
import { fetchArrays } from "../../../shared/scripts/server/client.js";
import { element } from "../../../shared/scripts/page/dom.js";
import { forgetOldest } from "../../../shared/scripts/page/memory.js";

/**
 * @import { Numbers } from "../../../shared/scripts/server/arrays.js"
 * @import { Points } from "../../../shared/scripts/pictures/points.js"
 * @import { Projector } from "./geometry.js"
 */

const MOST = 600; // pictures on a map
const LEAST_SIDE = 16; // pixels
const MOST_SIDE = 56; // pixels
const SHARE = 0.85; // side of a picture, as a share of the side that would fill the frame
const MOST_KEPT = 5000; // pictures kept in memory
const PAUSE_MS = 120; // without movement, before pictures are fetched

/**
 * Side in pixels of the pictures of `count` points in a frame, or 0 if there are too many points.
 *
 * @param {number} count
 * @param {{width: number, height: number}} frame
 */
export function sideFor(count, { width, height }) {
  const side = SHARE * Math.sqrt((width * height) / Math.max(1, count));
  return count <= MOST && side >= LEAST_SIDE ? Math.min(MOST_SIDE, side) : 0;
}

/**
 * The largest number of points that are drawn as pictures in a frame.
 *
 * @param {{width: number, height: number}} frame
 */
export const limitFor = ({ width, height }) =>
  Math.min(MOST, Math.floor((width * height * SHARE ** 2) / LEAST_SIDE ** 2));

/** The pictures that all maps of a view share. */
export class Pictures {
  /** @type {Map<number, HTMLCanvasElement>} */
  #pictures = new Map(); // by row
  /** @type {Set<number>} */
  #missing = new Set(); // rows
  #dataset = "";
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #options;

  /**
   * @param {object} options
   * @param {() => void} options.arrived Called when there is more to paint.
   * @param {(sentence: string) => void} options.refused
   * @param {AbortSignal} options.signal
   */
  constructor(options) {
    this.#options = options;
  }

  /** @param {string} dataset Data set of the rows. */
  use(dataset) {
    if (dataset === this.#dataset) return;
    this.#dataset = dataset;
    this.#pictures.clear();
    this.#missing.clear();
  }

  /**
   * Paint points as pictures, each in a frame of its group's colour.
   *
   * @param {CanvasRenderingContext2D} context
   * @param {Points} points
   * @param {number[]} indices
   * @param {number} side Side of a picture in pixels.
   * @param {(index: number) => {colour: string, faded: boolean}} look
   * @param {Projector} pixel
   */
  paint(context, points, indices, side, look, pixel) {
    for (const index of indices) {
      const row = points.row(index);
      const picture = this.#pictures.get(row);
      if (!picture) {
        this.#missing.add(row);
        continue;
      }
      const [x, y] = pixel(points.x[index], points.y[index]);
      const { colour, faded } = look(index);
      context.globalAlpha = faded ? 0.25 : 1;
      context.fillStyle = colour;
      context.fillRect(x - side / 2 - 2, y - side / 2 - 2, side + 4, side + 4);
      context.drawImage(picture, x - side / 2, y - side / 2, side, side);
    }
    context.globalAlpha = 1;
    if (this.#missing.size) this.#fetchSoon();
  }

  #fetchSoon() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#fetch(), PAUSE_MS);
  }

  async #fetch() {
    const rows = [...this.#missing].slice(0, MOST); // the others follow once these are painted
    this.#missing.clear();
    const dataset = this.#dataset;
    const { arrived, refused, signal } = this.#options;
    try {
      const query = new URLSearchParams({ dataset });
      const { arrays } = await fetchArrays(`/api/maps/pictures?${query}`, { body: Uint32Array.from(rows), signal });
      if (dataset !== this.#dataset) return;
      rows.forEach((row, at) => this.#keep(row, arrays.digits.data.subarray(at * PIXELS, (at + 1) * PIXELS)));
      arrived();
    } catch (error) {
      if (!signal.aborted) refused(error.message);
    }
  }

  /**
   * @param {number} row
   * @param {Numbers} pixels
   */
  #keep(row, pixels) {
    const canvas = element("canvas", { width: WIDTH, height: HEIGHT });
    paintDigit(canvas, pixels);
    this.#pictures.set(row, canvas);
    if (this.#pictures.size > MOST_KEPT) forgetOldest(this.#pictures);
  }

  close() {
    clearTimeout(this.#timer);
  }
}
