// A sketch of the axes, shown until Plotly draws them: the same lines and texts at the same pixels.

import { element } from "../../../shared/scripts/page/dom.js";
import { context2d } from "../../../shared/scripts/pictures/canvas.js";
import { TICK_SIZE, TITLE } from "./figure.js";

/**
 * @import { Theme } from "./figure.js"
 * @import { Frame, Range } from "./geometry.js"
 */

const SVG = "http://www.w3.org/2000/svg";
const FONT = '"Open Sans", verdana, arial, sans-serif'; // Plotly's
const STEPS = [2, 5, 10];

/**
 * The numbers that Plotly writes along a linear axis, each with its distance from the lower end in pixels.
 *
 * @param {number[]} ends
 * @param {number} length In pixels.
 * @param {number} apart Pixels between two numbers that Plotly aims at.
 */
export function ticksOf([low, high], length, apart) {
  const most = Math.min(9, Math.max(4, length / apart)) + 1;
  const least = (high - low) / most; // between two numbers
  const power = 10 ** Math.floor(Math.log10(least));
  const step = power * (STEPS.find((times) => times * power >= least) ?? 10);
  const decimals = Math.min(20, Math.max(0, -Math.floor(Math.log10(step))));
  const format = new Intl.NumberFormat("en", { maximumFractionDigits: decimals });
  const margin = (high - low) / 10_000;
  const ticks = [];
  for (let count = Math.ceil((low - margin) / step); count * step <= high + margin; count += 1) {
    const text = format.format(count * step || 0).replace("-", "−");
    ticks.push({ text, at: ((count * step - low) / (high - low)) * length });
  }
  return ticks;
}

/**
 * @param {string} name
 * @param {Record<string, string | number>} attributes
 * @param {string} [text]
 */
function shape(name, attributes, text = "") {
  const node = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, String(value));
  node.textContent = text;
  return node;
}

/**
 * Grid, numbers and titles of the two axes.
 *
 * @param {Frame} frame
 * @param {Range} range
 * @param {string[]} titles
 * @param {Theme} theme
 * @returns {SVGElement}
 */
export function sketchAxes({ left, top, width, height }, range, [xTitle, yTitle], theme) {
  const bottom = top + height;
  const [size, titleSize] = [TICK_SIZE * theme.type, TITLE.size * theme.type];
  const context = context2d(element("canvas"));
  context.font = `${size}px ${FONT}`;
  const sketch = shape("svg", { class: "lm-axes", "aria-hidden": "true", "font-family": FONT, fill: theme.text });
  const line = (/** @type {string} */ d) =>
    sketch.append(shape("path", { d, stroke: theme.grid, "shape-rendering": "crispEdges" }));
  /** @type {(text: string, x: number, y: number, look: Record<string, string | number>) => void} */
  const write = (text, x, y, look) => sketch.append(shape("text", { x, y, "font-size": size, ...look }, text));
  let widest = 0;
  for (const { text, at } of ticksOf(range.x, width, 80)) {
    if (at > 1 && at < width - 1) line(`M${left + at},${top}v${height}`);
    write(text, left + at, bottom + 1 + size, { "text-anchor": "middle" });
  }
  for (const { text, at } of ticksOf(range.y, height, 40)) {
    if (at > 1 && at < height - 1) line(`M${left},${bottom - at}h${width}`);
    write(text, left - 1, bottom - at + 0.35 * size, { "text-anchor": "end" });
    widest = Math.max(widest, context.measureText(text).width);
  }
  const title = { "font-size": titleSize, "text-anchor": "middle" };
  const below = 0.5 + size + context.measureText("0").fontBoundingBoxDescent + TITLE.standoff + 0.7 * titleSize;
  write(xTitle, left + width / 2, bottom + below, title);
  const [x, y] = [left - 0.5 - widest - TITLE.standoff - 0.35 * titleSize, top + height / 2];
  write(yTitle, x, y, { ...title, transform: `rotate(-90,${x},${y})` });
  return sketch;
}
