import assert from "node:assert/strict";
import { test } from "node:test";

import {
  asksForStage,
  hiddenParts,
  hidingRule,
  stageAction,
  stageQuery,
} from "../../../../../pages/shared/widgets/toolbar/stage.js";

/**
 * A key pressed while an element of this name has the focus.
 *
 * @param {string} key
 * @param {string} [tagName]
 * @param {object} [more]
 */
const press = (key, tagName = "BODY", more = {}) =>
  /** @type {KeyboardEvent} */ (/** @type {unknown} */ ({ key, composedPath: () => [{ tagName }], ...more }));

test("the stage is one entry of the address, and all others stay", () => {
  const entered = stageQuery("?digit=7&sigma=0.4", true);

  assert.equal(entered, "digit=7&sigma=0.4&present=1");
  assert.ok(asksForStage(entered));
  assert.equal(stageQuery(entered, false), "digit=7&sigma=0.4");
  assert.ok(!asksForStage("?present=0"));
});

test("an address hides parts by name, and only by name", () => {
  assert.deepEqual(hiddenParts("?hide=settings,kind"), ["settings", "kind"]);
  assert.deepEqual(hiddenParts("?hide=a{},*,,:root,7"), []);
  assert.deepEqual(hiddenParts(""), []);
});

test("parts of the frame have names too", () => {
  assert.match(hidingRule(["menu", "kind"]), /stHeader.*, \.st-key-kind \{ display: none/);
  assert.equal(hidingRule([]), "");
});

test("P enters and leaves, but not while somebody types", () => {
  assert.equal(stageAction(press("p"), false), "toggle");
  assert.equal(stageAction(press("P"), true), "toggle");
  assert.equal(stageAction(press("p", "INPUT"), false), null);
  assert.equal(stageAction(press("p", "BODY", { ctrlKey: true }), false), null);
});

test("a clicker turns the pages only on the stage", () => {
  assert.equal(stageAction(press("PageDown"), false), null);
  assert.equal(stageAction(press("PageDown", "CANVAS"), true), "next");
  assert.equal(stageAction(press("PageUp"), true), "previous");
  assert.equal(stageAction(press("Escape"), true), "leave");
});

test("a clicker turns from a slider and a field, but not from a text of several lines", () => {
  const field = (/** @type {string} */ type) => ({ composedPath: () => [{ tagName: "INPUT", type }] });
  assert.equal(stageAction(press("PageDown", "INPUT", field("range")), true), "next");
  assert.equal(stageAction(press("PageDown", "INPUT", field("text")), true), "next");
  assert.equal(stageAction(press("PageDown", "TEXTAREA"), true), null);
  assert.equal(stageAction(press("ArrowRight", "INPUT", field("range")), true), null);
  assert.equal(stageAction(press("p", "INPUT", field("range")), false), "toggle");
});

test("arrow keys belong to the picture that has the focus", () => {
  assert.equal(stageAction(press("ArrowRight", "CANVAS"), true), null);
  assert.equal(stageAction(press("ArrowRight"), true), "next");
  assert.equal(stageAction(press("ArrowLeft"), true), "previous");
});
