import assert from "node:assert/strict";
import { test } from "node:test";

import { framesAfter, mapRange } from "../../../pages/train/epoch_player/timeline.js";

test("only epochs that are newer become frames, each with its own part of the arrays", () => {
  const answer = {
    arrays: {
      epochs: { shape: [3], data: new Uint32Array([4, 5, 6]) },
      points: { shape: [3, 2, 2], data: Float32Array.from({ length: 12 }, (_, at) => at) },
      output: { shape: [3, 1], data: new Uint8Array([10, 20, 30]) },
    },
    values: {},
  };

  assert.deepEqual(framesAfter(answer, 4), [
    { epoch: 5, points: new Float32Array([4, 5, 6, 7]), output: new Uint8Array([20]) },
    { epoch: 6, points: new Float32Array([8, 9, 10, 11]), output: new Uint8Array([30]) },
  ]);
});

test("an answer without epochs has no frames", () => {
  const epochs = { shape: [0], data: new Uint32Array() };
  assert.deepEqual(framesAfter({ arrays: { epochs }, values: {} }, 0), []);
});

test("outliers do not widen the range of a map", () => {
  const places = Array.from({ length: 201 }, (_, at) => [at, -2 * at]);
  const outliers = [
    [1e6, 0],
    [0, 1e6],
  ];

  const { across, up } = mapRange(Float32Array.from([...places, ...outliers].flat()));

  assert.ok(across[0] > -20 && across[0] < 0);
  assert.ok(across[1] > 200 && across[1] < 220);
  assert.ok(up[0] < -395 && up[0] > -440);
  assert.ok(up[1] > -5 && up[1] < 40);
});

test("points at one place get a range with room", () => {
  assert.deepEqual(mapRange(new Float32Array([3, 5, 3, 5])), { across: [2, 4], up: [4, 6] });
});
