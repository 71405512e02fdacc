import assert from "node:assert/strict";
import { test } from "node:test";

import { Hover } from "../../../pages/map/latent_map/input/hover.js";
import { hasModifier, pressKey } from "../../../pages/map/latent_map/input/keys.js";
import { isDrag, reachOf } from "../../../pages/map/latent_map/input/reach.js";
import { changeOf, spanOf } from "../../../pages/map/latent_map/input/two-fingers.js";

/**
 * What a map with the digit of row 7 does at a key.
 *
 * @param {string} key
 * @param {number | null} current
 */
function press(key, current = null) {
  /** @type {unknown[][]} */
  const calls = [];
  const log =
    (/** @type {string} */ name) =>
    (/** @type {unknown[]} */ ...values) =>
      calls.push([name, ...values]);
  const view = { zoom: log("zoom"), moveTo: log("moveTo") };
  const events = { choose: log("choose"), clear: log("clear"), selectView: log("selectView"), current: () => current };
  const known = pressKey(key, view, events, (row) => row === 7);
  return { known, calls };
}

test("each key does one thing, and unknown keys are left to the page", () => {
  assert.deepEqual(press("0").calls, [["moveTo", null]]);
  assert.deepEqual(press("s").calls, [["selectView"]]);
  assert.deepEqual(press("Escape").calls, [["clear"]]);
  for (const key of ["Tab", "a", "ArrowLeft", "F5"]) assert.deepEqual(press(key), { known: false, calls: [] });
});

test("plus and minus undo each other", () => {
  const [[, into]] = press("+").calls;
  const [[, out]] = press("-").calls;
  assert.ok(Number(into) < 1);
  assert.ok(Math.abs(Number(into) * Number(out) - 1) < 1e-9);
  assert.deepEqual(press("=").calls, press("+").calls);
});

test("Enter chooses the current digit if the map has it", () => {
  assert.deepEqual(press("Enter", 7), { known: true, calls: [["choose", 7]] });
  for (const row of [null, 8]) assert.deepEqual(press("Enter", row), { known: true, calls: [] });
});

test("keys with Ctrl, Alt or Command belong to the browser", () => {
  const none = { ctrlKey: false, metaKey: false, altKey: false };
  assert.equal(hasModifier(none), false);
  for (const key of Object.keys(none)) assert.equal(hasModifier({ ...none, [key]: true }), true);
});

test("a finger reaches farther than a mouse, and a click may tremble", () => {
  assert.ok(reachOf("touch") > reachOf("mouse"));
  assert.equal(reachOf("pen"), reachOf("mouse"));
  assert.equal(isDrag({ clientX: 10, clientY: 10 }, { clientX: 13, clientY: 14 }), false);
  assert.equal(isDrag({ clientX: 10, clientY: 10 }, { clientX: 10, clientY: 16 }), true);
});

test("two fingers move by their middle and zoom by their distance", () => {
  const before = spanOf([10, 20], [30, 20]);
  assert.deepEqual(before, { middle: [20, 20], apart: 20 });
  assert.deepEqual(changeOf(before, spanOf([20, 25], [60, 25])), { right: 20, down: 5, factor: 2 });
  assert.equal(spanOf([5, 5], [5, 5]).apart, 1);
});

test("a hovering pointer is reported once per pause, where it was last", (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  /** @type {unknown[]} */
  const reports = [];
  const hover = new Hover((event) => reports.push(event));
  const [first, second] = /** @type {PointerEvent[]} */ (/** @type {unknown} */ ([{ at: 1 }, { at: 2 }]));
  hover.move(first);
  hover.move(second);
  assert.deepEqual(reports, []);
  t.mock.timers.tick(50);
  assert.deepEqual(reports, [second]);
  hover.move(first);
  hover.leave();
  t.mock.timers.tick(50);
  hover.move(first);
  hover.close();
  t.mock.timers.tick(50);
  assert.deepEqual(reports, [second]);
});
