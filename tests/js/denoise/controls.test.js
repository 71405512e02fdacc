import assert from "node:assert/strict";
import { test } from "node:test";

import { decimals, limitShares } from "../../../pages/denoise/noise_dial/controls.js";

test("a value is shown with the decimals of its step", () => {
  assert.deepEqual([0.05, 0.1, 1, 25].map(decimals), [2, 1, 0, 0]);
});

test("two shares of one whole do not add up to more than it", () => {
  assert.deepEqual(limitShares({ zeros: 0.75, ones: 0.5 }), { zeros: 0.75, ones: 0.25 });
  assert.deepEqual(limitShares({ zeros: 0.25, ones: 0.5 }), { zeros: 0.25, ones: 0.5 });
  assert.deepEqual(limitShares({ sigma: 2 }), { sigma: 2 });
});
