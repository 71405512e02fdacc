import assert from "node:assert/strict";
import { test } from "node:test";

import { Points, inside } from "../../../../pages/shared/scripts/pictures/points.js";

const SCALE = { x: 10, y: 10 }; // pixels per unit
const all = () => true;

/**
 * @param {number[][]} places
 * @param {number[]} [rows]
 */
function pointsAt(places, rows) {
  const array = (/** @type {number[]} */ numbers) => ({ shape: [numbers.length], data: Float32Array.from(numbers) });
  const arrays = {
    x: array(places.map(([x]) => x)),
    y: array(places.map(([, y]) => y)),
    labels: array(places.map(() => 0)),
    ...(rows ? { rows: array(rows) } : {}),
  };
  return new Points({ arrays, values: { count: places.length, first_row: 60_000 } });
}

test("a place is inside a polygon by the even-odd rule", () => {
  const notched = [
    [0, 0],
    [4, 0],
    [4, 4],
    [2, 1],
    [0, 4],
  ];
  assert.equal(inside(notched, 1, 1), true);
  assert.equal(inside(notched, 2, 3), false);
  assert.equal(inside(notched, 5, 1), false);
});

test("bounds leave out points without a place", () => {
  const points = pointsAt([
    [1, 2],
    [NaN, 0],
    [-3, Infinity],
    [5, -1],
  ]);
  assert.deepEqual(points.bounds, [1, 5, -1, 2]);
  assert.equal(points.unplaced, 2);
  assert.deepEqual(
    [0, 1, 2, 3].map((index) => points.finite(index)),
    [true, false, false, true],
  );
});

test("a map without any place still has bounds", () => {
  assert.deepEqual(pointsAt([[NaN, NaN]]).bounds, [-1, 1, -1, 1]);
});

test("consecutive rows and listed rows are found", () => {
  const places = [
    [0, 0],
    [1, 1],
  ];
  const consecutive = pointsAt(places);
  assert.deepEqual([consecutive.row(1), consecutive.index(60_001)], [60_001, 1]);
  assert.deepEqual([consecutive.index(59_999), consecutive.index(60_002)], [-1, -1]);
  const listed = pointsAt(places, [7, 3]);
  assert.deepEqual([listed.row(1), listed.index(7), listed.index(60_000)], [3, 0, -1]);
});

test("the nearest accepted point within reach is found", () => {
  const points = pointsAt([
    [0, 0],
    [1, 0],
    [NaN, NaN],
  ]);
  assert.equal(points.nearest(0.6, 0, SCALE, 14, all), 1);
  assert.equal(
    points.nearest(0.6, 0, SCALE, 14, (index) => index !== 1),
    0,
  );
  assert.equal(points.nearest(0.6, 0, SCALE, 3, all), -1);
  assert.equal(points.nearest(0.6, 0, { x: 1, y: 100 }, Infinity, all), 1);
});

test("reach counts pixels of the screen, which may differ by axis", () => {
  const points = pointsAt([
    [1, 0],
    [0, 0.5],
  ]);
  assert.equal(points.nearest(0, 0, { x: 1, y: 1 }, 9, all), 1);
  assert.equal(points.nearest(0, 0, { x: 1, y: 10 }, 9, all), 0);
});

test("a neighbour lies within 45° of the direction", () => {
  const points = pointsAt([
    [0, 0],
    [3, 0],
    [1, 1.5],
    [-1, 0],
  ]);
  assert.equal(points.neighbour(0, [1, 0], SCALE, all), 1);
  assert.equal(points.neighbour(0, [0, 1], SCALE, all), 2);
  assert.equal(points.neighbour(0, [-1, 0], SCALE, all), 3);
  assert.equal(points.neighbour(0, [0, -1], SCALE, all), -1);
  assert.equal(
    points.neighbour(0, [1, 0], SCALE, (index) => index !== 1),
    -1,
  );
});

test("a shape holds the accepted points inside of it", () => {
  const points = pointsAt([
    [0, 0],
    [1, 1],
    [2, 2],
    [NaN, 1],
  ]);
  const triangle = [
    [0.5, -1],
    [3, -1],
    [3, 5],
  ];
  assert.deepEqual(points.within({ box: [0, 1, 0, 1] }, all), [0, 1]);
  assert.deepEqual(points.within({ polygon: triangle }, all), [2]);
  assert.deepEqual(points.within({ rows: [60_002, 60_000, 1] }, all), [2, 0]);
  assert.deepEqual(
    points.within({ box: [0, 2, 0, 2] }, (index) => index === 2),
    [2],
  );
});
