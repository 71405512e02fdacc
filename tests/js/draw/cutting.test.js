import assert from "node:assert/strict";
import { test } from "node:test";

import { bestCut, leastInk } from "../../../pages/draw/draw_canvas/cutting.js";

const SIDE = 20;

/**
 * A square of paper with ink where `isInk` says so.
 *
 * @param {(row: number, column: number) => boolean} isInk
 */
function square(isInk) {
  return Array.from({ length: SIDE * SIDE }, (_, at) => (isInk(Math.floor(at / SIDE), at % SIDE) ? 20 : 240));
}

test("a cut goes through the paper, dark or light, and through the middle of plain paper", () => {
  for (const [paper, ink] of [
    [250, 20],
    [10, 200],
  ]) {
    const row = [paper, ink, ink, ink, ink, ink, paper, ink, ink, paper];
    const greys = [...row, ...Array.from({ length: 10 }, () => paper), ...Array.from({ length: 10 }, () => paper)];
    assert.deepEqual(leastInk(greys, 10), { share: 0.65, ink: 0 });
  }
  const plain = Array.from({ length: 33 }, () => 9);
  assert.equal(leastInk(plain, 11).share, 0.5);
});

test("two digits beside each other are cut apart upright, two above each other level", () => {
  const beside = square((_, column) => (column >= 2 && column < 5) || (column >= 11 && column < 14));
  const above = square((row) => (row >= 2 && row < 5) || (row >= 11 && row < 14));
  for (const ratio of [0.6, 1, 1.7]) {
    assert.equal(bestCut(beside, SIDE, ratio).level, false);
    assert.equal(bestCut(above, SIDE, ratio).level, true);
  }
});

test("a bridge between two digits is cut, not the digits", () => {
  const bridged = square((row, column) => [2, 3, 15, 16].includes(column) || (row === 9 && column > 1 && column < 17));
  const { share, level } = bestCut(bridged, SIDE, 1);
  assert.equal(level, false);
  assert.ok(share > 0.2 && share < 0.8);
});

test("a box with nothing in its middle is cut across its longer side", () => {
  const dot = square((row, column) => row === 1 && column === 1);
  assert.deepEqual(bestCut(dot, SIDE, 2), { share: 0.475, level: false });
  assert.deepEqual(bestCut(dot, SIDE, 0.5), { share: 0.475, level: true });
});
