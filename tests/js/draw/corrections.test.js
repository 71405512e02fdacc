import assert from "node:assert/strict";
import { test } from "node:test";

import { boxAt, leastInk, mergedBoxes, splitBoxes, withBox } from "../../../pages/draw/draw_canvas/corrections.js";

/** @import { Box, Correction } from "../../../pages/draw/draw_canvas/corrections.js" */

const at = (/** @type {Box} */ box, digit = null) => /** @type {Correction} */ ({ box, digit });
const ROW = [at([0, 0, 0.2, 1]), at([0.3, 0, 0.5, 1]), at([0.6, 0, 0.8, 1])];

test("a press chooses the smallest box around it", () => {
  const around = [at([0, 0, 1, 1]), ...ROW];
  assert.equal(boxAt(around, 0.4, 0.5), 2);
  assert.equal(boxAt(around, 0.9, 0.5), 0);
  assert.equal(boxAt(ROW, 0.9, 0.5), -1);
});

test("a new box beside the others comes last", () => {
  const { boxes, chosen } = withBox(ROW, [0.85, 0, 0.95, 1]);
  assert.deepEqual([boxes.length, chosen], [4, 3]);
  assert.deepEqual(boxes[3].box, [0.85, 0, 0.95, 1]);
});

test("a new box over two makes one of them, in their place", () => {
  const { boxes, chosen } = withBox(ROW, [0.25, 0, 0.85, 1]);
  assert.equal(chosen, 1);
  assert.deepEqual(boxes, [ROW[0], at([0.25, 0, 0.85, 1])]);
});

test("a box is joined with the next one, the last with the one before it", () => {
  assert.deepEqual(mergedBoxes(ROW, 0), { boxes: [at([0, 0, 0.5, 1]), ROW[2]], chosen: 0 });
  assert.deepEqual(mergedBoxes(ROW, 2), { boxes: [ROW[0], at([0.3, 0, 0.8, 1])], chosen: 1 });
});

test("a box is cut in two beside each other, which nobody has named", () => {
  const boxes = splitBoxes([ROW[0], at([0.4, 0, 0.8, 1], /** @type {any} */ (7))], 1, 0.25);
  assert.deepEqual(boxes, [ROW[0], at([0.4, 0, 0.5, 1]), at([0.5, 0, 0.8, 1])]);
});

test("a cut goes through the paper, dark or light, and through the middle of plain paper", () => {
  for (const [paper, ink] of [
    [250, 20],
    [10, 200],
  ]) {
    const row = [paper, ink, ink, ink, ink, ink, paper, ink, ink, paper];
    const greys = [...row, ...Array.from({ length: 10 }, () => paper), ...Array.from({ length: 10 }, () => paper)];
    assert.equal(leastInk(greys, 10), 0.65);
  }
  const plain = Array.from({ length: 33 }, () => 9);
  assert.equal(leastInk(plain, 11), 0.5);
});
