import assert from "node:assert/strict";
import { test } from "node:test";

import { ease } from "../../../../pages/shared/scripts/page/motion.js";

test("a movement starts and ends slowly, and is half done at half time", () => {
  assert.deepEqual([ease(0), ease(0.5), ease(1)], [0, 0.5, 1]);
  assert.ok(ease(0.1) < 0.05 && ease(0.9) > 0.95);
  assert.ok(ease(0.55) - ease(0.45) > 0.1);
});
