// The digits themselves in place of points, once few enough are in view.

import { fetchArrays } from "./client.js";

const MOST = 600; // pictures on a map
const LEAST_SIDE = 16; // pixels
const MOST_SIDE = 56;
const KEPT = 5000; // pictures
const PIXELS = 784;
const PAUSE_MS = 120; // without movement, before pictures are fetched

/** How wide pictures can be where `count` points share a frame, or 0 for too many of them. */
export function sideFor(count, { width, height }) {
  const side = 0.85 * Math.sqrt((width * height) / Math.max(1, count));
  return count <= MOST && side >= LEAST_SIDE ? Math.min(MOST_SIDE, side) : 0;
}

/** At how many points in view pictures begin. */
export const limitFor = ({ width, height }) => Math.min(MOST, Math.floor((width * height * 0.85 ** 2) / LEAST_SIDE ** 2));

/** The pictures that the maps of a view share. */
export class Pictures {
  /** `arrived()` is called when there is more to paint, `refused(text)` when there is none. */
  constructor({ arrived, refused, signal }) {
    Object.assign(this, { arrived, refused, signal });
    this.kept = new Map(); // row -> a canvas of white ink
    this.missing = new Set();
  }

  /** `dataset` is where rows count. */
  use(dataset) {
    if (dataset === this.dataset) return;
    this.dataset = dataset;
    this.kept.clear();
    this.missing.clear();
  }

  /**
   * Paints the points at `indices` as pictures, each in a frame of its group's colour.
   * `look(i)` gives {colour, faded}, `pixel(x, y)` the place on the context.
   */
  paint(context, points, indices, side, look, pixel) {
    for (const index of indices) {
      const row = points.row(index);
      const picture = this.kept.get(row);
      if (!picture) {
        this.missing.add(row);
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
    if (this.missing.size) this.#later();
  }

  #later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.#fetch(), PAUSE_MS);
  }

  async #fetch() {
    const rows = [...this.missing].slice(0, MOST); // what is left is asked for once these are painted
    this.missing.clear();
    const { dataset } = this;
    try {
      const { arrays } = await fetchArrays(`/api/maps/pictures?dataset=${dataset}`, { body: Uint32Array.from(rows), signal: this.signal });
      if (dataset !== this.dataset) return;
      rows.forEach((row, at) => this.#keep(row, arrays.digits.data.subarray(at * PIXELS, (at + 1) * PIXELS)));
      this.arrived();
    } catch (error) {
      if (!this.signal.aborted) this.refused(error.message);
    }
  }

  #keep(row, pixels) {
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = 28;
    const context = canvas.getContext("2d");
    const image = context.createImageData(28, 28);
    for (let at = 0; at < PIXELS; at += 1) image.data.set([pixels[at], pixels[at], pixels[at], 255], 4 * at);
    context.putImageData(image, 0, 0);
    this.kept.set(row, canvas);
    if (this.kept.size > KEPT) this.kept.delete(this.kept.keys().next().value);
  }

  close() {
    clearTimeout(this.timer);
  }
}
