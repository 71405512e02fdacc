import assert from "node:assert/strict";
import { test } from "node:test";

import { readState } from "../../../pages/map/latent_map/address.js";
import { Selection } from "../../../pages/map/latent_map/selection.js";
import { Points } from "../../../pages/shared/scripts/pictures/points.js";

const DATA = /** @type {any} */ ({ dataset: "mnist" });

/** Two maps of the same three digits, of which the second is hidden, with everything that a selection does. */
function setUp() {
  const array = (/** @type {number[]} */ numbers) => ({ shape: [numbers.length], data: Float32Array.from(numbers) });
  const arrays = { x: array([2, 1, 0]), y: array([0, 0, 0]), labels: array([0, 0, 0]), rows: array([30, 20, 10]) };
  const points = new Points({ arrays, values: { count: 3, first_row: 0 } });
  const panes = [0, 1].map((at) => ({
    at,
    points,
    info: { title: `map ${at}` },
    isShown: (/** @type {number} */ index) => index !== 1,
    plot: { ready: true, view: { range: { x: [-1, 3], y: [-1, 1] } } },
    selected: /** @type {number[] | null} */ (null),
    select(/** @type {number[] | null} */ rows) {
      this.selected = rows;
    },
  }));
  const state = readState("");
  /** @type {string[]} */
  const problems = [];
  /** @type {any[]} */
  const galleries = [];
  const root = { dataset: /** @type {Record<string, string>} */ ({}) };
  const selection = new Selection(
    /** @type {any} */ ({
      root,
      scene: { panes, draw: async () => {} },
      state,
      gallery: { show: async (/** @type {unknown[]} */ ...shown) => galleries.push(shown) },
      changed: (/** @type {string} */ problem) => problems.push(problem),
    }),
  );
  selection.use(DATA);
  return { selection, panes, state, problems, galleries, root };
}

test("a shape selects the shown digits inside of it, on every map, in row order", async () => {
  const { selection, panes, state, problems, galleries, root } = setUp();
  const selected = { pane: 1, shape: { box: [0, 2, -1, 1] } };

  await selection.set(selected);

  assert.deepEqual(selection.rows, [10, 30]);
  assert.deepEqual(
    panes.map((pane) => pane.selected),
    [
      [10, 30],
      [10, 30],
    ],
  );
  assert.equal(state.selection, selected);
  assert.deepEqual([problems, root.dataset.selected], [[""], "2"]);
  assert.deepEqual(galleries[0].slice(0, 3), [[10, 30], DATA, 3]);
});

test("a shape without digits selects none and says so", async () => {
  const { selection, state, problems, root } = setUp();

  await selection.set({ pane: 0, shape: { box: [5, 6, 5, 6] } });

  assert.deepEqual([selection.rows, state.selection, root.dataset.selected], [null, null, ""]);
  assert.match(problems[0], /No point is inside/);
});

test("no shape clears the selection without a word", async () => {
  const { selection, panes, problems, galleries } = setUp();
  await selection.set({ pane: 0, shape: { box: [0, 2, -1, 1] } });

  await selection.set(null);

  assert.equal(selection.rows, null);
  assert.deepEqual(
    panes.map((pane) => pane.selected),
    [null, null],
  );
  assert.equal(problems.at(-1), "");
  assert.deepEqual(galleries.at(-1)[0], []);
});

test("everything in view can be selected", async () => {
  const { selection, panes, state } = setUp();

  await selection.setView(/** @type {any} */ (panes[0]));

  assert.deepEqual(selection.rows, [10, 30]);
  assert.deepEqual(state.selection, { pane: 0, shape: { box: [-1, 3, -1, 1] } });
});

test("on another map the selection holds the same digits, never the shape", async () => {
  const { selection, state } = setUp();
  await selection.set({ pane: 1, shape: { box: [0, 2, -1, 1] } });

  selection.keepRows();

  assert.deepEqual(state.selection, { pane: 0, shape: { rows: [10, 30] } });
  // A map that lacks some of them does not make the others be forgotten.
  selection.rows = [10];
  selection.keepRows();
  assert.deepEqual(state.selection, { pane: 0, shape: { rows: [10, 30] } });
});
