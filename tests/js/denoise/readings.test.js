import assert from "node:assert/strict";
import { test } from "node:test";

import { readingOf, signs, verdictWords } from "../../../pages/denoise/noise_dial/readings.js";

const CLASSES = ["zero", "one", "two"];

test("a reading is the likeliest class, right or wrong", () => {
  const reading = readingOf(new Float32Array([0.25, 0.5, 0.25]), 1, CLASSES);
  assert.deepEqual(reading, { name: "one", share: 0.5, right: true });
  assert.equal(signs(reading), "one ✓");
  assert.equal(signs(readingOf(new Float32Array([0.25, 0.5, 0.25]), 2, CLASSES)), "one ✗");
});

test("the verdict says in words what its signs say", () => {
  const [right, wrong] = [
    { name: "7", share: 1, right: true },
    { name: "3", share: 1, right: false },
  ];
  assert.equal(verdictWords(wrong, right), "Cleaning helps: 3 is wrong, 7 is right.");
  assert.equal(verdictWords(right, wrong), "Cleaning harms: 7 is right, 3 is wrong.");
  assert.match(verdictWords(right, right), /^Right before/);
  assert.match(verdictWords(wrong, wrong), /^Wrong before/);
});
