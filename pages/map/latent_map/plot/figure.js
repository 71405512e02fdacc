// A map as a figure for Plotly: traces, axes, the picture behind the points.

import { FADED } from "./overlay.js";

/**
 * @import { Points, Shape } from "../../../shared/scripts/pictures/points.js"
 * @import { Look, Tool } from "../bar.js"
 * @import { Range } from "./geometry.js"
 * @import { Slice } from "./layers.js"
 *
 * @typedef {{lassoPoints?: {x: number[], y: number[]}, range?: Range}} Outline Event of a lasso or a box in Plotly.
 *
 * @typedef {{text: string, ground: string, grid: string, faded: string, type: number, page: number}} Theme Colours, and
 *   the sizes of type and of points, usually 1.
 */

/** Sizes in pixels, if the type has its usual size. */
export const TITLE = { size: 12, standoff: 4 };
export const TICK_SIZE = 11;

/** Pixels around the axes. */
const MARGIN = { l: 44, r: 8, t: 8, b: 36 };

/**
 * The margins of the plot, which hold the figures of the axes.
 *
 * @param {number} type Size of the type, usually 1.
 */
export const marginOf = (type) => ({ ...MARGIN, l: Math.round(MARGIN.l * type), b: Math.round(MARGIN.b * type) });
const CLEAR = "rgba(0,0,0,0)";

/** Plotly's controls are off except for zooming with the wheel: dragging one axis would stretch the map. */
export const CONFIG = {
  displayModeBar: false,
  scrollZoom: true,
  doubleClick: false,
  showAxisDragHandles: false,
};

/** The trace of a plot whose points the overlay paints. */
export const NO_POINTS = { type: "scatter", mode: "markers", x: [], y: [], hoverinfo: "skip" };

/**
 * The trace of a slice.
 *
 * @param {Slice} slice
 * @param {{points: Points, look: Look, theme: Theme, selection: Set<number> | null}} plot
 */
export const traceOf = ({ group, indices }, { points, look, theme, selection }) => ({
  type: "scattergl",
  mode: "markers",
  name: group.name,
  x: Float32Array.from(indices, (index) => points.x[index]),
  y: Float32Array.from(indices, (index) => points.y[index]),
  hoverinfo: "skip",
  visible: !group.hidden,
  marker: { color: group.colour, size: look.size * theme.page, opacity: look.opacity, line: { width: 0 } },
  ...highlight(indices, selection, look, theme),
});

/**
 * How the selected points of a trace differ from the others.
 *
 * @param {number[]} indices
 * @param {Set<number> | null} selection
 * @param {Look} look
 * @param {Theme} theme
 */
function highlight(indices, selection, look, theme) {
  if (!selection) return { selectedpoints: null };
  return {
    selectedpoints: indices.flatMap((index, at) => (selection.has(index) ? [at] : [])),
    selected: { marker: { opacity: Math.min(1, look.opacity + 0.2), size: look.size * theme.page + 1 } },
    unselected: { marker: { color: theme.faded, opacity: FADED } },
  };
}

/**
 * The axes of a map, and what dragging does.
 *
 * @param {Range} range
 * @param {string[]} titles Titles of the two axes.
 * @param {Tool} tool
 * @param {{theme: Theme, image: object | null}} plot
 */
export function layoutOf(range, titles, tool, { theme, image }) {
  /** @type {(title: string, ends: number[]) => object} */
  const axis = (title, ends) => ({
    title: { text: title, font: { size: TITLE.size * theme.type }, standoff: TITLE.standoff },
    range: [...ends],
    gridcolor: theme.grid,
    zerolinecolor: theme.grid,
    color: theme.text,
    tickfont: { size: TICK_SIZE * theme.type },
    exponentformat: "none", // the default writes 0.0001 as 100μ and 20,000 as 20k
    separatethousands: true,
  });
  return {
    autosize: true,
    margin: marginOf(theme.type),
    showlegend: false,
    hovermode: false,
    dragmode: tool,
    selectdirection: "d",
    paper_bgcolor: CLEAR,
    plot_bgcolor: CLEAR,
    font: { color: theme.text },
    xaxis: axis(titles[0], range.x),
    yaxis: axis(titles[1], range.y),
    images: image ? [image] : [],
    newselection: { mode: "immediate" },
  };
}

/**
 * A picture behind the points, over a rectangle of the plane.
 *
 * @param {string} source Address of the picture.
 * @param {Range} range
 */
export const imageOf = (source, { x, y }) => ({
  source,
  xref: "x",
  yref: "y",
  x: x[0],
  y: y[1],
  sizex: x[1] - x[0],
  sizey: y[1] - y[0],
  sizing: "stretch",
  layer: "below",
  opacity: 0.6,
});

/**
 * The shape of a selection that Plotly reports, or null if it has none.
 *
 * @param {Outline} event
 * @returns {Shape | null}
 */
export function shapeOf({ lassoPoints, range }) {
  if (lassoPoints) return { polygon: lassoPoints.x.map((x, at) => [x, lassoPoints.y[at]]) };
  if (!range) return null;
  const ends = (/** @type {number[]} */ numbers) => [...numbers].sort((a, b) => a - b);
  return { box: [...ends(range.x), ...ends(range.y)] };
}
