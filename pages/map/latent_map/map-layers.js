// The order in which points are drawn: no class may lie on top of the others only for its number.

const LAYERS = 6; // enough that no eye sees them, and few enough for Plotly, which gets each as traces

/** The layer of a row: always the same one, and as good as drawn by lot. */
const layerOf = (row) => (Math.imul(row + 1, 2654435761) >>> 8) % LAYERS;

/**
 * The points of `groups`, {indices}, as slices {group, indices} to be drawn one after the other: in
 * each layer every group takes its turn with a part of its points. `rowOf(index)` is a point's row.
 */
export function layered(groups, rowOf) {
  const slices = Array.from({ length: LAYERS }, () => groups.map((group) => ({ group, indices: [] })));
  groups.forEach((group, at) => {
    for (const index of group.indices) slices[layerOf(rowOf(index))][at].indices.push(index);
  });
  return slices.flat();
}
