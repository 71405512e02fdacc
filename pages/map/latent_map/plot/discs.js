// Points of a map in space as discs in an image: far ones first, smaller and paler. Needs no WebGL.

/**
 * @typedef {{left: Float32Array, top: Float32Array, near: Float32Array}} Places Points' places in pixels of the image.
 * @typedef {[red: number, green: number, blue: number]} Colour
 */

const BINS = 2048; // of depth
const MOST_RADIUS_PX = 60;
const HAZE = 0.55; // share of the ground's colour at the far end
const STEP = 0.25; // radii are rounded to this many pixels

/**
 * Indices sorted from far to near with a precision of 1/2,048 of the depth (bucket sort).
 *
 * @param {number[]} indices
 * @param {Float32Array} near
 */
export function farFirst(indices, near) {
  let [low, high] = [Infinity, -Infinity];
  for (const index of indices) {
    if (near[index] < low) low = near[index];
    if (near[index] > high) high = near[index];
  }
  const scale = (BINS - 1) / (high - low || 1);
  const ends = new Uint32Array(BINS + 1);
  for (const index of indices) ends[Math.floor((near[index] - low) * scale) + 1] += 1;
  for (let bin = 1; bin <= BINS; bin += 1) ends[bin] += ends[bin - 1];
  const sorted = new Uint32Array(indices.length);
  for (const index of indices) sorted[ends[Math.floor((near[index] - low) * scale)]++] = index;
  return { sorted, low, high };
}

/**
 * The places in an image with more pixels than the page.
 *
 * @param {Places} places
 * @param {number} ratio Pixels of the image per pixel of the page.
 * @returns {Places}
 */
export const scaledBy = ({ left, top, near }, ratio) => ({
  left: left.map((value) => value * ratio),
  top: top.map((value) => value * ratio),
  near,
});

/** @type {Map<number, {dx: Int8Array, dy: Int8Array, cover: Float32Array}>} */
const kernels = new Map();

/**
 * The pixels of a disc and the share of each that it covers.
 *
 * @param {number} radius
 */
function kernel(radius) {
  const key = Math.max(2, Math.round(radius / STEP));
  const known = kernels.get(key);
  if (known) return known;
  const size = key * STEP;
  const reach = Math.ceil(size);
  const cells = [];
  for (let dy = -reach; dy <= reach; dy += 1) {
    for (let dx = -reach; dx <= reach; dx += 1) {
      const cover = Math.min(1, size + 0.5 - Math.hypot(dx, dy));
      if (cover > 0) cells.push([dx, dy, cover]);
    }
  }
  const cached = {
    dx: Int8Array.from(cells, ([dx]) => dx),
    dy: Int8Array.from(cells, ([, dy]) => dy),
    cover: Float32Array.from(cells, ([, , cover]) => cover),
  };
  kernels.set(key, cached);
  return cached;
}

/**
 * Paint discs onto an opaque image.
 *
 * @param {{width: number, height: number, data: Uint8ClampedArray}} image
 * @param {Uint32Array} sorted Indices of the points, in the order of painting.
 * @param {Places} places
 * @param {object} look
 * @param {(index: number) => {colour: Colour, alpha: number}} look.of
 * @param {number} look.radius Radius at the middle of the map, in pixels.
 * @param {Colour} look.ground
 * @param {[low: number, high: number]} look.depth Lowest and highest `near`.
 */
export function paintDiscs({ width, height, data }, sorted, { left, top, near }, { of, radius, ground, depth }) {
  const [low, high] = depth;
  for (const index of sorted) {
    const [x, y] = [Math.round(left[index]), Math.round(top[index])];
    const { dx, dy, cover } = kernel(Math.min(MOST_RADIUS_PX, radius * near[index]));
    const { colour, alpha } = of(index);
    const haze = HAZE * (1 - (near[index] - low) / (high - low || 1));
    const red = colour[0] + (ground[0] - colour[0]) * haze;
    const green = colour[1] + (ground[1] - colour[1]) * haze;
    const blue = colour[2] + (ground[2] - colour[2]) * haze;
    for (let cell = 0; cell < cover.length; cell += 1) {
      const [column, row] = [x + dx[cell], y + dy[cell]];
      if (column < 0 || row < 0 || column >= width || row >= height) continue;
      const at = 4 * (row * width + column);
      const share = cover[cell] * alpha;
      data[at] += (red - data[at]) * share;
      data[at + 1] += (green - data[at + 1]) * share;
      data[at + 2] += (blue - data[at + 2]) * share;
    }
  }
}
