import assert from "node:assert/strict";
import { test } from "node:test";

import { COLOURS, Colours, errorGroups } from "../../../pages/map/latent_map/colours.js";
import { layoutOf, shapeOf, traceOf } from "../../../pages/map/latent_map/plot/figure.js";
import { layerPoints } from "../../../pages/map/latent_map/plot/layers.js";
import { groupsOf } from "../../../pages/map/latent_map/groups.js";
import { Points } from "../../../pages/shared/scripts/pictures/points.js";

/** @import { Data } from "../../../pages/map/latent_map/data.js" */

const THEME = { text: "#111", ground: "#fff", grid: "#ccc", faded: "#888", type: 1, page: 1 };

/** @type {Data} */
const DATA = {
  plotly: "",
  maps: [],
  dataset: "mnist",
  split: "test",
  splitTitle: "test digits",
  firstRow: 60_000,
  testRow: 60_000,
  classes: ["0", "1"],
  colours: ["red", "blue"],
  autoencoder: null,
  classifier: null,
  encoders: [],
  link: {},
  calls: 0,
};

/** @param {Partial<Data>} [data] */
function coloursOf(data = {}) {
  const colours = new Colours({ signal: new AbortController().signal, progress: () => {} });
  colours.use({ ...DATA, ...data });
  return colours;
}

/**
 * @param {number[]} xs
 * @param {number[]} labels
 */
function pointsOf(xs, labels) {
  const array = (/** @type {number[]} */ numbers) => ({ shape: [numbers.length], data: Float32Array.from(numbers) });
  const arrays = { x: array(xs), y: array(xs), labels: array(labels) };
  return new Points({ arrays, values: { count: xs.length, first_row: 60_000 } });
}

test("only colours that have what they need can be chosen", () => {
  const can = (/** @type {Colours} */ colours) => Object.keys(COLOURS).filter((name) => colours.can(name));
  assert.deepEqual(can(coloursOf()), ["class", "cluster"]);
  assert.deepEqual(can(coloursOf({ autoencoder: "ae", classifier: "clf" })), [
    "class",
    "predicted",
    "error",
    "cluster",
  ]);
  assert.deepEqual(can(coloursOf({ split: "all" })), ["class", "cluster", "split"]);
  assert.equal(coloursOf().can("toString"), false);
});

test("training and test digits are told apart by their rows", async () => {
  const colours = coloursOf({ split: "all", firstRow: 0 });
  const { names, groupOf } = await colours.grouping("split", pointsOf([0], [0]), { k: 2, seed: 0 });
  assert.deepEqual([names[groupOf(59_999, 0) ?? -1], names[groupOf(60_000, 0) ?? -1]], ["training", "test"]);
});

test("groups by error hold about as many digits each, and none without an error", () => {
  const errors = Float32Array.from({ length: 600 }, (_, at) => (at * 7) % 600);
  errors[5] = NaN;
  const { names, groupOf } = errorGroups(errors, (row) => errors[row]);
  const counts = names.map(() => 0);
  errors.forEach((_, row) => {
    const group = groupOf(row, 0);
    if (group !== undefined) counts[group] += 1;
  });

  assert.equal(groupOf(5, 0), undefined);
  assert.ok(counts.every((count) => count >= 99 && count <= 101));
  assert.equal(names[0].split("–")[0], "0.0");
  assert.equal(names.at(-1)?.split("–")[1], "599.0");
});

test("points go to their groups, those of none to a last one, those without a place to none", () => {
  const points = pointsOf([0, 1, NaN, 3], [0, 1, 1, 0]);
  const groupOf = (/** @type {number} */ row, /** @type {number} */ label) => (row === 60_003 ? undefined : label);
  const grouping = { title: "Class", names: ["0", "1"], labels: ["zero", "one"], colours: ["red"], groupOf };

  const { groups, groupOf: numbers } = groupsOf(points, grouping, new Set([1]), "grey");

  assert.deepEqual(groups, [
    { name: "0", label: "zero", colour: "red", indices: [0], hidden: false },
    { name: "1", label: "one", colour: "red", indices: [1], hidden: true },
    { name: "unknown", colour: "grey", indices: [3], hidden: false },
  ]);
  assert.deepEqual([...numbers], [0, 1, 1, 2]);
});

test("without points of no group there is no last group", () => {
  const grouping = coloursOf().byClass();
  assert.equal(groupsOf(pointsOf([0, 1], [0, 1]), grouping, new Set(), "grey").groups.length, 2);
});

test("layers hold every point once, and in each layer all groups take a turn", () => {
  const groups = [0, 1].map((at) => ({
    name: String(at),
    colour: "red",
    hidden: false,
    indices: Array.from({ length: 500 }, (_, index) => 500 * at + index),
  }));

  const slices = layerPoints(groups, (index) => index);

  assert.deepEqual(
    slices.flatMap(({ indices }) => indices).sort((a, b) => a - b),
    Array.from({ length: 1000 }, (_, index) => index),
  );
  slices.forEach(({ group, indices }, at) => {
    assert.equal(group, groups[at % 2]);
    assert.ok(indices.length > 40);
  });
});

test("a selection strengthens its points and fades the others", () => {
  const group = { name: "0", colour: "red", hidden: false, indices: [0, 1, 2] };
  const plot = { points: pointsOf([5, 6, 7], [0, 0, 0]), look: { size: 3, opacity: 0.5 }, theme: THEME };

  const plain = traceOf({ group, indices: [0, 2] }, { ...plot, selection: null });
  const split = traceOf({ group, indices: [0, 2] }, { ...plot, selection: new Set([2]) });

  assert.deepEqual([...plain.x], [5, 7]);
  assert.equal(plain.selectedpoints, null);
  assert.deepEqual(split.selectedpoints, [1]);
});

test("the axes have their titles, and the picture behind them stays", () => {
  const image = { source: "data:," };
  const layout = layoutOf({ x: [0, 1], y: [2, 3] }, ["z1", "z2"], "lasso", { theme: THEME, image });
  assert.deepEqual([layout.dragmode, layout.images], ["lasso", [image]]);
  assert.match(JSON.stringify([layout.xaxis, layout.yaxis]), /"z1".+\[0,1\].+"z2".+\[2,3\]/);
});

test("on the stage the axes have larger type, and room for it", () => {
  const layout = layoutOf({ x: [0, 1], y: [2, 3] }, ["z1", "z2"], "pan", { theme: { ...THEME, type: 2 }, image: null });
  const usual = layoutOf({ x: [0, 1], y: [2, 3] }, ["z1", "z2"], "pan", { theme: THEME, image: null });
  assert.match(JSON.stringify(layout.xaxis), /"size":24.+"size":22/);
  assert.equal(layout.margin.l, 2 * usual.margin.l);
});

test("a selection's shape is a box with sorted ends, a polygon, or none", () => {
  assert.deepEqual(shapeOf({ range: { x: [10, 9], y: [-1, -2] } }), { box: [9, 10, -2, -1] });
  assert.deepEqual(shapeOf({ lassoPoints: { x: [0, 1, 2], y: [3, 4, 5] } }), {
    polygon: [
      [0, 3],
      [1, 4],
      [2, 5],
    ],
  });
  assert.equal(shapeOf({}), null);
});
