import assert from "node:assert/strict";
import { test } from "node:test";

import { boxAt, mergedBoxes, splitBoxes, withBox } from "../../../pages/draw/draw_canvas/boxes.js";

/** @import { Box, Correction } from "../../../pages/draw/draw_canvas/boxes.js" */

const at = (/** @type {Box} */ box, digit = null) => /** @type {Correction} */ ({ box, digit });
const ROW = [at([0, 0, 0.2, 1]), at([0.3, 0, 0.5, 1]), at([0.6, 0, 0.8, 1])];

test("a press chooses the smallest box around it", () => {
  const around = [at([0, 0, 1, 1]), ...ROW];
  assert.equal(boxAt(around, 0.4, 0.5), 2);
  assert.equal(boxAt(around, 0.9, 0.5), 0);
  assert.equal(boxAt(ROW, 0.9, 0.5), -1);
});

test("a new box beside the others comes last", () => {
  const { boxes, choice } = withBox(ROW, [0.85, 0, 0.95, 1]);
  assert.deepEqual([boxes.length, choice], [4, 3]);
  assert.deepEqual(boxes[3].box, [0.85, 0, 0.95, 1]);
});

test("a new box over two makes one of them, in their place", () => {
  const { boxes, choice } = withBox(ROW, [0.25, 0, 0.85, 1]);
  assert.equal(choice, 1);
  assert.deepEqual(boxes, [ROW[0], at([0.25, 0, 0.85, 1])]);
});

test("a box is joined with the next one, the last with the one before it", () => {
  assert.deepEqual(mergedBoxes(ROW, 0), { boxes: [at([0, 0, 0.5, 1]), ROW[2]], choice: 0 });
  assert.deepEqual(mergedBoxes(ROW, 2), { boxes: [ROW[0], at([0.3, 0, 0.8, 1])], choice: 1 });
});

test("a box is cut in two beside or above each other, which nobody has named", () => {
  const boxes = [ROW[0], at([0.4, 0, 0.8, 1], /** @type {any} */ (7))];
  assert.deepEqual(splitBoxes(boxes, 1, { share: 0.25, level: false }), [
    ROW[0],
    at([0.4, 0, 0.5, 1]),
    at([0.5, 0, 0.8, 1]),
  ]);
  assert.deepEqual(splitBoxes(boxes, 1, { share: 0.75, level: true }), [
    ROW[0],
    at([0.4, 0, 0.8, 0.75]),
    at([0.4, 0.75, 0.8, 1]),
  ]);
});
