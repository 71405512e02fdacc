// The order in which points are drawn, so that no class covers the others because of its number.

/**
 * @typedef {{name: string, label?: string, colour: string, indices: number[], hidden: boolean}} Group Points of
 *   one colour; the label, if any, stands on their island.
 * @typedef {{group: Group, indices: number[]}} Slice Points of one group that are drawn together.
 */

const LAYERS = 6; // enough that none is visible, and few enough for Plotly, which gets a trace per slice

/**
 * The layer of a row: a hash of the row, so it is always the same but looks random.
 *
 * @param {number} row
 */
const layerOf = (row) => (Math.imul(row + 1, 2654435761) >>> 8) % LAYERS;

/**
 * The points as slices to be drawn one after the other: in each layer, every group takes a turn with some of its
 * points.
 *
 * @param {Group[]} groups
 * @param {(index: number) => number} rowOf
 * @returns {Slice[]}
 */
export function layerPoints(groups, rowOf) {
  const layers = Array.from({ length: LAYERS }, () =>
    groups.map((group) => ({ group, indices: /** @type {number[]} */ ([]) })),
  );
  groups.forEach((group, at) => {
    for (const index of group.indices) layers[layerOf(rowOf(index))][at].indices.push(index);
  });
  return layers.flat();
}
