import assert from "node:assert/strict";
import { test } from "node:test";

import { readState, stateQuery, usualState } from "../../../pages/walk/latent_walk/address.js";

/** Two test rows per class, and none of class 8. */
const EXAMPLES = Array.from({ length: 10 }, (_, label) => (label === 8 ? [] : [100 + label, 200 + label]));
const MODELS = [{ name: "ae-conv-2" }, { name: "vae-conv-2" }];

/** @param {string} search */
const read = (search) => readState(search, EXAMPLES);

test("a first visit starts with examples, or with a mean if a class has none", () => {
  const state = usualState(EXAMPLES);
  assert.deepEqual(state.stops, ["row-203", "mean"]);
  assert.deepEqual([state.a, state.b, state.c], ["row-207", "class-7", "class-2"]);
  assert.deepEqual(usualState([[], [], [], [5]]).stops, ["row-5", "mean"]);
});

test("a first visit shows different pictures of few classes, and of none", () => {
  const few = usualState([0, 1, 2].map((label) => [10, 20, 30, 40].map((row) => row + label)));
  assert.deepEqual(few.stops, ["row-30", "row-42"]);
  assert.deepEqual([few.a, few.b, few.c], ["row-22", "class-2", "class-0"]);
  const none = usualState([Array.from({ length: 20 }, (_, at) => 50 + at)]);
  assert.deepEqual(none.stops, ["row-54", "row-59"]);
  assert.deepEqual([none.a, none.b, none.c], ["row-54", "row-59", "row-56"]);
});

test("each view restores from its own link", () => {
  const state = {
    ...usualState(EXAMPLES),
    at: [0.25, 0.125],
    start: "class-4",
    steps: [1.5, -0.25],
    seed: 7,
    stops: ["row-1", "drawn-A_-", "mean"],
    path: /** @type {const} */ ("spherical"),
    frames: 5,
    frame: 3,
    a: "row-9",
  };
  const parts = /** @type {const} */ ({
    plane: ["at"],
    directions: ["start", "steps", "seed"],
    between: ["stops", "path", "frames", "frame"],
    arithmetic: ["a", "b", "c"],
    samples: ["seed"],
    manifold: [],
  });
  for (const [view, names] of Object.entries(parts)) {
    const query = stateQuery("?embed=true", /** @type {keyof typeof parts} */ (view), MODELS, state);
    const restored = read(`?${query}`);
    for (const name of names) assert.deepEqual(restored[name], state[name], `${view} ${name}`);
    const { view: named, model, beside, embed } = Object.fromEntries(new URLSearchParams(query));
    assert.deepEqual([named, model, beside, embed], [view, "ae-conv-2", "vae-conv-2", "true"]);
  }
});

test("a link holds nothing of other views, and its commas are readable", () => {
  const query = stateQuery("?stops=row-1,row-2&seed=3&at=0,0", "plane", MODELS.slice(0, 1), usualState(EXAMPLES));
  assert.equal(query, "view=plane&model=ae-conv-2&beside=none&at=0.5,0.5");
});

test("parts of a link that make no sense are as usual", () => {
  const usual = usualState(EXAMPLES);
  for (const search of [
    "?at=2,0",
    "?at=0.5",
    "?at=a,b",
    "?seed=-1",
    "?seed=99999999999",
    "?frames=31",
    "?frame=-1",
    "?frame=211",
    "?path=round",
  ]) {
    assert.deepEqual(read(search), usual, search);
  }
  assert.deepEqual(read("?steps=1,x,2").steps, [1, 2]);
});

test("a walk from a single digit never leads to its own class", () => {
  assert.deepEqual(read("?stops=drawn-A&own=3").stops, ["drawn-A", "mean"]); // there is no 8
  const all = EXAMPLES.map((rows, label) => (rows.length ? rows : [100 + label, 200 + label]));
  assert.deepEqual(readState("?stops=drawn-A&own=3", all).stops, ["drawn-A", "row-208"]);
  assert.deepEqual(readState("?stops=drawn-A&own=8", all).stops, ["drawn-A", "row-203"]);
  assert.deepEqual(readState("?stops=drawn-A&own=x", all).stops, ["drawn-A", "row-203"]);
  const query = stateQuery("?stops=drawn-A&own=3", "between", MODELS, usualState(all));
  assert.equal(new URLSearchParams(query).has("own"), false);
});

test("to a single digit another one is added, and of many only eight are kept", () => {
  assert.deepEqual(read("?stops=row-7").stops, ["row-7", "row-203"]);
  assert.deepEqual(read("?stops=row-203").stops, ["row-203", "mean"]);
  const many = Array.from({ length: 12 }, (_, at) => `row-${at}`);
  assert.deepEqual(read(`?stops=${many}`).stops, many.slice(0, 8));
});
