// The cube around the points of a map in space, and the names of its groups.

import { clamp } from "../../../shared/scripts/page/numbers.js";

/**
 * @import { Points } from "../../../shared/scripts/pictures/points.js"
 * @import { Projection } from "./camera.js"
 * @import { Theme } from "./figure.js"
 * @import { Group } from "./layers.js"
 * @import { Name } from "./names.js"
 * @import { SpaceView } from "./space-view.js"
 */

const EDGES = [0, 1, 2].flatMap((axis) => [-1, 1].flatMap((a) => [-1, 1].map((b) => ({ axis, others: [a, b] }))));

/**
 * The edges of the cube around all points, and the names of its axes.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {SpaceView} view
 * @param {string[]} axes Names of the axes.
 * @param {Theme} theme
 */
export function paintCube(context, view, axes, theme) {
  const project = view.projection();
  const { middle, half } = view.cube;
  /** @type {(signs: number[]) => [number, number, number]} */
  const corner = (signs) => project(...at(signs));
  /** @type {(signs: number[]) => [number, number, number]} */
  const at = (signs) => [middle[0] + signs[0] * half, middle[1] + signs[1] * half, middle[2] + signs[2] * half];
  context.strokeStyle = theme.grid;
  context.lineWidth = 1;
  context.beginPath();
  for (const { axis, others } of EDGES) {
    const ends = [-1, 1].map((end) => {
      const signs = [...others];
      signs.splice(axis, 0, end);
      return corner(signs);
    });
    context.moveTo(ends[0][0], ends[0][1]);
    context.lineTo(ends[1][0], ends[1][1]);
  }
  context.stroke();
  Object.assign(context, {
    font: `${12 * theme.type}px sans-serif`,
    fillStyle: theme.text,
    textAlign: "center",
  });
  context.globalAlpha = 0.75;
  const names = axes.map((name, axis) => (new Set(axes).size === 1 ? `${name} ${axis + 1}` : name));
  names.forEach((name, axis) => {
    const signs = [-1, -1, -1];
    signs[axis] = 0;
    const [left, top] = corner(signs);
    const beside = context.measureText(name).width / 2 + 4;
    const { width } = view.frame;
    const isInside = left >= 0 && left <= width;
    context.fillText(name, isInside ? clamp(left, beside, width - beside) : left, top + 14 * theme.type);
  });
  context.globalAlpha = 1;
}

/**
 * The names of the shown groups, each at the medians of its points.
 *
 * @param {Group[]} groups
 * @param {Points} points
 * @param {Projection} project
 * @returns {Name[]}
 */
export function spaceNames(groups, { x, y, z }, project) {
  return groups.flatMap(({ label, hidden, indices }) => {
    if (!label || hidden || indices.length === 0) return [];
    const [left, top] = project(median(indices, x), median(indices, y), median(indices, z));
    return [{ text: label, x: left, y: top }];
  });
}

/** @type {WeakMap<number[], Map<ArrayLike<number>, number>>} */
const medians = new WeakMap();

/**
 * The median of some numbers, cached as long as the list of indices exists.
 *
 * @param {number[]} indices
 * @param {ArrayLike<number>} numbers
 */
function median(indices, numbers) {
  const known = medians.get(indices) ?? new Map();
  medians.set(indices, known);
  if (!known.has(numbers)) {
    const sorted = indices.map((index) => numbers[index]).sort((a, b) => a - b);
    known.set(numbers, sorted[Math.floor(sorted.length / 2)]);
  }
  return /** @type {number} */ (known.get(numbers));
}
