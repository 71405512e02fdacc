// The points of one map in memory: found by place, by row and by direction.

/** Whether (x, y) lies inside a polygon of [x, y] corners (even-odd rule). */
export function inside(polygon, x, y) {
  let odd = false;
  for (let i = 0, j = polygon.length - 1; i < polygon.length; j = i, i += 1) {
    const [xi, yi] = polygon[i];
    const [xj, yj] = polygon[j];
    if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) odd = !odd;
  }
  return odd;
}

export class Points {
  /** `answer` is that of /api/maps/points. */
  constructor({ arrays, values }) {
    this.x = arrays.x.data;
    this.y = arrays.y.data;
    this.labels = arrays.labels.data;
    this.count = values.count;
    this.first = values.first_row;
    this.listed = arrays.rows?.data ?? null;
    this.places = this.listed && new Map(Array.from(this.listed, (row, at) => [row, at]));
    this.bounds = [Infinity, -Infinity, Infinity, -Infinity];
    this.lost = 0; // points without a finite place
    for (let i = 0; i < this.count; i += 1) {
      const [x, y] = [this.x[i], this.y[i]];
      if (!Number.isFinite(x) || !Number.isFinite(y)) {
        this.lost += 1;
        continue;
      }
      const bounds = this.bounds;
      if (x < bounds[0]) bounds[0] = x;
      if (x > bounds[1]) bounds[1] = x;
      if (y < bounds[2]) bounds[2] = y;
      if (y > bounds[3]) bounds[3] = y;
    }
    if (this.lost === this.count) this.bounds = [-1, 1, -1, 1];
  }

  /** Whether a point has a place. */
  finite(index) {
    return Number.isFinite(this.x[index]) && Number.isFinite(this.y[index]);
  }

  row(index) {
    return this.listed ? this.listed[index] : this.first + index;
  }

  /** Where a row is in the arrays, or -1. */
  index(row) {
    if (this.listed) return this.places.get(row) ?? -1;
    const at = row - this.first;
    return at >= 0 && at < this.count ? at : -1;
  }

  /** The nearest point to a place that `shown` accepts, within `reach` pixels, or -1. */
  nearest(x, y, scale, reach, shown) {
    let best = -1;
    let least = reach * reach;
    for (let i = 0; i < this.count; i += 1) {
      const dx = (this.x[i] - x) * scale.x;
      const dy = (this.y[i] - y) * scale.y;
      const squared = dx * dx + dy * dy;
      if (squared <= least && shown(i)) {
        least = squared;
        best = i;
      }
    }
    return best;
  }

  /**
   * The nearest neighbour of a point in a direction ([1, 0] is right, [0, 1] up): within 45° of it,
   * by distance on the screen; -1 where there is none.
   */
  neighbour(from, [right, up], scale, shown) {
    let best = -1;
    let least = Infinity;
    for (let i = 0; i < this.count; i += 1) {
      const dx = (this.x[i] - this.x[from]) * scale.x;
      const dy = (this.y[i] - this.y[from]) * scale.y;
      const along = dx * right + dy * up;
      const across = Math.abs(dx * up) + Math.abs(dy * right);
      if (along <= 0 || across > along || !shown(i)) continue;
      const squared = dx * dx + dy * dy;
      if (squared < least) {
        least = squared;
        best = i;
      }
    }
    return best;
  }

  /**
   * Indices of the points that `shown` accepts inside a shape, {polygon} of [x, y] corners or
   * {box: [left, right, bottom, top]}, or of those with the row ids {rows}.
   */
  within(shape, shown) {
    if (shape.rows) return shape.rows.map((row) => this.index(row)).filter((i) => i >= 0 && shown(i));
    const found = [];
    const xs = shape.box ? shape.box.slice(0, 2) : shape.polygon.map((corner) => corner[0]);
    const ys = shape.box ? shape.box.slice(2) : shape.polygon.map((corner) => corner[1]);
    const [left, right] = [Math.min(...xs), Math.max(...xs)];
    const [bottom, top] = [Math.min(...ys), Math.max(...ys)];
    for (let i = 0; i < this.count; i += 1) {
      const [x, y] = [this.x[i], this.y[i]];
      if (!(x >= left && x <= right && y >= bottom && y <= top) || !shown(i)) continue;
      if (shape.box || inside(shape.polygon, x, y)) found.push(i);
    }
    return found;
  }
}
