import assert from "node:assert/strict";
import { test } from "node:test";

import { verdictText } from "../../../pages/draw/draw_canvas/verdict.js";

const shares = Float32Array.from({ length: 10 }, (_, digit) => (digit === 7 ? 0.75 : 0.025));

test("a digit, a doubt and no digit each have a text of their own", () => {
  const opinion = { digit: 7, reasons: ["Because."] };
  assert.deepEqual(verdictText({ ...opinion, verdict: "digit", text: "7" }, shares), {
    large: "7",
    words: "The classifier reads a 7 and is 75\u00a0% sure.",
  });
  assert.equal(verdictText({ ...opinion, verdict: "doubt", text: "7 or 1?" }, shares).large, "7 or 1?");
  assert.deepEqual(verdictText({ ...opinion, verdict: "none", text: "not a digit, closest is 7" }, shares), {
    large: "Not a digit",
    words: "Closest is 7.",
  });
});

test("without a detector the classifier is believed, and without both nothing is read", () => {
  assert.equal(verdictText(null, shares).large, "7");
  assert.equal(verdictText(null, null).large, "–");
});

test("a person's answer stands in place of the verdict", () => {
  const opinion = { digit: 7, reasons: [], verdict: /** @type {const} */ ("none"), text: "" };
  assert.equal(verdictText(opinion, shares, 4).large, "4");
  assert.equal(verdictText(opinion, null, 0).words, "So you say.");
});
