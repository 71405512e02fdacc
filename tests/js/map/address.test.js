import assert from "node:assert/strict";
import { test } from "node:test";

import { readState, roundShape, stateQuery } from "../../../pages/map/latent_map/address.js";

const PAGE = { maps: [{ id: "pca:mnist" }], split: "test", link: {} };

/** @param {string} search */
const restored = (search) => readState(`?${stateQuery(search, readState(search), PAGE)}`);

test("an empty address is the usual view, which leaves the address nearly empty", () => {
  const usual = readState("");
  assert.deepEqual(usual, {
    colour: "class",
    clusters: { k: 10, seed: 0 },
    hidden: new Set(),
    ranges: [null, null],
    viewpoints: [null, null],
    selection: null,
    row: null,
    drawing: null,
    encoder: null,
    plane: true,
    pictures: true,
    names: true,
    same: false,
    size: null,
    opacity: null,
    order: "row",
    page: 0,
  });
  assert.equal(stateQuery("", usual, PAGE), "map=pca%3Amnist");
});

for (const search of [
  "?colour=error&hide=3,1&row=60000",
  "?colour=cluster&k=4&seed=12",
  "?view=-1.500,2.000,-3.250,4.000&view2=0.000,1.000,0.000,1.000",
  "?sel=0b:-1,1,-2,2.5&plane=0&pictures=0&names=0&same=1",
  "?size=3.25&opacity=0.35&order=high&page=3",
  "?sel=1l:0,0,1,0,1,1",
  "?sel=0r:60000,60007",
  "?cam=45,-10.5,2.25&cam2=0,90,1",
  "?row=60007&encoder=ae-conv-16",
  "?find=drawn-AAAA_-9",
]) {
  test(`the view of ${search} is restored from its own link`, () => {
    assert.notDeepEqual(readState(search), readState(""));
    assert.deepEqual(restored(search), readState(search));
  });
}

for (const search of [
  "?colour=constructor",
  "?view=1,0,0,1",
  "?view=a,b,c,d",
  "?k=1&seed=-1",
  "?k=11&seed=1.5",
  "?row=-1",
  "?row=1e3",
  "?find=drawn-",
  "?find=row-5",
  "?cam=1,2",
  "?cam=x,0,1",
  "?cam=0,0,-1",
  "?encoder=",
  "?sel=2b:0,1,0,1",
  "?sel=0b:0,1,0",
  "?sel=0l:0,0,1,1",
  "?sel=0l:0,0,1,0,1",
  "?sel=0r:1.5",
  "?sel=0m:60000",
  "?sel=0m:60000.a",
  "?sel=0m:x.AA",
  "?size=11&opacity=0",
  "?size=x&order=up&page=0",
  "?sel=0r:x",
  "?hide=x",
]) {
  test(`${search} makes no sense and counts as missing`, () => {
    assert.deepEqual(readState(search), readState(""));
  });
}

test("the address keeps what belongs to others, and the page's own wishes come last", () => {
  const page = { maps: [{ id: "a" }, { id: "b" }], split: "all", link: { drawn: "ae-conv-2" } };
  const query = new URLSearchParams(stateQuery("?embed=true&row=5&drawn=old", readState(""), page));
  assert.deepEqual(Object.fromEntries(query), {
    embed: "true",
    map: "a",
    beside: "b",
    digits: "all",
    drawn: "ae-conv-2",
  });
});

test("many rows are a bit each in the address, far shorter than a list", () => {
  const rows = Array.from({ length: 10_000 }, (_, at) => 60_000 + at).filter((row) => row % 7 < 3);
  const state = { ...readState(""), selection: { pane: 0, shape: { rows } } };
  const query = stateQuery("", state, PAGE);
  assert.ok(query.length < 1800, `${query.length} characters`);
  assert.deepEqual(readState(`?${query}`).selection, state.selection);
});

test("a shape is roundShape as its link has it", () => {
  assert.deepEqual(roundShape({ box: [0.12345, 1, 2, -3.0004] }), { box: [0.123, 1, 2, -3] });
  assert.deepEqual(roundShape({ polygon: [[0.0004, 1.9996]] }), { polygon: [[0, 2]] });
  assert.deepEqual(roundShape({ rows: [1, 2] }), { rows: [1, 2] });
});

test("a lasso with very many corners keeps at most 200 of them, evenly", () => {
  const polygon = Array.from({ length: 1000 }, (_, at) => [at, 0]);
  const shape = roundShape({ polygon });
  assert.ok("polygon" in shape);
  assert.equal(shape.polygon.length, 200);
  assert.deepEqual(shape.polygon.slice(0, 3), [
    [0, 0],
    [5, 0],
    [10, 0],
  ]);
});
