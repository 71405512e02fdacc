// The decoded plane behind the points: the digits that a decoder draws for the two numbers of each place.

import { typeScale } from "../../../shared/scripts/page/type-size.js";
import { call } from "../../../shared/scripts/server/client.js";

/** @import { Plot } from "./plot.js" */

const CELL_PX = 34; // in a window of usual size
const MOST = 40; // digits across, and down
const PAUSE_MS = 300; // without movement, before a new part of the plane is decoded

/**
 * A data URL of a file.
 *
 * @param {Blob} blob
 * @returns {Promise<string>}
 */
const dataUrl = (blob) =>
  new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(/** @type {string} */ (reader.result));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(blob);
  });

/**
 * Number of digits across and down. Each is about square, because a stretched digit looks like another one.
 *
 * @param {{width: number, height: number}} frame In pixels.
 * @param {number} scale How many times larger than usual the page is drawn.
 */
export function planeGrid({ width, height }, scale) {
  const cell = Math.max(CELL_PX * scale, width / MOST, height / MOST);
  const digits = (/** @type {number} */ pixels) => Math.max(2, Math.round(pixels / cell));
  return { columns: digits(width), rows: digits(height) };
}

/** The plane of one map. */
export class Plane {
  #plot;
  #checkpoint;
  #refused;
  #stop = new AbortController();
  /** @type {string | null} */
  #painted = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /**
   * @param {Plot} plot
   * @param {string} checkpoint
   * @param {(sentence: string) => void} refused
   */
  constructor(plot, checkpoint, refused) {
    this.#plot = plot;
    this.#checkpoint = checkpoint;
    this.#refused = refused;
  }

  /**
   * Paint the part in view, or remove the picture.
   *
   * @param {boolean} on
   * @param {boolean} dark Whether the page is dark, which decides the ink.
   * @param {boolean} [soon] Whether to skip the pause for further movement.
   */
  show(on, dark, soon = false) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#paint(on, dark), soon ? 0 : PAUSE_MS);
  }

  /**
   * @param {boolean} on
   * @param {boolean} dark
   */
  async #paint(on, dark) {
    const plot = this.#plot;
    if (!plot.ready || this.#stop.signal.aborted) return;
    if (!on) {
      this.#painted = null;
      if (plot.image) plot.setBackground(null);
      return;
    }
    const { range, frame } = plot.view;
    const query = new URLSearchParams(
      Object.entries({
        model: this.#checkpoint,
        left: range.x[0],
        right: range.x[1],
        bottom: range.y[0],
        top: range.y[1],
        ...planeGrid(frame, typeScale()),
        dark,
      }).map(([name, value]) => [name, String(value)]),
    ).toString();
    if (this.#painted === query) return;
    this.#painted = query;
    try {
      const answer = await call(`/api/maps/plane?${query}`, { accept: "image/png", signal: this.#stop.signal });
      const source = await dataUrl(await answer.blob());
      // Meanwhile, the view may have moved, or the plane may have been switched off.
      if (this.#painted === query) await plot.setBackground({ source, range });
    } catch (error) {
      this.#painted = null;
      if (!this.#stop.signal.aborted) this.#refused(error.message);
    }
  }

  close() {
    this.#stop.abort();
    clearTimeout(this.#timer);
  }
}
