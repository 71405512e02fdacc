import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import test from "node:test";

test("the library that draws the maps is the published one", async () => {
  const [ours, published] = await Promise.all([
    readFile("core/api/static/plotly/plotly-gl2d.min.js"),
    readFile("node_modules/plotly.js-gl2d-dist-min/plotly-gl2d.min.js"),
  ]);
  assert.ok(ours.equals(published));
});
