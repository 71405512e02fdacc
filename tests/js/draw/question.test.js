import assert from "node:assert/strict";
import { test } from "node:test";

import { queryOf } from "../../../pages/draw/draw_canvas/question.js";

/** @import { PictureFile } from "../../../pages/draw/draw_canvas/picture-file.js" */

const WANTED = { digit: 2, models: [], classifier: null, verdicts: true, more: {} };
/** @type {PictureFile} */
const PICTURE = { image: null, body: new Uint8Array(), note: "", turns: null, boxes: null, found: [], link: null };
const said = (/** @type {Parameters<typeof queryOf>} */ ...given) => Object.fromEntries(queryOf(...given));

test("a drawing is asked about by its width, a picture as it is", () => {
  assert.deepEqual(said(null, WANTED), { digit: "2", width: "140" });
  assert.deepEqual(said(PICTURE, WANTED), { digit: "2" });
});

test("turns and boxes by hand go along, boxes alone for a picture that is upright", () => {
  const boxes = [{ box: /** @type {[number, number, number, number]} */ ([0, 0.25, 0.5, 1]), digit: 3 }];
  assert.equal(said({ ...PICTURE, turns: 3 }, WANTED).turns, "3");
  const { turns, boxes: sent } = said({ ...PICTURE, boxes }, WANTED);
  assert.deepEqual([turns, sent], ["0", "0,0.25,0.5,1"]);
});

test("models, classifier, noise and a verdict that can wait are named", () => {
  const models = [
    { name: "dae", title: "A" },
    { name: "vae", title: "B" },
  ];
  const more = { noise: "{}", seed: "4" };
  const query = said(null, { ...WANTED, models, classifier: "clf", verdicts: false, more });
  assert.deepEqual(query, {
    digit: "2",
    width: "140",
    models: "dae,vae",
    classifier: "clf",
    verdicts: "false",
    ...more,
  });
});
