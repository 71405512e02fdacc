// Labels on a picture, placed so that none covers another.

/**
 * @typedef {{text: string, left: number, top: number}} Label A text and the pixel of its middle.
 */

const WIDTH = 0.62; // of a bold letter, as a share of the font size
const GAP = 4; // pixels
const ROUNDS = 60;

/**
 * Move overlapping labels apart, in the direction that needs the smaller movement. The others stay.
 *
 * @template {Label} L
 * @param {L[]} labels
 * @param {number} size Font size in pixels.
 * @returns {L[]} In the same order.
 */
export function spread(labels, size) {
  const moved = labels.map((label) => ({ ...label, width: WIDTH * size * label.text.length + GAP }));
  const high = size + GAP;
  for (let round = 0, any = true; any && round < ROUNDS; round += 1) {
    any = false;
    for (let i = 0; i < moved.length; i += 1) {
      for (let j = i + 1; j < moved.length; j += 1) {
        const [a, b] = [moved[i], moved[j]];
        const [across, down] = [b.left - a.left, b.top - a.top];
        const [acrossLeft, downLeft] = [(a.width + b.width) / 2 - Math.abs(across), high - Math.abs(down)];
        if (acrossLeft <= 0.01 || downLeft <= 0.01) continue;
        any = true;
        const axis = acrossLeft < downLeft ? "left" : "top";
        const step = (Math.min(acrossLeft, downLeft) / 2) * ((axis === "left" ? across : down) < 0 ? -1 : 1);
        a[axis] -= step;
        b[axis] += step;
      }
    }
  }
  return labels.map((label, at) => ({ ...label, left: moved[at].left, top: moved[at].top }));
}
