import assert from "node:assert/strict";
import { test } from "node:test";

import { foundWords } from "../../../pages/draw/draw_canvas/digit-picker.js";
import { visiblePart } from "../../../pages/draw/draw_canvas/transparency.js";

const SIDE = 10;

/**
 * A square picture in one shade, transparent outside a box.
 *
 * @param {number} shade
 * @param {number} opacity
 * @param {[left: number, top: number, right: number, bottom: number]} box In pixels.
 */
function patch(shade, opacity, [left, top, right, bottom]) {
  const data = Array.from({ length: SIDE * SIDE }, (_, pixel) => {
    const [x, y] = [pixel % SIDE, Math.floor(pixel / SIDE)];
    const isInside = x >= left && x < right && y >= top && y < bottom;
    return [shade, shade, shade, isInside ? opacity : 0];
  }).flat();
  return { data, width: SIDE, height: SIDE };
}

test("a picture that is opaque or empty is shown as it is", () => {
  assert.equal(visiblePart(patch(0, 255, [0, 0, SIDE, SIDE])), null);
  assert.equal(visiblePart(patch(0, 0, [2, 2, 8, 8])), null);
});

test("ink on a transparent background gets a ground that it stands out from", () => {
  const whole = [0, 0, 1, 1];
  assert.deepEqual(visiblePart(patch(0, 120, [2, 2, 3, 8])), { box: whole, ground: "#fff" });
  assert.deepEqual(visiblePart(patch(255, 120, [2, 2, 3, 8])), { box: whole, ground: "#000" });
});

test("a sheet on a transparent background is cut out", () => {
  assert.deepEqual(visiblePart(patch(240, 255, [1, 2, 9, 8])), { box: [0.1, 0.2, 0.9, 0.8], ground: "#fff" });
});

test("marks that are not digits are not counted as digits", () => {
  assert.equal(foundWords(["7", "1 ✎", ""]), "3 digits found");
  assert.equal(foundWords(["7", "–", "–"]), "3 marks found, 2 of them not digits");
  assert.equal(foundWords(["7", "–"]), "2 marks found, 1 of them not a digit");
  assert.equal(foundWords(["–", "–"]), "2 marks found, none of them a digit");
});
