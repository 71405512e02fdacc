import assert from "node:assert/strict";
import { test } from "node:test";

import {
  centreOn,
  fitRange,
  frameAround,
  inView,
  jointBounds,
  middleOf,
  pinchRange,
  placeAt,
  projector,
  sameRange,
  scaleOf,
  zoomRange,
} from "../../../pages/map/latent_map/plot/geometry.js";

const RANGE = { x: [-2, 2], y: [0, 10] };
const FRAME = { left: 40, top: 10, width: 400, height: 200 };

test("a frame has room around the bounds, also without an extent", () => {
  assert.deepEqual(frameAround([0, 100, -50, 50]), { x: [-4, 104], y: [-54, 54] });
  assert.deepEqual(frameAround([3, 3, 1, 1]), { x: [2.92, 3.08], y: [0.92, 1.08] });
});

test("a range in a frame gets one scale for both axes, and nothing of it is cut off", () => {
  assert.deepEqual(fitRange({ x: [0, 4], y: [0, 4] }, { width: 800, height: 400 }), { x: [-2, 6], y: [0, 4] });
  assert.deepEqual(fitRange({ x: [0, 4], y: [0, 4] }, { width: 400, height: 800 }), { x: [0, 4], y: [-2, 6] });
  const fitted = fitRange(RANGE, FRAME);
  const { x, y } = scaleOf(FRAME, fitted);
  assert.ok(Math.abs(x - y) < 1e-9);
  assert.ok(fitted.x[0] <= RANGE.x[0] && fitted.x[1] >= RANGE.x[1] && fitted.y[0] <= 0 && fitted.y[1] >= 10);
  assert.ok(sameRange(fitRange(fitted, FRAME), fitted));
});

test("joint bounds hold those of all maps", () => {
  assert.deepEqual(
    jointBounds([
      [0, 1, 5, 6],
      [-1, 0.5, 5.5, 9],
    ]),
    [-1, 1, 5, 9],
  );
});

test("zooming in and out again shows the same part", () => {
  const near = zoomRange(RANGE, 0.5);
  assert.deepEqual(near, { x: [-1, 1], y: [2.5, 7.5] });
  assert.ok(sameRange(zoomRange(near, 2), RANGE));
  assert.equal(sameRange(near, RANGE), false);
});

test("a place out of view is brought to the middle at the same scale", () => {
  assert.equal(inView(RANGE, 0, 5), true);
  assert.equal(inView(RANGE, 7, 5), false);
  const moved = centreOn(RANGE, 7, -1);
  assert.deepEqual(moved, { x: [5, 9], y: [-6, 4] });
  assert.deepEqual(middleOf(moved), [7, -1]);
});

test("pixels and places are each other's inverse, with up as up", () => {
  assert.deepEqual(scaleOf(FRAME, RANGE), { x: 100, y: 20 });
  const pixel = projector(FRAME, RANGE);
  assert.deepEqual(pixel(-2, 10), [0, 0]);
  assert.deepEqual(pixel(2, 0), [400, 200]);
  const [left, top] = pixel(1, 7);
  assert.deepEqual(placeAt(FRAME, RANGE, FRAME.left + left, FRAME.top + top), [1, 7]);
});

test("two fingers keep their places of the plane under them", () => {
  const start = [
    { across: 0.4, down: 0.5 },
    { across: 0.6, down: 0.5 },
  ];
  const now = [
    { across: 0.3, down: 0.25 },
    { across: 0.7, down: 0.25 },
  ];
  const place = (/** @type {{across: number, down: number}} */ { across, down }, /** @type {typeof RANGE} */ range) => [
    range.x[0] + across * (range.x[1] - range.x[0]),
    range.y[1] - down * (range.y[1] - range.y[0]),
  ];

  const range = pinchRange(RANGE, start, now);

  assert.ok(Math.abs(range.x[1] - range.x[0] - 2) < 1e-9); // twice as near
  start.forEach((finger, at) => {
    place(finger, RANGE).forEach((value, axis) => assert.ok(Math.abs(value - place(now[at], range)[axis]) < 1e-9));
  });
});

test("fingers that meet do not zoom without end", () => {
  const apart = [
    { across: 0, down: 0 },
    { across: 1, down: 0 },
  ];
  const together = [apart[0], apart[0]];
  const { x } = pinchRange(RANGE, apart, together);
  assert.ok(Number.isFinite(x[0]) && x[1] - x[0] <= 50 * 4 + 1e-9);
});
