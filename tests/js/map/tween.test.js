import assert from "node:assert/strict";
import { test } from "node:test";

import { placesBefore } from "../../../pages/map/latent_map/plot/tween.js";
import { Points } from "../../../pages/shared/scripts/pictures/points.js";

function pointsOf(/** @type {number[]} */ rows, /** @type {number} */ shift) {
  const array = (/** @type {number[]} */ numbers) => ({ shape: [numbers.length], data: Float32Array.from(numbers) });
  const x = array(rows.map((row) => row + shift));
  const arrays = { x, y: array(rows.map(() => 1)), labels: array(rows.map(() => 0)), rows: array(rows) };
  return new Points({ arrays, values: { count: rows.length, first_row: rows[0] } });
}

test("a digit comes from its own place on the earlier map; one that was not there has none", () => {
  /** @type {(x: number, y: number) => [number, number]} */
  const pixel = (x, y) => [2 * x, -y];
  const places = placesBefore(pointsOf([20, 25, 10], 0), { points: pointsOf([10, 20, 30], 0.5), pixel });
  assert.deepEqual([...places], [41, -1, NaN, NaN, 21, -1]);
});
