import assert from "node:assert/strict";
import { test } from "node:test";

import { ease } from "../../../pages/shared/scripts/page/motion.js";
import { thereAndBack } from "../../../pages/tour/scene/time.js";

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
