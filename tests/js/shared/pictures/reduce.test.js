import assert from "node:assert/strict";
import { test } from "node:test";

import { useShape } from "../../../../pages/shared/scripts/pictures/canvas.js";
import { isGrey, isPrepared, reduce } from "../../../../pages/shared/scripts/pictures/reduce.js";

test("ink is reduced to the means of blocks, also where the sides do not divide", () => {
  const ink = Uint8Array.from({ length: 16 }, (_, at) => (at % 4 < 2 ? 200 : 0));
  assert.deepEqual([...reduce(ink, 4, 2, 2)], [200, 0, 200, 0]);
  assert.deepEqual([...reduce(ink, 4, 3, 1)], [200, 200, 0]);
  assert.equal(reduce(ink, 4, 8, 8).length, 64);
});

test("drawings are prepared for pictures like MNIST's, and stand for grey pictures only", () => {
  useShape([1, 20, 24]);
  assert.deepEqual([isPrepared(), isGrey()], [false, true]);
  useShape([3, 28, 28]);
  assert.deepEqual([isPrepared(), isGrey()], [true, false]);
  useShape([1, 28, 28]);
  assert.deepEqual([isPrepared(), isGrey()], [true, true]);
});
