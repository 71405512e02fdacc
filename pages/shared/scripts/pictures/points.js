// The points of one map, and how to find them by place, by row and by direction.

/**
 * @import { Arrays } from "../server/arrays.js"
 *
 * @typedef {{x: number, y: number}} Scale Pixels per unit of each axis.
 * @typedef {(index: number) => boolean} Accepts Whether a point is considered.
 * @typedef {[left: number, right: number, bottom: number, top: number]} Bounds
 * @typedef {{box: number[]} | {polygon: number[][]} | {rows: number[]}} Shape [left, right, bottom, top], corners
 *   [x, y], or row ids.
 */

/**
 * Whether (x, y) lies inside a polygon (even-odd rule).
 *
 * @param {number[][]} polygon Corners [x, y].
 * @param {number} x
 * @param {number} y
 */
export function inside(polygon, x, y) {
  let odd = false;
  for (let i = 0, j = polygon.length - 1; i < polygon.length; j = i, i += 1) {
    const [xi, yi] = polygon[i];
    const [xj, yj] = polygon[j];
    if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) odd = !odd;
  }
  return odd;
}

/**
 * Whether an offset lies within 45° of a direction.
 *
 * @param {number} dx
 * @param {number} dy
 * @param {number[]} direction One of the four along the axes, such as [1, 0].
 */
export function towards(dx, dy, [across, along]) {
  const forward = dx * across + dy * along;
  return forward > 0 && Math.abs(dx * along) + Math.abs(dy * across) <= forward;
}

/**
 * The bounds of a shape that is a box or a polygon.
 *
 * @param {{box: number[]} | {polygon: number[][]}} shape
 * @returns {Bounds}
 */
function boundsOf(shape) {
  if ("box" in shape) return /** @type {Bounds} */ (shape.box);
  const xs = shape.polygon.map((corner) => corner[0]);
  const ys = shape.polygon.map((corner) => corner[1]);
  return [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
}

/** The points of one map, in memory. */
export class Points {
  /** @type {Bounds} */
  bounds = [Infinity, -Infinity, Infinity, -Infinity];
  /** Number of points without a finite place. */
  unplaced = 0;
  /** @type {Map<number, number> | null} */
  #indices;
  #rows;
  #firstRow;

  /** @param {Arrays} answer Answer of /api/maps/points. */
  constructor({ arrays, values }) {
    this.x = arrays.x.data;
    this.y = arrays.y.data;
    /** The third number of each point; zeros on a flat map. */
    this.z = arrays.z?.data ?? new Float32Array(values.count);
    this.labels = arrays.labels.data;
    /** @type {number} */
    this.count = values.count;
    /** @type {number} */
    this.#firstRow = values.first_row;
    this.#rows = arrays.rows?.data ?? null; // null: consecutive rows from the first
    this.#indices = this.#rows && new Map(Array.from(this.#rows, (row, index) => [row, index]));
    this.#measure();
  }

  #measure() {
    const { bounds } = this;
    for (let i = 0; i < this.count; i += 1) {
      const [x, y] = [this.x[i], this.y[i]];
      if (!Number.isFinite(x) || !Number.isFinite(y)) {
        this.unplaced += 1;
        continue;
      }
      if (x < bounds[0]) bounds[0] = x;
      if (x > bounds[1]) bounds[1] = x;
      if (y < bounds[2]) bounds[2] = y;
      if (y > bounds[3]) bounds[3] = y;
    }
    if (this.unplaced === this.count) this.bounds = [-1, 1, -1, 1];
  }

  /**
   * Whether a point has a place.
   *
   * @param {number} index
   */
  finite(index) {
    return Number.isFinite(this.x[index]) && Number.isFinite(this.y[index]) && Number.isFinite(this.z[index]);
  }

  /**
   * The row id of a point.
   *
   * @param {number} index
   */
  row(index) {
    return this.#rows ? this.#rows[index] : this.#firstRow + index;
  }

  /**
   * The point of a row, or -1.
   *
   * @param {number} row
   */
  index(row) {
    if (this.#indices) return this.#indices.get(row) ?? -1;
    const index = row - this.#firstRow;
    return index >= 0 && index < this.count ? index : -1;
  }

  /**
   * The accepted point nearest to a place, or -1 if none is within reach.
   *
   * @param {number} x
   * @param {number} y
   * @param {Scale} scale
   * @param {number} reach Largest distance in pixels.
   * @param {Accepts} accepts
   */
  nearest(x, y, scale, reach, accepts) {
    let best = -1;
    let least = reach * reach;
    for (let i = 0; i < this.count; i += 1) {
      const dx = (this.x[i] - x) * scale.x;
      const dy = (this.y[i] - y) * scale.y;
      const squared = dx * dx + dy * dy;
      if (squared <= least && accepts(i)) {
        least = squared;
        best = i;
      }
    }
    return best;
  }

  /**
   * The accepted point nearest to another, within 45° of a direction; -1 if there is none.
   *
   * @param {number} from Index of the other point.
   * @param {number[]} direction [1, 0] is right, [0, 1] up.
   * @param {Scale} scale
   * @param {Accepts} accepts
   */
  neighbour(from, direction, scale, accepts) {
    let best = -1;
    let least = Infinity;
    for (let i = 0; i < this.count; i += 1) {
      const dx = (this.x[i] - this.x[from]) * scale.x;
      const dy = (this.y[i] - this.y[from]) * scale.y;
      const squared = dx * dx + dy * dy;
      if (squared < least && towards(dx, dy, direction) && accepts(i)) {
        least = squared;
        best = i;
      }
    }
    return best;
  }

  /**
   * The accepted points inside a shape.
   *
   * @param {Shape} shape
   * @param {Accepts} accepts
   */
  within(shape, accepts) {
    if ("rows" in shape) return shape.rows.map((row) => this.index(row)).filter((i) => i >= 0 && accepts(i));
    const [left, right, bottom, top] = boundsOf(shape);
    const indices = [];
    for (let i = 0; i < this.count; i += 1) {
      const [x, y] = [this.x[i], this.y[i]];
      if (!(x >= left && x <= right && y >= bottom && y <= top) || !accepts(i)) continue;
      if ("box" in shape || inside(shape.polygon, x, y)) indices.push(i);
    }
    return indices;
  }
}
