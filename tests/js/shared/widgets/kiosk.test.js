import assert from "node:assert/strict";
import { test } from "node:test";

import { phaseOf, startAddress } from "../../../../pages/shared/widgets/kiosk/visit.js";

const IDLE_MS = 60_000;

/**
 * @param {number} afterMs Since the last touch.
 * @param {number} [idleMs]
 */
const phase = (afterMs, idleMs = IDLE_MS) => phaseOf({ now: 1000 + afterMs, touchedAt: 1000 }, idleMs);

test("without a touch there is no visit to end, for however long", () => {
  assert.equal(phaseOf({ now: 10 ** 12, touchedAt: null }, IDLE_MS).phase, "invite");
});

test("a visit that nobody touches is warned for a quarter of a minute, then wiped", () => {
  assert.equal(phase(0).phase, "visit");
  assert.equal(phase(44_999).phase, "visit");
  assert.deepEqual(phase(45_000), { phase: "warn", secondsLeft: 15 });
  assert.deepEqual(phase(59_500), { phase: "warn", secondsLeft: 1 });
  assert.deepEqual(phase(60_000), { phase: "wipe", secondsLeft: 0 });
  assert.equal(phase(10 ** 9).phase, "wipe");
});

test("a short time is warned of in its second half only", () => {
  assert.equal(phase(4999, 10_000).phase, "visit");
  assert.equal(phase(5000, 10_000).phase, "warn");
});

test("the next visit begins with the tour, as the operator has set it up", () => {
  assert.equal(startAddress("/tour", "?board=abc&digit=7"), "/tour?step=1");
  assert.equal(startAddress("/lab/tour", "?step=5&present=1&hide=menu"), "/lab/tour?step=1&present=1&hide=menu");
});
