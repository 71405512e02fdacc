// The names of groups on the map, and their places.

import { spread } from "../../../shared/scripts/pictures/labels.js";

/**
 * @import { Label } from "../../../shared/scripts/pictures/labels.js"
 * @import { Points } from "../../../shared/scripts/pictures/points.js"
 * @import { Group } from "./layers.js"
 *
 * @typedef {{text: string, x: number, y: number}} Name A text and the place of its middle.
 */

const CELLS = 24; // along the longer side of the map
const COLUMNS = CELLS + 3; // with an empty one at either edge
const AROUND = [-1, 0, 1].flatMap((row) => [-1, 0, 1].map((column) => row * COLUMNS + column));

/**
 * The number of points in each cell of a grid over the map and in the eight cells around it.
 *
 * @param {number[]} indices
 * @param {(index: number) => number} cellOf
 */
function densities(indices, cellOf) {
  const counts = new Float32Array(COLUMNS * COLUMNS);
  for (const index of indices) counts[cellOf(index)] += 1;
  return counts.map((_, at) => AROUND.reduce((sum, step) => sum + (counts[at + step] ?? 0), 0));
}

/**
 * The names of the shown groups that have a label. Each stands where its group is dense and rarely mixed with others:
 * the mean of all its points could lie on another group, or between two islands.
 *
 * @param {Group[]} groups
 * @param {Points} points
 * @returns {Name[]}
 */
export function namePlaces(groups, { x, y, bounds: [left, right, bottom, top] }) {
  const cell = Math.max(right - left, top - bottom) / CELLS || 1;
  /** @type {(index: number) => number} */
  const cellOf = (index) =>
    (Math.floor((y[index] - bottom) / cell) + 1) * COLUMNS + Math.floor((x[index] - left) / cell) + 1;
  const visible = groups.filter(({ hidden, indices }) => !hidden && indices.length > 0);
  const all = densities(
    visible.flatMap(({ indices }) => indices),
    cellOf,
  );
  return visible.flatMap(({ label, indices }) => {
    if (!label) return [];
    const own = densities(indices, cellOf);
    const score = own.map((count, at) => (all[at] ? count ** 2 / all[at] : 0));
    const best = score.indexOf(Math.max(...score));
    const near = new Set(AROUND.map((step) => best + step));
    const inside = indices.filter((index) => near.has(cellOf(index)));
    /** @type {(numbers: ArrayLike<number>) => number} */
    const mean = (numbers) => inside.reduce((sum, index) => sum + numbers[index], 0) / inside.length;
    return [{ text: label, x: mean(x), y: mean(y) }];
  });
}

/** Look of names: sizes in pixels; `halo` is the halo's width on each side. */
export const NAME = { size: 18, small: 14, halo: 3, font: "sans-serif" };
const SMALL_PX = 420; // width of the map below which names are small

/**
 * The size of names on a map, in pixels.
 *
 * @param {{width: number}} frame
 * @param {{type: number}} theme
 */
export const nameSize = ({ width }, { type }) => (width < SMALL_PX ? NAME.small : NAME.size) * type;

/**
 * The names at their pixels, moved apart if one would cover another.
 *
 * @param {Name[]} names
 * @param {(x: number, y: number) => [left: number, top: number]} pixel
 * @param {number} [size]
 * @returns {Label[]}
 */
export function nameLabels(names, pixel, size = NAME.size) {
  const labels = names.map(({ text, x, y }) => {
    const [left, top] = pixel(x, y);
    return { text, left, top };
  });
  return spread(labels, size);
}

/**
 * Paint names with a halo, so that they can be read on points of any colour.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {Name[]} names
 * @param {(x: number, y: number) => [left: number, top: number]} pixel
 * @param {{text: string, ground: string}} theme
 * @param {number} [size]
 */
export function paintNames(context, names, pixel, theme, size = NAME.size) {
  Object.assign(context, {
    font: `700 ${size}px ${NAME.font}`,
    textAlign: "center",
    textBaseline: "middle",
    lineJoin: "round",
    lineWidth: 2 * NAME.halo,
    strokeStyle: theme.ground,
    fillStyle: theme.text,
  });
  for (const { text, left, top } of nameLabels(names, pixel, size)) {
    context.strokeText(text, left, top);
    context.fillText(text, left, top);
  }
}
