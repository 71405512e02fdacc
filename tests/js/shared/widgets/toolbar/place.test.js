import assert from "node:assert/strict";
import { test } from "node:test";

import { cardPlace } from "../../../../../pages/shared/widgets/toolbar/place.js";

const CARD = { width: 380, height: 180 };
const LAPTOP = { width: 1280, height: 800 };
const PHONE = { width: 390, height: 844 };

/**
 * Whether the card is whole inside the window.
 *
 * @param {{left: number, top: number}} place
 * @param {{width: number, height: number}} card
 * @param {{width: number, height: number}} view
 */
const isInside = ({ left, top }, card, view) =>
  left >= 0 && top >= 0 && left + card.width <= view.width && top + card.height <= view.height;

test("the card stands below its target, or above it", () => {
  assert.ok(cardPlace({ left: 100, top: 100, width: 200, height: 50 }, CARD, LAPTOP).top >= 150);
  const above = cardPlace({ left: 100, top: 700, width: 200, height: 50 }, CARD, LAPTOP);
  assert.ok(above.top + CARD.height <= 700);
});

test("beside a tall target it stands right or left", () => {
  assert.ok(cardPlace({ left: 50, top: 60, width: 600, height: 700 }, CARD, LAPTOP).left >= 650);
  const left = cardPlace({ left: 800, top: 60, width: 470, height: 700 }, CARD, LAPTOP);
  assert.ok(left.left + CARD.width <= 800);
});

test("it stays inside the window, wherever the target is", () => {
  const card = { width: 370, height: 200 };
  for (const view of [LAPTOP, PHONE])
    for (let left = -500; left < 1500; left += 250)
      for (let top = -900; top < 1800; top += 150)
        for (const side of [20, 300, 1500]) {
          const place = cardPlace({ left, top, width: side, height: side }, card, view);
          assert.ok(isInside(place, card, view), JSON.stringify({ left, top, side, place }));
        }
});
