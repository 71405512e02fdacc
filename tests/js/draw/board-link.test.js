import assert from "node:assert/strict";
import { test } from "node:test";

import { readBoard, simplify, strokesText, textStrokes } from "../../../pages/draw/draw_canvas/board-link.js";
import { BOARD } from "../../../pages/shared/scripts/pictures/pen-keys.js";
import { drawnStop } from "../../../pages/shared/scripts/pictures/stops.js";

const place = (/** @type {number} */ x, /** @type {number} */ y) => ({ x, y, press: 1 });

test("strokes come back from their text, to a fraction of a pixel", () => {
  const strokes = [
    { erase: false, size: 44, points: [place(10, 20), place(300, 41), place(BOARD + 30, -12)] },
    { erase: true, size: 90, points: [place(100, 100)] },
  ];

  const text = strokesText(strokes) ?? "";
  const back = textStrokes(text) ?? [];

  assert.match(text, /^strokes-[\w-]+$/);
  assert.deepEqual(
    back.map(({ erase, size, points }) => [erase, size, points.length]),
    [
      [false, 44, 3],
      [true, 90, 1],
    ],
  );
  strokes.forEach((stroke, index) =>
    stroke.points.forEach(({ x, y }, at) => {
      const near = back[index].points[at];
      assert.ok(Math.hypot(near.x - x, near.y - y) < 0.2);
    }),
  );
  assert.equal(strokesText(back), text);
});

test("a line needs only its corners", () => {
  const points = Array.from({ length: 101 }, (_, at) => (at <= 50 ? place(at, 0) : place(50, at - 50)));
  assert.deepEqual(simplify(points, 0.5), [place(0, 0), place(50, 0), place(50, 50)]);
});

test("a drawing of a thousand scribbled points still fits, one without end does not", () => {
  const scribble = (/** @type {number} */ count) => [
    {
      erase: false,
      size: 20,
      points: Array.from({ length: count }, (_, at) =>
        place(280 + 200 * Math.sin(at / 9), 280 + 200 * Math.cos(at / 7)),
      ),
    },
  ];
  const text = strokesText(scribble(1000));
  assert.ok(text && text.length <= 4000);
  assert.equal(strokesText(scribble(200_000)), null);
});

test("a pen's pressure is in its brush", () => {
  const points = [place(0, 0), place(9, 9)].map((point) => ({ ...point, press: 1.5 }));
  assert.equal(textStrokes(strokesText([{ erase: false, size: 40, points }]) ?? "")?.[0].size, 60);
});

test("a board is read from strokes, a row or digits, and from nothing else", () => {
  const pixels = new Uint8Array(784).fill(17);
  const stop = drawnStop(pixels);
  assert.deepEqual(readBoard("row-60012"), { row: 60_012 });
  assert.deepEqual(readBoard(`${stop},${stop}`), { digits: [pixels, pixels] });
  for (const wrong of ["", "x", "strokes-", "strokes-!", "strokes-LAAD", "row-x", "drawn-abc", `${stop},row-3`]) {
    assert.equal(readBoard(wrong), null, wrong);
  }
  assert.equal(readBoard(Array(9).fill(stop).join()), null);
});
