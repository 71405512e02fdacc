import assert from "node:assert/strict";
import { test } from "node:test";

import { PIXELS } from "../../../../pages/shared/scripts/pictures/canvas.js";
import {
  classStop,
  drawnPixels,
  drawnStop,
  rowStop,
  stopRow,
  stopWords,
} from "../../../../pages/shared/scripts/pictures/stops.js";
import { leadTo } from "../../../../pages/shared/scripts/page/walk-link.js";

const CLASSES = ["zero", "one"];

test("a row is named and found again", () => {
  assert.equal(rowStop(60_000), "row-60000");
  assert.equal(stopRow("row-60000"), 60_000);
  for (const other of ["row-", "row-1.5", "row--1", "class-3", "mean", "xrow-1"]) assert.equal(stopRow(other), null);
});

test("each stop has its words", () => {
  assert.equal(stopWords("row-7", CLASSES), "row 7");
  assert.equal(stopWords(classStop(1), CLASSES), "mean of class one");
  assert.equal(stopWords("class-9", CLASSES), "mean of all 9s");
  assert.equal(stopWords("drawn-AAAA", CLASSES), "drawn by hand");
  assert.equal(stopWords("mean", CLASSES), "mean of all digits");
});

test("a drawing survives a link in 16 greys", () => {
  const pixels = Uint8Array.from({ length: 2 * PIXELS }, (_, at) => (at * 7) % 256);

  const stop = drawnStop(pixels, PIXELS);

  assert.match(stop, /^drawn-[\w-]{523}$/); // 392 bytes in base64url without padding
  const expected = pixels.slice(PIXELS).map((grey) => 17 * Math.round(grey / 17));
  assert.deepEqual(drawnPixels(stop), expected);
});

test("what is no drawing gives none", () => {
  for (const stop of ["drawn-", "drawn-AAAA", "drawn-?", "row-1", `class-${"A".repeat(523)}`]) {
    assert.equal(drawnPixels(stop), null);
  }
});

test("a link leads through all stops, in a model if one is given, and hides without any", () => {
  const link = /** @type {HTMLAnchorElement} */ (/** @type {unknown} */ ({ textContent: "", hidden: true, href: "" }));

  leadTo(link, "Walk", ["row-1", "class-2"], "ae-conv-2");
  const { pathname, searchParams } = new URL(link.href);
  assert.ok(pathname.endsWith("/walk"));
  assert.deepEqual(Object.fromEntries(searchParams), {
    view: "between",
    stops: "row-1,class-2",
    model: "ae-conv-2",
    beside: "none",
  });
  assert.deepEqual([link.hidden, link.textContent], [false, "Walk ↗"]);
  leadTo(link, "Walk", []);
  assert.equal(link.hidden, true);
  assert.equal(new URL(link.href).searchParams.has("model"), false);
});
