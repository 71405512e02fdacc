import assert from "node:assert/strict";
import { test } from "node:test";

import { ease } from "../../../pages/shared/motion.js";
import { thereAndBack } from "../../../pages/tour/scene/time.js";
import { keyStep } from "../../../pages/tour/steps/keys.js";

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

test("a film goes there and back, and rests at both ends", () => {
  assert.equal(thereAndBack(0, 4000), 0);
  assert.equal(thereAndBack(1200, 4000), 0);
  assert.equal(thereAndBack(3200, 4000), 0.5);
  assert.equal(thereAndBack(5200, 4000), 1);
  assert.equal(thereAndBack(6300, 4000), 1);
  assert.equal(thereAndBack(8400, 4000), 0.5);
  assert.equal(thereAndBack(10_400, 4000), 0);
});

test("a movement starts and ends slowly", () => {
  assert.equal(ease(0), 0);
  assert.equal(ease(1), 1);
  assert.ok(ease(0.1) < 0.1);
  assert.ok(ease(0.9) > 0.9);
});
