import assert from "node:assert/strict";
import { test } from "node:test";

import { neighbourWords, readNeighbours } from "../../../pages/map/latent_map/near.js";

const array = (/** @type {number[]} */ ...data) => ({ data: Float32Array.from(data), shape: [1, data.length] });

test("an answer becomes a list of neighbours, the nearest first", () => {
  const arrays = { rows: array(7, 3), distances: array(0.5, 2), labels: array(1, 4) };
  assert.deepEqual(readNeighbours({ arrays, values: { searched: 100 } }), {
    list: [
      { row: 7, label: 1, distance: 0.5 },
      { row: 3, label: 4, distance: 2 },
    ],
    searched: 100,
  });
});

test("a list says how many have the query's class and how many the other list has too", () => {
  const list = [7, 3, 9].map((row) => ({ row, label: row % 2, distance: 1 }));
  const found = { list, searched: 10_000 };
  assert.equal(
    neighbourWords(found, 1, new Set([9])),
    "The 3 nearest of 10,000. 3 have the same class. 1 is in both lists.",
  );
  assert.equal(neighbourWords(found, null, new Set()), "The 3 nearest of 10,000. None is in both lists.");
});
