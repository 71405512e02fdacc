import assert from "node:assert/strict";
import { test } from "node:test";

import { keyStep } from "../../../../pages/shared/scripts/page/keys.js";

/**
 * A key pressed while an element of this name has the focus.
 *
 * @param {string} key
 * @param {string} [tagName]
 * @param {object} [more]
 */
const press = (key, tagName = "BODY", more = {}) =>
  /** @type {KeyboardEvent} */ (
    /** @type {unknown} */ ({ key, composedPath: () => [{ tagName, getAttribute: () => null }], ...more })
  );

test("arrow keys and a clicker turn the steps", () => {
  assert.equal(keyStep(press("ArrowRight")), 1);
  assert.equal(keyStep(press("PageDown")), 1);
  assert.equal(keyStep(press("ArrowLeft")), -1);
  assert.equal(keyStep(press("PageUp")), -1);
  assert.equal(keyStep(press("a")), 0);
});

test("arrow keys on a slider or a picture are its own, a clicker's are not", () => {
  assert.equal(keyStep(press("ArrowRight", "INPUT")), 0);
  assert.equal(keyStep(press("ArrowRight", "CANVAS")), 0);
  assert.equal(keyStep(press("PageDown", "CANVAS")), 1);
});

test("keys with modifiers belong to the browser", () => {
  assert.equal(keyStep(press("ArrowLeft", "BODY", { altKey: true })), 0);
  assert.equal(keyStep(press("ArrowRight", "BODY", { defaultPrevented: true })), 0);
});
