import assert from "node:assert/strict";
import { test } from "node:test";

import { STROKES, smoothLine } from "../../../pages/draw/draw_canvas/demonstration.js";
import { BOARD } from "../../../pages/shared/scripts/pictures/pen-keys.js";

test("a smooth line begins, passes and ends where it should", () => {
  const line = smoothLine([[10, 20], [50, 50], [90, 20]]); // prettier-ignore

  const places = [line[0], line[8], /** @type {{x: number, y: number}} */ (line.at(-1))];
  const expected = [[10, 20], [50, 50], [90, 20]]; // prettier-ignore
  places.forEach(({ x, y }, index) => {
    assert.ok(Math.abs(x - (expected[index][0] * BOARD) / 100) < 1e-9);
    assert.ok(Math.abs(y - (expected[index][1] * BOARD) / 100) < 1e-9);
  });
});

test("every stroke stays on the board and moves in small steps", () => {
  for (const { digit, places } of STROKES) {
    for (const { x, y } of places) assert.ok(x > 0 && x < BOARD && y > 0 && y < BOARD, digit);
    places.slice(1).forEach(({ x, y }, index) => {
      assert.ok(Math.hypot(x - places[index].x, y - places[index].y) < BOARD / 20, digit);
    });
  }
});
