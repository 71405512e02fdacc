import assert from "node:assert/strict";
import { test } from "node:test";

import { forgetOldest } from "../../../../pages/shared/scripts/page/memory.js";
import { route } from "../../../../pages/shared/scripts/server/route.js";
import {
  LARGEST_SEED,
  big,
  isSeed,
  largest,
  percent,
  progressWords,
  quantity,
  signed,
  withArticle,
} from "../../../../pages/shared/scripts/page/words.js";

test("a count of one has its noun in the singular", () => {
  assert.equal(quantity(1, "drawing"), "1 drawing");
  assert.equal(quantity(0, "drawing"), "0 drawings");
  assert.equal(quantity(1234, "drawing"), "1,234 drawings");
});

test("counts have separators and numbers a real minus sign", () => {
  assert.equal(big(1_234_567), "1,234,567");
  assert.equal(signed(-1.234), "−1.23");
  assert.equal(signed(2, 1), "2.0");
});

test("only a whole share reads as 100 %", () => {
  assert.equal(percent(0), "0 %");
  assert.equal(percent(0.126), "13 %");
  assert.equal(percent(0.994), "99 %");
  assert.equal(percent(0.997), "99.7 %");
  assert.equal(percent(0.99949), "99.9 %");
  assert.equal(percent(1), "100 %");
});

test("the largest number is found, the first of equals", () => {
  assert.equal(largest([0.1, 0.7, 0.2]), 1);
  assert.equal(largest(new Float32Array([3, 3])), 0);
});

test("a name has the article that is spoken", () => {
  const names = ["7", 8, "11", "110", "83", "Ankle boot", "Bag"].map(withArticle);
  assert.deepEqual(names, ["a 7", "an 8", "an 11", "a 110", "an 83", "an Ankle boot", "a Bag"]);
  assert.deepEqual(["Circles", "Dress", "S"].map(withArticle), ["Circles", "a Dress", "a S"]);
});

test("a seed is a whole number from 0 that the server accepts", () => {
  for (const seed of [0, 7, LARGEST_SEED]) assert.equal(isSeed(seed), true);
  for (const other of [-1, 1.5, NaN, Infinity, LARGEST_SEED + 1]) assert.equal(isSeed(other), false);
});

test("progress is told with and without a total", () => {
  const progress = { doing: "Encoding", done: 1000, total: 70_000 };
  assert.equal(progressWords(progress), "Encoding: 1,000 of 70,000");
  assert.equal(progressWords({ ...progress, total: null }, " for the first time"), "Encoding for the first time …");
});

test("a map forgets what it learnt first", () => {
  const map = new Map([
    ["b", 1],
    ["a", 2],
  ]);
  forgetOldest(map);
  assert.deepEqual([...map.keys()], ["a"]);
});

test("a route keeps the path below which the scripts are served", () => {
  const base = String(route("/")).replace(/\/$/, "");
  assert.equal(String(route("/api/denoise?a=1")), `${base}/api/denoise?a=1`);
  // The module is five folders below the base: /assets/<version>/shared/scripts/server/route.js.
  assert.ok(import.meta.resolve("../../../../pages/shared/scripts/server/route.js").startsWith(`${base}/`));
});
