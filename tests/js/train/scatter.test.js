import assert from "node:assert/strict";
import { test } from "node:test";

import { pixelIn } from "../../../pages/train/epoch_player/scatter.js";

const RANGE = { across: /** @type {[number, number]} */ ([0, 10]), up: /** @type {[number, number]} */ ([0, 20]) };

test("the map of an epoch has one scale for both axes, with up as up", () => {
  const pixel = pixelIn(RANGE, { width: 400, height: 200 }, 2);
  assert.deepEqual(pixel(5, 10), [200, 100]);
  assert.deepEqual(pixel(6, 11), [210, 90]);
});

test("points outside of the range are whole at the edge", () => {
  const pixel = pixelIn(RANGE, { width: 100, height: 200 }, 2);
  assert.deepEqual(pixel(0, 20), [2, 2]);
  assert.deepEqual(pixel(1e9, -1e9), [98, 198]);
});
