import assert from "node:assert/strict";
import { test } from "node:test";

import { ScreenPlaces } from "../../../pages/map/latent_map/plot/screen-places.js";
import { Points } from "../../../pages/shared/scripts/pictures/points.js";

const FRAME = { width: 100, height: 100 };

/**
 * Points whose x and y are their places on the screen, and whose z is how near they are.
 *
 * @param {[x: number, y: number, z: number][]} places
 */
function placesOf(places) {
  /** @type {(axis: number) => {shape: number[], data: Float32Array}} */
  const axis = (at) => ({ shape: [places.length], data: Float32Array.from(places, (place) => place[at]) });
  const labels = { shape: [places.length], data: new Float32Array(places.length) };
  const arrays = { x: axis(0), y: axis(1), z: axis(2), labels };
  const screen = new ScreenPlaces(new Points({ arrays, values: { count: places.length, first_row: 0 } }));
  screen.indices = places.map((_, index) => index);
  screen.project((x, y, z) => [x, y, z]);
  return screen;
}

test("the point under a place is within reach, and a near one covers those behind it", () => {
  const screen = placesOf([
    [50, 50, 0.5],
    [52, 50, 1.5],
    [90, 90, 1],
  ]);
  assert.equal(screen.under([50, 50], 10), 1);
  assert.equal(screen.under([90, 88], 10), 2);
  assert.equal(screen.under([20, 20], 10), -1);
  screen.indices = [0, 2];
  assert.equal(screen.under([50, 50], 10), 0);
});

test("the neighbour in a direction is the nearest one in the frame", () => {
  const screen = placesOf([
    [50, 50, 1],
    [60, 52, 1],
    [80, 50, 1],
    [50, 40, 1],
    [50, -5, 1],
    [58, 75, 1],
  ]);
  assert.equal(screen.neighbour(0, [1, 0], FRAME), 1);
  assert.equal(screen.neighbour(1, [1, 0], FRAME), 2);
  assert.equal(screen.neighbour(0, [0, -1], FRAME), 3);
  assert.equal(screen.neighbour(3, [0, -1], FRAME), -1); // that one is above the frame
  assert.equal(screen.neighbour(0, [0, 1], FRAME), 5);
  assert.equal(screen.neighbour(0, [-1, 0], FRAME), -1);
});

test("keys begin at the point nearest to the middle of the frame", () => {
  const screen = placesOf([
    [10, 10, 1],
    [60, 45, 1],
    [120, 50, 1],
  ]);
  assert.equal(screen.middlemost(FRAME), 1);
  assert.deepEqual(screen.inFrame(FRAME), [0, 1]);
  assert.equal(screen.middlemost({ width: 5, height: 5 }), -1);
});

test("places can be tested one by one, as by an outline", () => {
  const screen = placesOf([
    [10, 10, 1],
    [60, 45, 1],
  ]);
  assert.deepEqual(
    screen.where((left) => left > 50),
    [1],
  );
  assert.deepEqual(screen.at(1), [60, 45]);
});
