import assert from "node:assert/strict";
import { test } from "node:test";

import { stepWords } from "../../../pages/walk/latent_walk/directions.js";
import { cellAt } from "../../../pages/walk/latent_walk/manifold.js";
import { clippedWords, spaceWords } from "../../../pages/walk/latent_walk/parts.js";
import { frameOf, placeIn } from "../../../pages/walk/latent_walk/plane-pane.js";

test("a number of steps has a sign and one decimal, zero has neither", () => {
  assert.deepEqual([1.25, -0.5, 0.04, -0.04].map(stepWords), ["+1.3", "−0.5", "0", "0"]);
});

test("numbers out of the encoder's reach are counted in a sentence", () => {
  assert.equal(clippedWords({ reach: [0, null] }, 0, 16), "");
  assert.match(clippedWords({ reach: [0, null] }, 3, 1600), /^3 of 1,600 numbers came out below 0, which/);
  assert.match(clippedWords({ reach: [-1, 1] }, 1, 2), /outside -1 to 1, which/);
});

test("a latent space is described", () => {
  assert.equal(spaceWords({ size: 1, variational: false, linear_output: false }), "1 number");
  const words = spaceWords({ size: 16, variational: true, linear_output: true });
  assert.equal(words, "variational, 16 numbers; its linear output is cut off at black and white");
});

test("the frame of a plane has room around all points, and its middle is theirs", () => {
  const frame = frameOf([-4, 6, 0, 5]);
  assert.deepEqual(placeIn(frame, [0.5, 0.5]), [1, 2.5]);
  assert.ok(frame.left < -4 && frame.right > 6 && frame.bottom < 0 && frame.top > 5);
  assert.deepEqual(placeIn(frame, [0, 0]), [frame.left, frame.top]);
  assert.equal(frame.right - frame.left, frame.top - frame.bottom, "one scale for both axes");
});

test("points on one line still get a frame", () => {
  const { bottom, top } = frameOf([0, 1, 3, 3]);
  assert.ok(bottom < 3 && top > 3);
});

test("a pointer over a sheet is over one of its cells, also at the edge", () => {
  const box = { left: 10, top: 20, width: 200, height: 200 };
  assert.deepEqual(cellAt({ clientX: 10, clientY: 20 }, box, 20), { column: 0, line: 0 });
  assert.deepEqual(cellAt({ clientX: 115, clientY: 41 }, box, 20), { column: 10, line: 2 });
  assert.deepEqual(cellAt({ clientX: 210, clientY: 400 }, box, 20), { column: 19, line: 19 });
});
