// The answer to a drawing: its reading, the cleaned drawing, its place on the map and its neighbours.

import { element } from "../../shared/scripts/page/dom.js";
import { digit } from "../../shared/scripts/room/digit.js";
import { big, withArticle } from "../../shared/scripts/page/words.js";
import { clamp } from "../../shared/scripts/page/numbers.js";

/**
 * @import { RoomMap, SentDrawing } from "../../shared/scripts/room/presenter.js"
 *
 * @typedef {Omit<SentDrawing, "hidden"> & {neighbours: {digit: number, pixels: string}[]}} Landed Answer to a
 *   drawing; the pixels are in base64.
 * @typedef {RoomMap & {address: string}} MapPicture
 */

/**
 * @param {HTMLElement} node
 * @param {{x: number, y: number}} place Shares of the map's side.
 */
function put(node, { x, y }) {
  node.style.left = `${100 * x}%`;
  node.style.top = `${100 * y}%`;
  return node;
}

const EDGE = 0.08; // half of a drawing, as a share of the map

/**
 * A share moved inwards so that the drawing stays inside the map.
 *
 * @param {number} share
 */
const inside = (share) => clamp(share, EDGE, 1 - EDGE);

/**
 * @param {Landed} answer
 * @param {MapPicture} map
 */
function mapWith(answer, map) {
  const alt = `Map of ${big(map.count)} known digits with your drawing on it`;
  return element(
    "div",
    { class: "map" },
    element("img", { src: map.address, alt }),
    ...map.names.map((name) => put(element("b", { "aria-hidden": "true" }, name.name), name)),
    put(digit(answer.seen, "Your drawing on the map"), { x: inside(answer.x), y: inside(answer.y) }),
  );
}

/**
 * The answer to a drawing.
 *
 * @param {Landed} answer
 * @param {MapPicture} map
 * @param {HTMLElement} next The button that comes after it.
 */
export function landing(answer, map, next) {
  const verdict = answer.right
    ? `It was read as ${answer.text}: right!`
    : `You meant ${answer.meant}; it was read as ${answer.text}.`;
  const figure = (/** @type {string} */ pixels, /** @type {string} */ title) =>
    element("figure", {}, digit(pixels, title), element("figcaption", {}, title));
  const near = answer.neighbours.map((one) => figure(one.pixels, withArticle(one.digit)));
  return element(
    "section",
    { "aria-label": "Your drawing" },
    element("h2", { class: `verdict ${answer.right ? "good" : "bad"}`, tabindex: -1 }, verdict),
    element(
      "div",
      { class: "pair" },
      figure(answer.seen, "yours"),
      element("span", { "aria-hidden": "true" }, "→"),
      figure(answer.cleaned, "cleaned"),
    ),
    element("h2", {}, "Here it landed"),
    mapWith(answer, map),
    element("h2", {}, "Its nearest neighbours"),
    element("div", { class: "neighbours" }, ...near),
    next,
  );
}
