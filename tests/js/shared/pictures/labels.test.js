import assert from "node:assert/strict";
import { test } from "node:test";

import { spread } from "../../../../pages/shared/scripts/pictures/labels.js";

const SIZE = 18;

test("labels that cover each other move apart, those that do not stay", () => {
  const crowd = ["8", "5", "3", "2", "9"].map((text, at) => ({ text, left: 200 + 7 * at, top: 100 + 5 * at }));
  const alone = { text: "1", left: 20, top: 20 };
  const [first, ...moved] = spread([alone, ...crowd], SIZE);
  assert.deepEqual(first, alone);
  for (const [at, a] of moved.entries()) {
    assert.equal(a.text, crowd[at].text);
    assert.ok(Math.hypot(a.left - crowd[at].left, a.top - crowd[at].top) < 3 * SIZE, `${a.text} is too far off`);
    for (const b of moved.slice(at + 1)) {
      const apart = Math.abs(a.left - b.left) > 0.62 * SIZE || Math.abs(a.top - b.top) > SIZE;
      assert.ok(apart, `${a.text} covers ${b.text}`);
    }
  }
});

test("labels at one place part too", () => {
  const [a, b] = spread(
    [
      { text: "Sneaker", left: 50, top: 50 },
      { text: "Sandal", left: 50, top: 50 },
    ],
    SIZE,
  );
  assert.ok(Math.abs(a.top - b.top) >= SIZE);
});
