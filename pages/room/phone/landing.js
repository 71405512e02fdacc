// What became of a drawing: what was read, its cleaned twin, its place on the map, its neighbours.

import { element } from "../../shared/scripts/page/dom.js";
import { digit } from "../../shared/scripts/room/digit.js";
import { withArticle } from "../../shared/scripts/page/words.js";

/**
 * @typedef {{name: string, x: number, y: number, colour: string}} Name
 * @typedef {{address: string, count: number, names: Name[]}} MapPicture
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

/**
 * A place whose picture does not stick out of the map.
 *
 * @param {number} share
 */
const inside = (share) => Math.max(0.08, Math.min(0.92, share));

/**
 * @param {any} answer
 * @param {MapPicture} map
 */
function mapWith(answer, map) {
  const alt = `Map of ${map.count.toLocaleString("en")} known digits with your drawing on it`;
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
 * @param {any} answer
 * @param {MapPicture} map
 * @param {HTMLElement} next The button that comes after it.
 */
export function landing(answer, map, next) {
  const verdict = answer.right
    ? `It was read as ${answer.text}: right!`
    : `You meant ${answer.meant}; it was read as ${answer.text}.`;
  const figure = (/** @type {string} */ pixels, /** @type {string} */ title) =>
    element("figure", {}, digit(pixels, title), element("figcaption", {}, title));
  const near = answer.neighbours.map((/** @type {any} */ one) => figure(one.pixels, withArticle(one.digit)));
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
