import assert from "node:assert/strict";
import { test } from "node:test";

import { changesOf, offerOf } from "../../../pages/map/latent_map/data.js";

/** @import { Data } from "../../../pages/map/latent_map/data.js" */

const INFO = { id: "a", title: "A", about: "", axes: ["x", "y"], checkpoint: "ae", decodes: true };
/** @type {Data} */
const DATA = {
  plotly: "",
  maps: [{ ...INFO, key: "1" }],
  dataset: "mnist",
  split: "test",
  splitTitle: "test digits",
  firstRow: 0,
  testRow: 0,
  classes: ["0"],
  colours: ["#000"],
  autoencoder: "ae",
  classifier: "clf",
  encoders: [],
  link: {},
  calls: 0,
};

test("the first data are all new", () => {
  assert.deepEqual(changesOf(null, DATA), { maps: true, models: true, calls: false });
});

test("only what differs is fetched again", () => {
  const same = { maps: false, models: false, calls: false };
  assert.deepEqual(changesOf(DATA, { ...DATA, link: { page: "2" } }), same);
  assert.deepEqual(changesOf(DATA, { ...DATA, classifier: "other" }), { ...same, models: true });
  assert.deepEqual(changesOf(DATA, { ...DATA, split: "train" }), { ...same, maps: true });
  assert.deepEqual(changesOf(DATA, { ...DATA, maps: [{ ...INFO, key: "2" }] }), { ...same, maps: true });
});

test("a call scrolls the map into sight once", () => {
  const called = { ...DATA, calls: 1 };
  assert.equal(changesOf(DATA, called).calls, true);
  assert.equal(changesOf(called, called).calls, false);
});

test("two flat bottlenecks can share their axes; a projection or a map in space cannot", () => {
  const space = { ...INFO, axes: ["x", "y", "z"], decodes: false };
  const projection = { ...INFO, checkpoint: null, decodes: false };
  assert.deepEqual(offerOf([INFO]), { decodes: true, comparable: false, flat: true });
  assert.deepEqual(offerOf([INFO, INFO]), { decodes: true, comparable: true, flat: true });
  assert.deepEqual(offerOf([INFO, projection]), { decodes: true, comparable: false, flat: true });
  assert.deepEqual(offerOf([space, space]), { decodes: false, comparable: false, flat: false });
});
