import assert from "node:assert/strict";
import { test } from "node:test";

import { ticksOf } from "../../../pages/map/latent_map/plot/axes.js";

/** @type {(ends: number[], length: number, apart: number) => string[]} */
const texts = (ends, length, apart) => ticksOf(ends, length, apart).map(({ text }) => text);

test("the sketch writes the numbers that Plotly writes", () => {
  assert.deepEqual(texts([-12.06, 9.91], 832, 80), ["−10", "−5", "0", "5"]);
  assert.deepEqual(texts([-8.04, 5.89], 306, 80), ["−5", "0", "5"]);
  assert.deepEqual(texts([0.1, 0.2], 778, 40), ["0.1", "0.12", "0.14", "0.16", "0.18", "0.2"]);
  assert.deepEqual(texts([-130, 160], 832, 80), ["−100", "−50", "0", "50", "100", "150"]);
  assert.deepEqual(texts([-12_060, 9_910], 832, 80), ["−10,000", "−5,000", "0", "5,000"]);
  assert.deepEqual(texts([0.0001, 0.0002], 306, 80), ["0.0001", "0.00012", "0.00014", "0.00016", "0.00018", "0.0002"]);
});

test("the numbers stand at their places, and none stands outside", () => {
  assert.deepEqual(ticksOf([-4, 5], 90, 80), [
    { text: "−4", at: 0 },
    { text: "−2", at: 20 },
    { text: "0", at: 40 },
    { text: "2", at: 60 },
    { text: "4", at: 80 },
  ]);
});
