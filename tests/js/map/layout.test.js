import assert from "node:assert/strict";
import { test } from "node:test";

import { usualLook } from "../../../pages/map/latent_map/bar.js";
import { viewWords } from "../../../pages/map/latent_map/caption.js";
import { cardPlace } from "../../../pages/map/latent_map/card.js";
import { heightFor } from "../../../pages/map/latent_map/plot/export.js";
import { sortByError, walkWords } from "../../../pages/map/latent_map/gallery.js";
import { limitFor, sideFor } from "../../../pages/map/latent_map/plot/pictures.js";
import { plain } from "../../../pages/map/latent_map/plot/plotly.js";
import { countWords, subtitleOf } from "../../../pages/map/latent_map/status.js";

const FRAME = { width: 800, height: 600 };

test("pictures are as large as fits, and points stay points when they are many", () => {
  assert.equal(sideFor(1, FRAME), 56);
  const limit = limitFor(FRAME);
  assert.ok(sideFor(limit, FRAME) >= 16);
  assert.equal(sideFor(601, { width: 8000, height: 6000 }), 0);
});

test("on a small frame the limit of pictures is smaller, and is the one that is told", () => {
  const frame = { width: 200, height: 150 };
  const limit = limitFor(frame);
  assert.ok(limit < limitFor(FRAME));
  assert.ok(sideFor(limit, frame) > 0);
  assert.equal(sideFor(limit + 1, frame), 0);
});

test("the more points, the finer they are", () => {
  const looks = [10, 1000, 10_000, 70_000, 1e9].map(usualLook);
  looks.slice(1).forEach((look, at) => {
    assert.ok(look.size <= looks[at].size && look.opacity <= looks[at].opacity);
  });
  assert.deepEqual(looks[0], { size: 6, opacity: 0.9 });
  assert.deepEqual(looks.at(-1), { size: 2, opacity: 0.4 });
});

test("the card is right of the pointer, left of it at the edge, and above it on a phone", () => {
  const card = { width: 200, height: 100 };
  assert.deepEqual(cardPlace({ left: 300, top: 300 }, card, FRAME), { left: 318, top: 250 });
  assert.deepEqual(cardPlace({ left: 700, top: 300 }, card, FRAME), { left: 482, top: 250 });
  const phone = { width: 320, height: 500 };
  assert.deepEqual(cardPlace({ left: 160, top: 300 }, card, phone), { left: 60, top: 182 });
  assert.deepEqual(cardPlace({ left: 160, top: 50 }, card, phone), { left: 60, top: 68 });
});

test("the card never leaves the window", () => {
  const card = { width: 200, height: 100 };
  for (const top of [0, 590]) {
    const place = cardPlace({ left: 300, top }, card, FRAME);
    assert.ok(place.top >= 4 && place.top + card.height <= FRAME.height - 4);
  }
});

test("what is in view is told with its bounds and with what has no place", () => {
  const view = { inView: 1234, visible: 10_000, unplaced: 0, bounds: /** @type {const} */ ([-1.25, 2, -3, 4.04]) };
  const words = viewWords({ ...view, bounds: [...view.bounds], pictures: "" });
  assert.equal(words, "1,234 of 10,000 in view. All points: horizontal −1.3 to 2.0, vertical −3.0 to 4.0.");
  assert.match(viewWords({ ...view, bounds: [...view.bounds], unplaced: 2, pictures: "" }), / 2 digits have no place/);
  const small = viewWords({ ...view, bounds: [0.121, 0.198, -0.0784, -0.0193], pictures: "" });
  assert.match(small, /horizontal 0\.121 to 0\.198, vertical −0\.078 to −0\.019\./);
});

test("counts are told once if all maps agree", () => {
  const map = { visible: 5, count: 10 };
  assert.equal(countWords([map, map], "test digits", 0), "5 of 10 test digits shown.");
  const both = countWords([map, { visible: 6, count: 10 }], "test digits", 1234);
  assert.equal(both, "5 of 10 and 6 of 10 test digits shown, 1,234 of them selected.");
  assert.equal(subtitleOf(5, 10, "test digits", 0), "5 of 10 test digits");
});

test("pictures are sorted by error without changing the selection", () => {
  const rows = [1, 2, 3];
  const errorOf = (/** @type {number} */ row) => [0, 5, 1, 9][row];
  assert.deepEqual(sortByError(rows, errorOf, "high"), [3, 1, 2]);
  assert.deepEqual(sortByError(rows, errorOf, "low"), [2, 1, 3]);
  assert.deepEqual(rows, [1, 2, 3]);
});

test("the link to a walk says how many digits it takes", () => {
  assert.deepEqual([1, 2, 8, 9].map(walkWords), [
    "Walk from here",
    "Walk through them",
    "Walk through them",
    "Walk through the first 8",
  ]);
});

test("a saved map has the proportions of the one on the screen", () => {
  const axes = (/** @type {{width: number, height: number}} */ frame) => heightFor(frame) - 84 - 60;
  assert.equal(axes({ width: 916, height: 700 }), 700);
  assert.equal(axes({ width: 300, height: 600 }), 1832);
  assert.equal(axes({ width: 3000, height: 300 }), 420); // room for the legend
});

test("a name with markup in it stays text in a picture", () => {
  assert.equal(plain("<b>a & b</b>"), "&lt;b&gt;a &amp; b&lt;/b&gt;");
});
