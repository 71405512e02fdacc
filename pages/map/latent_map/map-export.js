// A map as a file: PNG, or SVG with a shape for every point.

import { element } from "./client.js";
import { FADED, paintPoints } from "./map-overlay.js";

const WIDTH = 1200;
const HEIGHT = 900;
const SCALE = 2; // pixels of the PNG for each of the picture
const MARGIN = { l: 64, r: 220, t: 84, b: 60 };
const SVG = "http://www.w3.org/2000/svg";
const XLINK = "http://www.w3.org/1999/xlink";

/** Hands a file to the browser. */
export function save(blob, name) {
  const address = URL.createObjectURL(blob);
  element("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

/** Names come from files; Plotly would read markup in them. */
const plain = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

/**
 * Axes, title, legend and decoded plane as an SVG document with no points yet, its layer for them,
 * and the rectangle of the axes in it.
 */
async function axes(plot, { title, subtitle, legend }) {
  const { theme, info } = plot;
  const range = plot.range;
  const axis = (text, r) => ({ title: { text: plain(text) }, range: [...r], gridcolor: theme.grid, zerolinecolor: theme.grid, color: theme.text });
  const figure = {
    data: plot.groups.map((group) => ({
      type: "scatter", mode: "markers", x: [null], y: [null], name: plain(`${group.name} (${group.indices.length.toLocaleString("en")})`),
      marker: { color: group.colour, size: 12 }, visible: group.hidden ? "legendonly" : true, showlegend: true,
    })),
    layout: {
      width: WIDTH, height: HEIGHT, margin: MARGIN, paper_bgcolor: theme.ground, plot_bgcolor: "rgba(0,0,0,0)",
      font: { color: theme.text, family: "sans-serif", size: 14 },
      title: { text: `${plain(title)}<br><sup>${plain(subtitle)}</sup>`, x: 0, xref: "paper", font: { size: 20 } },
      legend: { title: { text: plain(legend) }, itemsizing: "constant" },
      showlegend: true,
      xaxis: axis(info.axes[0], range.x),
      yaxis: axis(info.axes[1], range.y),
      images: plot.image ? [plot.image] : [],
    },
  };
  const address = await plot.Plotly.toImage(figure, { format: "svg", width: WIDTH, height: HEIGHT });
  const made = new DOMParser().parseFromString(decodeURIComponent(address.slice(address.indexOf(",") + 1)), "image/svg+xml");
  const layer = made.querySelector(".cartesianlayer .overplot .xy");
  const [left, top] = layer.getAttribute("transform").match(/[\d.]+/g).map(Number);
  const [width, height] = ["width", "height"].map((name) => Number(made.querySelector(".plotclip rect").getAttribute(name)));
  return { made, layer, frame: { left, top, width, height } };
}

/** The circles of all points in view as SVG text, those that are not selected in grey. */
function circles(plot, frame) {
  const { look, theme, selection, points, slices } = plot;
  const pixel = plot.projector(frame);
  const radius = look.size / 2;
  const shapes = { faded: [], strong: [] };
  for (const { group, indices } of slices) {
    if (group.hidden) continue;
    const own = [];
    for (const index of indices) {
      const [x, y] = pixel(points.x[index], points.y[index]);
      if (x < 0 || y < 0 || x > frame.width || y > frame.height) continue;
      const into = selection && !selection.has(index) ? shapes.faded : own;
      into.push(`<circle cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" r="${radius}"/>`);
    }
    shapes.strong.push(`<g fill="${group.colour}" fill-opacity="${look.opacity}">${own.join("")}</g>`);
  }
  return `<g fill="${theme.faded}" fill-opacity="${FADED}">${shapes.faded.join("")}</g>${shapes.strong.join("")}`;
}

/** The digits in view as pictures, painted at `scale`, or null where they are too many. */
function pictures(plot, frame, scale) {
  const canvas = element("canvas", { width: frame.width * scale, height: frame.height * scale });
  const context = canvas.getContext("2d");
  context.imageSmoothingEnabled = false;
  context.scale(scale, scale);
  plot.overlay.paintPictures(context, frame, plot.projector(frame));
  const some = plot.overlay.side > 0;
  plot.paint(); // the overlay on the screen has its own size
  return some ? canvas : null;
}

/** `words` are {title, subtitle, legend}; the blob of an SVG file. */
export async function svg(plot, words) {
  const { made, layer, frame } = await axes(plot, words);
  const text = `<g xmlns="${SVG}">${circles(plot, frame)}</g>`;
  layer.append(made.importNode(new DOMParser().parseFromString(text, "image/svg+xml").documentElement, true));
  const digits = pictures(plot, frame, SCALE);
  if (digits) {
    const image = made.createElementNS(SVG, "image");
    image.setAttribute("width", frame.width);
    image.setAttribute("height", frame.height);
    image.setAttributeNS(XLINK, "xlink:href", digits.toDataURL());
    layer.append(image);
  }
  return new Blob([new XMLSerializer().serializeToString(made)], { type: "image/svg+xml" });
}

/** `words` are {title, subtitle, legend}; the blob of a PNG file. */
export async function png(plot, words) {
  const { made, frame } = await axes(plot, words);
  const image = new Image(WIDTH, HEIGHT);
  image.src = `data:image/svg+xml,${encodeURIComponent(new XMLSerializer().serializeToString(made))}`;
  await image.decode();
  const canvas = element("canvas", { width: WIDTH * SCALE, height: HEIGHT * SCALE });
  const context = canvas.getContext("2d");
  context.scale(SCALE, SCALE);
  context.drawImage(image, 0, 0, WIDTH, HEIGHT);
  context.translate(frame.left, frame.top);
  context.beginPath();
  context.rect(0, 0, frame.width, frame.height);
  context.clip();
  paintPoints(context, plot, plot.projector(frame), true);
  const digits = pictures(plot, frame, SCALE);
  if (digits) context.drawImage(digits, 0, 0, frame.width, frame.height);
  return new Promise((done) => canvas.toBlob(done, "image/png"));
}
