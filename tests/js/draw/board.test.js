import assert from "node:assert/strict";
import { test } from "node:test";

import { projection, quantiles } from "../../../pages/draw/draw_canvas/map-canvas.js";
import { levelAt } from "../../../pages/draw/draw_canvas/noise-box.js";
import { reducedSize } from "../../../pages/draw/draw_canvas/picture-file.js";
import { walkWords } from "../../../pages/draw/draw_canvas/results.js";
import { fitOnBoard, paintLine, placeOf } from "../../../pages/draw/draw_canvas/strokes.js";
import { BOARD } from "../../../pages/shared/scripts/pictures/pen-keys.js";

test("a picture fits on the board with its sides in proportion", () => {
  const wide = fitOnBoard({ width: 2 * BOARD, height: BOARD });
  assert.deepEqual(wide, { left: 0, top: BOARD / 4, width: BOARD, height: BOARD / 2, factor: 0.5 });
  assert.deepEqual(fitOnBoard({ width: 1, height: 1 }).factor, BOARD);
});

test("a pointer's place does not depend on the size of the board on the page", () => {
  const box = { left: 100, top: 50, width: 280, height: 280 };
  const event = { clientX: 240, clientY: 120, pointerType: "mouse", pressure: 0.5 };
  assert.deepEqual(placeOf(event, box), { x: BOARD / 2, y: BOARD / 4, press: 1 });
});

test("a pen that presses harder draws a thicker line", () => {
  const box = { left: 0, top: 0, width: BOARD, height: BOARD };
  const press = (/** @type {number} */ pressure) =>
    placeOf({ clientX: 0, clientY: 0, pointerType: "pen", pressure }, box).press;
  assert.deepEqual([0, 0.25, 1].map(press), [1, 0.75, 1.5]);
});

test("a stroke begins with a dot, and its eraser paints the ground", () => {
  /** @type {unknown[][]} */
  const drawn = [];
  const record =
    (/** @type {string} */ name) =>
    (/** @type {unknown[]} */ ...values) =>
      drawn.push([name, ...values]);
  const context = /** @type {any} */ ({
    beginPath: () => {},
    stroke: () => {},
    moveTo: record("from"),
    lineTo: record("to"),
  });
  const points = [
    { x: 1, y: 2, press: 1 },
    { x: 5, y: 6, press: 1.5 },
  ];

  paintLine(context, { erase: false, size: 10, points }, 0);
  paintLine(context, { erase: true, size: 10, points }, 1);

  assert.deepEqual(drawn, [
    ["from", 1, 2],
    ["to", 1, 2.01],
    ["from", 1, 2],
    ["to", 5, 6],
  ]);
  assert.deepEqual([context.lineWidth, context.strokeStyle], [15, "#000"]);
});

test("a large photo is reduced in proportion, a small one stays", () => {
  assert.deepEqual(reducedSize({ width: 4000, height: 3000 }), { width: 2000, height: 1500 });
  assert.deepEqual(reducedSize({ width: 30, height: 20 }), { width: 30, height: 20 });
  assert.deepEqual(reducedSize({ width: 60_000, height: 1 }), { width: 2000, height: 1 });
});

test("another kind of noise starts at the same share of its strength, on a step", () => {
  assert.equal(levelAt(0.5, { max: 2, step: 0.25 }), 1);
  assert.equal(levelAt(0.3, { max: 1, step: 0.25 }), 0.25);
  assert.equal(levelAt(0, { max: 9, step: 1 }), 0);
});

test("quantiles leave out what is not finite", () => {
  assert.deepEqual(quantiles([3, NaN, 1, 2, Infinity], [0, 0.5, 1]), [1, 2, 3]);
  assert.deepEqual(quantiles([NaN], [0.5]), [undefined]);
});

test("the small map shows all points, upright, with a margin", () => {
  const numbers = Array.from({ length: 1001 }, (_, at) => at);
  const pixel = projection(numbers, numbers, 400, 20);

  assert.deepEqual([...pixel(0, 0), ...pixel(1000, 1000)].map(Math.round), [20, 380, 380, 20]);
});

test("the small map leaves out what lies far from nearly all", () => {
  const numbers = Array.from({ length: 1001 }, (_, at) => at);
  const pixel = projection([...numbers, 1e9], [...numbers, 500], 400, 20);

  const [left, bottom] = pixel(4, 4);
  const [right, top] = pixel(997, 996);
  assert.ok([left, bottom, right, top].every((place) => place >= 19 && place <= 381));
});

test("the small map has one scale for both axes", () => {
  const numbers = Array.from({ length: 101 }, (_, at) => at);
  const pixel = projection(
    numbers,
    numbers.map((number) => number / 10),
    400,
    20,
  );

  const [x0, y0] = pixel(0, 0);
  const [x1, y1] = pixel(1, 1);
  assert.ok(Math.abs(x1 - x0 - (y0 - y1)) < 1e-9);
});

test("a map of one place has it in the middle", () => {
  assert.deepEqual(projection([5, 5], [7, 7], 400, 20)(5, 7), [200, 200]);
});

test("the link to a walk says how many digits it takes", () => {
  assert.equal(walkWords(1), "Walk from this digit to another");
  assert.equal(walkWords(8), "Walk through these digits");
  assert.equal(walkWords(9), "Walk through the first 8 of these digits");
});
