import assert from "node:assert/strict";
import { test } from "node:test";

import { planeGrid } from "../../../pages/map/latent_map/plot/plane.js";

const WINDOWS = [
  { width: 840, height: 540, scale: 1 },
  { width: 300, height: 330, scale: 1 },
  { width: 1250, height: 780, scale: 1.08 },
  { width: 2560, height: 1560, scale: 1 },
  { width: 2560, height: 1560, scale: 2.16 },
];

test("the imagined digits are about square and few enough to decode, however large the window", () => {
  for (const { scale, ...frame } of WINDOWS) {
    const { columns, rows } = planeGrid(frame, scale);
    const shape = frame.width / columns / (frame.height / rows);
    assert.ok(shape > 0.9 && shape < 1.1, `${frame.width} by ${frame.height}: ${shape}`);
    assert.ok(columns <= 40 && rows <= 40);
  }
});

test("even a sliver of the plane has two digits in each direction", () => {
  assert.deepEqual(planeGrid({ width: 400, height: 10 }, 1), { columns: 12, rows: 2 });
});
