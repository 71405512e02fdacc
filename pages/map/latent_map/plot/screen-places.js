// The places of the points of a map in space on the screen, and the search for a point at a place.

import { towards } from "../../../shared/scripts/pictures/points.js";

/**
 * @import { Points } from "../../../shared/scripts/pictures/points.js"
 * @import { Projection } from "./camera.js"
 *
 * @typedef {{width: number, height: number}} Size
 */

const NEARNESS_PX = 6; // bonus per unit of `near`, because a near point covers those behind it

export class ScreenPlaces {
  /**
   * Indices of the shown points.
   *
   * @type {number[]}
   */
  indices = [];
  #points;

  /** @param {Points} points */
  constructor(points) {
    this.#points = points;
    this.left = new Float32Array(points.count);
    this.top = new Float32Array(points.count);
    /** Factor of sizes, which grows towards the viewer. */
    this.near = new Float32Array(points.count);
  }

  /** @param {Projection} project */
  project(project) {
    const { x, y, z } = this.#points;
    const { left, top, near } = this;
    for (const index of this.indices) [left[index], top[index], near[index]] = project(x[index], y[index], z[index]);
  }

  /**
   * The place of a point.
   *
   * @param {number} index
   * @returns {[left: number, top: number]}
   */
  at(index) {
    return [this.left[index], this.top[index]];
  }

  /**
   * The shown point under a place, within reach and preferably near the viewer; -1 if there is none.
   *
   * @param {[left: number, top: number]} place
   * @param {number} reach In pixels.
   */
  under(place, reach) {
    return this.#least(place, (dx, dy, index) => {
      const away = Math.hypot(dx, dy);
      return away > reach ? Infinity : away - NEARNESS_PX * this.near[index];
    });
  }

  /**
   * The point in the frame nearest to another, within 45° of a direction; -1 if there is none.
   *
   * @param {number} from Index of the other point.
   * @param {[right: number, down: number]} direction
   * @param {Size} frame
   */
  neighbour(from, direction, frame) {
    return this.#least(this.at(from), (dx, dy, index) =>
      towards(dx, dy, direction) && this.#isInside(index, frame) ? dx * dx + dy * dy : Infinity,
    );
  }

  /**
   * The point nearest to the middle of the frame; -1 if none is in it.
   *
   * @param {Size} frame
   */
  middlemost(frame) {
    return this.#least([frame.width / 2, frame.height / 2], (dx, dy, index) =>
      this.#isInside(index, frame) ? dx * dx + dy * dy : Infinity,
    );
  }

  /**
   * The shown point with the least score; -1 if no score is finite.
   *
   * @param {[left: number, top: number]} place
   * @param {(dx: number, dy: number, index: number) => number} score Score of a point, from its offset to the place.
   */
  #least([left, top], score) {
    let best = -1;
    let least = Infinity;
    for (const index of this.indices) {
      const value = score(this.left[index] - left, this.top[index] - top, index);
      if (value < least) [least, best] = [value, index];
    }
    return best;
  }

  /**
   * The shown points whose places pass a test.
   *
   * @param {(left: number, top: number) => boolean} holds
   */
  where(holds) {
    return this.indices.filter((index) => holds(...this.at(index)));
  }

  /**
   * The shown points in the frame.
   *
   * @param {Size} frame
   */
  inFrame(frame) {
    return this.indices.filter((index) => this.#isInside(index, frame));
  }

  /**
   * @param {number} index
   * @param {Size} frame
   */
  #isInside(index, { width, height }) {
    const [left, top] = this.at(index);
    return left >= 0 && top >= 0 && left <= width && top <= height;
  }
}
