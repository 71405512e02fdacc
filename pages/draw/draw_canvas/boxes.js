// Boxes around the digits of a picture, as a person corrects them: choose, add, join, cut.

/**
 * @typedef {[left: number, top: number, right: number, bottom: number]} Box In shares of the picture.
 * @typedef {{box: Box, digit: number | null}} Correction `digit` is the person's answer, or null.
 * @typedef {{share: number, level: boolean}} Cut Through a box: from side to side if level, else from top to bottom;
 *   `share` of its height or width is before the cut.
 */

/**
 * Index of the smallest box around a point, or −1.
 *
 * @param {Correction[]} corrections
 * @param {number} x
 * @param {number} y
 */
export function boxAt(corrections, x, y) {
  const size = (/** @type {Box} */ [left, top, right, bottom]) => (right - left) * (bottom - top);
  let best = -1;
  corrections.forEach(({ box }, index) => {
    const [left, top, right, bottom] = box;
    if (x < left || x > right || y < top || y > bottom) return;
    if (best < 0 || size(box) < size(corrections[best].box)) best = index;
  });
  return best;
}

/**
 * The boxes with a new one, which replaces those whose middle it contains, and its index.
 *
 * @param {Correction[]} corrections
 * @param {Box} box
 * @returns {{boxes: Correction[], choice: number}}
 */
export function withBox(corrections, box) {
  const [left, top, right, bottom] = box;
  const inside = (/** @type {Correction} */ { box: [l, t, r, b] }) =>
    (l + r) / 2 >= left && (l + r) / 2 <= right && (t + b) / 2 >= top && (t + b) / 2 <= bottom;
  const first = corrections.findIndex(inside);
  const others = corrections.filter((one) => !inside(one));
  const choice = first < 0 ? others.length : corrections.slice(0, first).filter((one) => !inside(one)).length;
  return { boxes: [...others.slice(0, choice), { box, digit: null }, ...others.slice(choice)], choice };
}

/**
 * The boxes with one of them joined with the next in the order of reading, or the last with the one before it, and
 * the index of the joined one.
 *
 * @param {Correction[]} corrections At least two.
 * @param {number} index
 * @returns {{boxes: Correction[], choice: number}}
 */
export function mergedBoxes(corrections, index) {
  const choice = Math.min(index, corrections.length - 2);
  const [one, other] = corrections.slice(choice, choice + 2).map(({ box }) => box);
  /** @type {Box} */
  const box = [
    Math.min(one[0], other[0]),
    Math.min(one[1], other[1]),
    Math.max(one[2], other[2]),
    Math.max(one[3], other[3]),
  ];
  return { boxes: corrections.toSpliced(choice, 2, { box, digit: null }), choice };
}

/**
 * The boxes with one of them cut in two, beside or above each other.
 *
 * @param {Correction[]} corrections
 * @param {number} index
 * @param {Cut} cut
 * @returns {Correction[]}
 */
export function splitBoxes(corrections, index, { share, level }) {
  const [left, top, right, bottom] = corrections[index].box;
  const [x, y] = [left + (right - left) * share, top + (bottom - top) * share];
  /** @type {Box[]} */
  const parts = level
    ? [
        [left, top, right, y],
        [left, y, right, bottom],
      ]
    : [
        [left, top, x, bottom],
        [x, top, right, bottom],
      ];
  return corrections.toSpliced(index, 1, ...parts.map((box) => ({ box, digit: null })));
}
