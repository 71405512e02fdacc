import assert from "node:assert/strict";
import { test } from "node:test";

import { Drawings, drawingAt, share, sizeOf } from "../../../pages/room/wall/drawings.js";

/** @param {number} number @param {boolean} [hidden] */
const sent = (number, hidden = false) => ({ number, hidden, x: 0.5, y: 0.5, seen: btoa("a"), cleaned: btoa("b") });

/** @param {any[]} drawings @param {object} [more] */
const answer = (drawings, more = {}) => ({ round: 0, version: 9, complete: true, drawings, ...more });

test("what was there before the wall opened does not fly, what comes later does, once", () => {
  const drawings = new Drawings();
  assert.deepEqual(drawings.update(answer([sent(1)], { complete: false })).fresh, []);
  assert.deepEqual(drawings.update(answer([sent(2)])).fresh, []);

  const fresh = (/** @type {any} */ next) => drawings.update(next).fresh.map((/** @type {any} */ one) => one.number);
  assert.deepEqual(fresh(answer([sent(3), sent(4)])), [3, 4]);
  assert.deepEqual(fresh(answer([sent(3), sent(4, true)])), []);
  assert.deepEqual(
    drawings.visible.map(({ number }) => number),
    [1, 2, 3],
  );
});

test("a new round empties the wall", () => {
  const drawings = new Drawings();
  drawings.update(answer([sent(1), sent(2)]));

  const { isChanged } = drawings.update(answer([], { round: 1, version: 10 }));

  assert.ok(isChanged);
  assert.deepEqual(drawings.visible, []);
  assert.equal(drawings.version, 10);
});

test("a hidden drawing comes back to its place in the order", () => {
  const drawings = new Drawings();
  drawings.update(answer([sent(2), sent(1, true)]));
  drawings.update(answer([sent(1)]));

  assert.deepEqual(
    drawings.visible.map(({ number }) => number),
    [1, 2],
  );
});

test("drawings shrink as they become many, and stay large enough to see", () => {
  const sizes = [0, 40, 400, 5000].map((count) => sizeOf(count, 1000));

  assert.deepEqual(
    sizes,
    sizes.toSorted((a, b) => b - a),
  );
  assert.ok(sizes[0] > sizes[1] && sizes[3] >= 28);
});

test("a click hits the newest of the drawings that lie on each other", () => {
  const drawings = new Drawings();
  drawings.update(answer([sent(1), sent(2)]));

  assert.equal(drawingAt(drawings.visible, { x: 0.52, y: 0.48 }, 0.1)?.number, 2);
  assert.equal(drawingAt(drawings.visible, { x: 0.6, y: 0.5 }, 0.1), null);
});

test("the share read right is told in words", () => {
  assert.equal(share(0, 0), "nothing drawn yet");
  assert.equal(share(34, 40), "34 of 40 read right (85 %)");
});
