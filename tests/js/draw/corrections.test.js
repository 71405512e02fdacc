import assert from "node:assert/strict";
import { test } from "node:test";

import { boxAt, withBox } from "../../../pages/draw/draw_canvas/corrections.js";

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
