import assert from "node:assert/strict";
import { test } from "node:test";

import { namePlaces } from "../../../pages/map/latent_map/plot/names.js";
import { Points } from "../../../pages/shared/scripts/pictures/points.js";

/** Points at these places, in this order. */
function pointsAt(/** @type {number[][]} */ places) {
  const array = (/** @type {number[]} */ numbers) => ({ shape: [numbers.length], data: Float32Array.from(numbers) });
  const arrays = {
    x: array(places.map(([x]) => x)),
    y: array(places.map(([, y]) => y)),
    labels: array(places.map(() => 0)),
  };
  return new Points({ arrays, values: { count: places.length, first_row: 0 } });
}

const group = (/** @type {string | undefined} */ label, /** @type {number[]} */ indices, hidden = false) => ({
  name: label ?? "",
  label,
  colour: "#000",
  indices,
  hidden,
});
const cloud = (/** @type {number} */ x, /** @type {number} */ y, /** @type {number} */ count) =>
  Array.from({ length: count }, (_, at) => [x + 0.001 * at, y]);

test("a name stands in the dense part of its group, not in the middle of two islands", () => {
  const points = pointsAt([...cloud(0, 0, 30), ...cloud(10, 10, 60)]);
  const [{ text, x, y }] = namePlaces([group("3", [...Array(90).keys()])], points);
  assert.equal(text, "3");
  assert.ok(Math.hypot(x - 10, y - 10) < 0.1, `${x}, ${y}`);
});

test("a name prefers the part of its group that others leave to it", () => {
  // The group is a little denser where another one covers it.
  const points = pointsAt([...cloud(0, 0, 30), ...cloud(10, 10, 40), ...cloud(10, 10, 200)]);
  const range = (/** @type {number} */ from, /** @type {number} */ to) =>
    Array.from({ length: to - from }, (_, at) => from + at);
  const [own, other] = namePlaces([group("a", range(0, 70)), group("b", range(70, 270))], points);
  assert.ok(Math.hypot(own.x, own.y) < 0.1);
  assert.ok(Math.hypot(other.x - 10, other.y - 10) < 0.3);
});

test("hidden, empty and nameless groups have no name on the map", () => {
  const points = pointsAt(cloud(0, 0, 4));
  assert.deepEqual(namePlaces([group("a", [0, 1], true), group("b", []), group(undefined, [2, 3])], points), []);
});
