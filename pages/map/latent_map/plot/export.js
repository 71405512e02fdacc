// A map as a file: PNG, or SVG with a shape per point.

import { context2d } from "../../../shared/scripts/pictures/canvas.js";
import { element } from "../../../shared/scripts/page/dom.js";
import { big } from "../../../shared/scripts/page/words.js";
import { fitRange, projector } from "./geometry.js";
import { NAME, nameLabels, paintNames } from "./names.js";
import { FADED, paintPoints } from "./overlay.js";
import { plain } from "./plotly.js";

/**
 * @import { Frame, Projector, Range } from "./geometry.js"
 * @import { Plot } from "./plot.js"
 *
 * @typedef {{title: string, subtitle: string, legend: string}} Words Texts on the picture.
 */

const WIDTH = 1200;
const SCALE = 2; // pixels of the PNG per pixel of the picture
const MARGIN = { l: 64, r: 220, t: 84, b: 60 };
const LEAST_HEIGHT = 420; // of the axes, so that the legend has room
const SVG = "http://www.w3.org/2000/svg";
const XLINK = "http://www.w3.org/1999/xlink";

/**
 * The height of a picture whose axes have the same proportions as on the screen.
 *
 * @param {{width: number, height: number}} frame Frame of the axes on the screen.
 */
export function heightFor({ width, height }) {
  const axes = ((WIDTH - MARGIN.l - MARGIN.r) * height) / width;
  return Math.round(Math.max(LEAST_HEIGHT, axes)) + MARGIN.t + MARGIN.b;
}

/**
 * Axes, title, legend and decoded plane as a figure for Plotly, without points.
 *
 * @param {Plot} plot
 * @param {Words} words
 * @param {Range} range
 * @param {number} height
 */
function figureOf({ theme, info, groups, image }, { title, subtitle, legend }, range, height) {
  /** @type {(text: string, ends: number[]) => object} */
  const axis = (text, ends) => ({
    title: { text: plain(text) },
    range: [...ends],
    gridcolor: theme.grid,
    zerolinecolor: theme.grid,
    color: theme.text,
  });
  const data = groups.map((group) => ({
    type: "scatter",
    mode: "markers",
    x: [null],
    y: [null],
    name: plain(`${group.name} (${big(group.indices.length)})`),
    marker: { color: group.colour, size: 12 },
    visible: group.hidden ? "legendonly" : true,
    showlegend: true,
  }));
  const layout = {
    width: WIDTH,
    height,
    margin: MARGIN,
    paper_bgcolor: theme.ground,
    plot_bgcolor: "rgba(0,0,0,0)",
    font: { color: theme.text, family: "sans-serif", size: 14 },
    title: { text: `${plain(title)}<br><sup>${plain(subtitle)}</sup>`, x: 0, xref: "paper", font: { size: 20 } },
    legend: { title: { text: plain(legend) }, itemsizing: "constant" },
    showlegend: true,
    xaxis: axis(info.axes[0], range.x),
    yaxis: axis(info.axes[1], range.y),
    images: image ? [image] : [],
  };
  return { data, layout };
}

/**
 * The figure as an SVG document, its layer for the points, and the rectangle of its axes.
 *
 * @param {Plot} plot
 * @param {Words} words
 */
async function drawAxes(plot, words) {
  const tall = heightFor(plot.view.frame);
  const size = { width: WIDTH - MARGIN.l - MARGIN.r, height: tall - MARGIN.t - MARGIN.b };
  const range = fitRange(plot.view.range, size);
  const options = { format: "svg", width: WIDTH, height: tall };
  const { Plotly } = plot.view;
  if (!Plotly) throw new Error("it is still being drawn");
  const address = await Plotly.toImage(figureOf(plot, words, range, tall), options);
  const text = decodeURIComponent(address.slice(address.indexOf(",") + 1));
  const picture = new DOMParser().parseFromString(text, "image/svg+xml");
  const layer = picture.querySelector(".cartesianlayer .overplot .xy");
  const clip = picture.querySelector(".plotclip rect");
  if (!layer || !clip) throw new Error("the drawing library returned a picture without axes");
  const [left, top] = (layer.getAttribute("transform")?.match(/[\d.]+/g) ?? []).map(Number);
  const [width, height] = ["width", "height"].map((name) => Number(clip.getAttribute(name)));
  const frame = { left, top, width, height };
  return { picture, layer, frame, tall, pixel: projector(frame, range) };
}

/**
 * All points in view as SVG circles; points that are not selected are grey.
 *
 * @param {Plot} plot
 * @param {Frame} frame
 * @param {Projector} pixel
 */
function circles(plot, frame, pixel) {
  const { look, theme, selection, points, slices } = plot;
  const radius = look.size / 2;
  /** @type {string[]} */
  const faded = [];
  /** @type {string[]} */
  const strong = [];
  for (const { group, indices } of slices) {
    if (group.hidden) continue;
    const own = [];
    for (const index of indices) {
      const [x, y] = pixel(points.x[index], points.y[index]);
      if (x < 0 || y < 0 || x > frame.width || y > frame.height) continue;
      const circle = `<circle cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" r="${radius}"/>`;
      if (selection && !selection.has(index)) faded.push(circle);
      else own.push(circle);
    }
    strong.push(`<g fill="${group.colour}" fill-opacity="${look.opacity}">${own.join("")}</g>`);
  }
  return `<g fill="${theme.faded}" fill-opacity="${FADED}">${faded.join("")}</g>${strong.join("")}`;
}

/**
 * The names of the groups as SVG texts with a halo.
 *
 * @param {Plot} plot
 * @param {Projector} pixel
 */
function nameTexts({ names, theme, overlay }, pixel) {
  if (overlay.side) return "";
  const texts = nameLabels(names, pixel).map(
    ({ text, left, top }) => `<text x="${left.toFixed(1)}" y="${top.toFixed(1)}">${plain(text)}</text>`,
  );
  const look =
    `font-family="${NAME.font}" font-size="${NAME.size}" font-weight="700" text-anchor="middle" ` +
    `dominant-baseline="central" fill="${theme.text}" stroke="${theme.ground}" stroke-width="${2 * NAME.halo}" ` +
    'stroke-linejoin="round" paint-order="stroke"';
  return `<g ${look}>${texts.join("")}</g>`;
}

/**
 * The digits in view as pictures, or null if there are too many.
 *
 * @param {Plot} plot
 * @param {Frame} frame
 * @param {Projector} pixel
 */
function pictures(plot, frame, pixel) {
  const canvas = element("canvas", { width: frame.width * SCALE, height: frame.height * SCALE });
  const context = context2d(canvas);
  context.imageSmoothingEnabled = false;
  context.scale(SCALE, SCALE);
  plot.overlay.paintPictures(context, frame, pixel);
  const any = plot.overlay.side > 0;
  plot.paint(); // again for the screen, where the overlay has another size
  return any ? canvas : null;
}

/**
 * A map as an SVG file.
 *
 * @param {Plot} plot
 * @param {Words} words
 */
export async function svg(plot, words) {
  const { picture, layer, frame, pixel } = await drawAxes(plot, words);
  const names = plot.overlay.showNames ? nameTexts(plot, pixel) : "";
  const text = `<g xmlns="${SVG}">${circles(plot, frame, pixel)}${names}</g>`;
  layer.append(picture.importNode(new DOMParser().parseFromString(text, "image/svg+xml").documentElement, true));
  const digits = pictures(plot, frame, pixel);
  if (digits) {
    const image = picture.createElementNS(SVG, "image");
    image.setAttribute("width", String(frame.width));
    image.setAttribute("height", String(frame.height));
    image.setAttributeNS(XLINK, "xlink:href", digits.toDataURL());
    layer.append(image);
  }
  return new Blob([new XMLSerializer().serializeToString(picture)], { type: "image/svg+xml" });
}

/**
 * A map as a PNG file.
 *
 * @param {Plot} plot
 * @param {Words} words
 * @returns {Promise<Blob>}
 */
export async function png(plot, words) {
  const { picture, frame, tall, pixel } = await drawAxes(plot, words);
  const image = new Image(WIDTH, tall);
  image.src = `data:image/svg+xml,${encodeURIComponent(new XMLSerializer().serializeToString(picture))}`;
  await image.decode();
  const canvas = element("canvas", { width: WIDTH * SCALE, height: tall * SCALE });
  const context = context2d(canvas);
  context.scale(SCALE, SCALE);
  context.drawImage(image, 0, 0, WIDTH, tall);
  context.translate(frame.left, frame.top);
  context.beginPath();
  context.rect(0, 0, frame.width, frame.height);
  context.clip();
  paintPoints(context, plot, pixel, { round: true });
  const digits = pictures(plot, frame, pixel);
  if (digits) context.drawImage(digits, 0, 0, frame.width, frame.height);
  else if (plot.overlay.showNames) paintNames(context, plot.names, pixel, plot.theme);
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("the picture is too large"))), "image/png");
  });
}
