// The points of a map in groups of one colour each.

/**
 * @import { Points } from "../../shared/scripts/pictures/points.js"
 * @import { Grouping } from "./colours.js"
 * @import { Group } from "./plot/layers.js"
 */

/**
 * The points of a map, in the groups of a colouring; points in no group come last.
 *
 * @param {Points} points
 * @param {Grouping} grouping
 * @param {Set<number>} hidden Numbers of the hidden groups.
 * @param {string} faded Colour of points in no group.
 */
export function groupsOf(points, { names, labels, colours, groupOf }, hidden, faded) {
  /** @type {Group[]} */
  const groups = names.map((name, at) => ({
    name,
    label: labels?.[at],
    colour: colours[at % colours.length],
    indices: [],
    hidden: hidden.has(at),
  }));
  /** @type {Group} */
  const rest = { name: "unknown", colour: faded, indices: [], hidden: hidden.has(groups.length) };
  const numbers = new Uint8Array(points.count);
  for (let i = 0; i < points.count; i += 1) {
    const at = groupOf(points.row(i), points.labels[i]) ?? groups.length;
    numbers[i] = at;
    if (points.finite(i)) (groups[at] ?? rest).indices.push(i);
  }
  if (rest.indices.length) groups.push(rest);
  return { groups, groupOf: numbers };
}
