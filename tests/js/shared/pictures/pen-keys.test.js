import assert from "node:assert/strict";
import { test } from "node:test";

import { BOARD, moved } from "../../../../pages/shared/scripts/pictures/pen-keys.js";

test("arrow keys move the pen, with Shift in small steps, and stop at the edge", () => {
  const middle = { x: BOARD / 2, y: BOARD / 2 };
  assert.deepEqual(moved(middle, { key: "ArrowRight", shiftKey: false }), { x: middle.x + 20, y: middle.y });
  assert.deepEqual(moved(middle, { key: "ArrowUp", shiftKey: true }), { x: middle.x, y: middle.y - 5 });
  assert.deepEqual(moved({ x: 5, y: 0 }, { key: "ArrowLeft", shiftKey: false }), { x: 0, y: 0 });
  assert.equal(moved(middle, { key: "a", shiftKey: false }), null);
});
