import assert from "node:assert/strict";
import { afterEach, test } from "node:test";

import { useNoun, worded } from "../../../../pages/shared/scripts/page/dom.js";

afterEach(() => useNoun("digit"));

test("a text about digits takes the noun of the page's data set", () => {
  assert.equal(worded("Digit 3: all handwritten digits"), "Digit 3: all handwritten digits");
  useNoun("garment");
  assert.equal(worded("Digit 3: all handwritten digits"), "Garment 3: all garments");
  assert.equal(worded("the digit's row"), "the garment's row");
});

test("names and paths keep the word", () => {
  useNoun("picture");
  for (const text of ["digits-8x8", "/api/digits/mnist", "`digits`", "hex_digits"]) assert.equal(worded(text), text);
});
