// The view in the page's address, so that a link restores it. What is missing has its default.

import { packForAddress, unpackFromAddress } from "../../shared/scripts/pictures/base64.js";
import { COLOURS, MAX_CLUSTERS, MAX_CLUSTER_SEED } from "./colours.js";
import { readViewpoint, viewpointText } from "./plot/camera.js";

/**
 * @import { Shape } from "../../shared/scripts/pictures/points.js"
 * @import { ClusterSetting } from "./colours.js"
 * @import { Order } from "./gallery.js"
 * @import { Range } from "./plot/geometry.js"
 * @import { Viewpoint } from "./plot/camera.js"
 *
 * @typedef {{pane: number, shape: Shape}} Selected The shape of a selection and the map that it was drawn on.
 *
 * @typedef {object} State The part of the view that a link holds.
 * @property {string} colour
 * @property {ClusterSetting} clusters
 * @property {Set<number>} hidden Numbers of the hidden groups.
 * @property {(Range | null)[]} ranges Visible range of each map; null if it shows all points.
 * @property {(Viewpoint | null)[]} viewpoints Viewpoint of each map in space; null for the default.
 * @property {Selected | null} selection
 * @property {number | null} row The chosen digit.
 * @property {string | null} drawing The drawing whose neighbours are shown, in the form of a stop of a walk.
 * @property {string | null} encoder Encoder in whose latent space neighbours are searched; null for the default.
 * @property {boolean} plane Whether decoded planes are shown.
 * @property {boolean} pictures Whether points become pictures.
 * @property {boolean} names Whether classes are written on their islands.
 * @property {boolean} same Whether the maps share their axes.
 * @property {number | null} size Size of the points in pixels; null for the default for their number.
 * @property {number | null} opacity Opacity of the points; null for the default for their number.
 * @property {Order} order Order of the pictures of a selection.
 * @property {number} page Page of these pictures, from 0.
 */

const NAMES =
  "map beside digits colour k seed hide view view2 cam cam2 sel row find encoder plane pictures names same size " +
  "opacity order page drawn read";
const MOST_CORNERS = 200; // of a polygon in an address
const MOST_PAGES = 9999;
const MOST_LISTED = 150; // rows listed in an address; more are encoded as one bit each

/**
 * The numbers of a comma-separated list in an address.
 *
 * @param {string | null | undefined} text
 */
const numbers = (text) => (text ?? "").split(",").map(Number);

/**
 * @param {string | null} text
 * @returns {Range | null}
 */
function readRange(text) {
  const [left, right, bottom, top] = numbers(text);
  return left < right && bottom < top ? { x: [left, right], y: [bottom, top] } : null;
}

/**
 * Rows as a list or, if there are many, as the first one and a bit for each row that follows, in base64url.
 *
 * @param {number[]} rows Sorted.
 */
function rowsText(rows) {
  if (rows.length <= MOST_LISTED) return `r:${rows.join(",")}`;
  const first = rows[0];
  const bytes = new Uint8Array(Math.floor((rows[rows.length - 1] - first) / 8) + 1);
  for (const row of rows) bytes[(row - first) >> 3] |= 1 << ((row - first) & 7);
  return `m:${first}.${packForAddress(bytes)}`;
}

/**
 * The rows that `rowsText` wrote as bits, or null.
 *
 * @param {string} text
 */
function readBits(text) {
  const [, first, bits] = /^(\d{1,9})\.([\w-]+)$/.exec(text) ?? [];
  if (!first) return null;
  const bytes = unpackFromAddress(bits);
  return (
    bytes &&
    Array.from(bytes).flatMap((byte, at) =>
      [0, 1, 2, 3, 4, 5, 6, 7].flatMap((bit) => ((byte >> bit) & 1 ? [Number(first) + 8 * at + bit] : [])),
    )
  );
}

/**
 * @param {string | null} text Such as "0b:-1,1,-2,2": the map, the kind of shape, and its numbers.
 * @returns {Selected | null}
 */
function readSelection(text) {
  const [, pane, kind, list] = /^([01])(l|b|r|m):(.+)$/.exec(text ?? "") ?? [];
  if (!kind) return null;
  const selected = (/** @type {Shape} */ shape) => ({ pane: Number(pane), shape });
  if (kind === "m") {
    const rows = readBits(list);
    return rows && selected({ rows });
  }
  const flat = numbers(list);
  if (!flat.every(Number.isFinite)) return null;
  if (kind === "b") return flat.length === 4 ? selected({ box: flat }) : null;
  // Row ids: the form in which other pages link to their digits.
  if (kind === "r") return flat.every((row) => Number.isInteger(row) && row >= 0) ? selected({ rows: flat }) : null;
  if (flat.length < 6 || flat.length % 2) return null;
  return selected({ polygon: Array.from({ length: flat.length / 2 }, (_, i) => flat.slice(2 * i, 2 * i + 2)) });
}

/**
 * The view that a query describes. Invalid parts count as missing.
 *
 * @param {string} search Such as `location.search`.
 * @returns {State}
 */
export function readState(search) {
  const query = new URLSearchParams(search);
  const colour = query.get("colour") ?? "";
  /** @type {(name: string, low: number, high: number, usual: number) => number} */
  const whole = (name, low, high, usual) => {
    const value = Number(query.get(name) ?? usual);
    return Number.isInteger(value) && value >= low && value <= high ? value : usual;
  };
  /** @type {(name: string, low: number, high: number) => number | null} */
  const number = (name, low, high) => {
    const value = Number.parseFloat(query.get(name) ?? "");
    return value >= low && value <= high ? value : null;
  };
  const order = query.get("order");
  return {
    colour: Object.hasOwn(COLOURS, colour) ? colour : "class",
    clusters: { k: whole("k", 2, MAX_CLUSTERS, 10), seed: whole("seed", 0, MAX_CLUSTER_SEED, 0) },
    hidden: new Set(query.get("hide")?.split(",").map(Number).filter(Number.isInteger) ?? []),
    ranges: [readRange(query.get("view")), readRange(query.get("view2"))],
    viewpoints: [readViewpoint(query.get("cam")), readViewpoint(query.get("cam2"))],
    selection: readSelection(query.get("sel")),
    row: /^\d{1,9}$/.test(query.get("row") ?? "") ? Number(query.get("row")) : null,
    drawing: /^drawn-[\w-]{1,12000}$/.test(query.get("find") ?? "") ? query.get("find") : null,
    encoder: query.get("encoder") || null,
    plane: query.get("plane") !== "0",
    pictures: query.get("pictures") !== "0",
    names: query.get("names") !== "0",
    same: query.get("same") === "1",
    size: number("size", 1, 10),
    opacity: number("opacity", 0.1, 1),
    order: order === "high" || order === "low" ? order : "row",
    page: whole("page", 1, MOST_PAGES, 1) - 1,
  };
}

/**
 * A shape rounded to the decimals that the address keeps, so that a link selects exactly the same digits.
 *
 * @param {Shape} shape
 * @returns {Shape}
 */
export function roundShape(shape) {
  const round = (/** @type {number} */ value) => Number(value.toFixed(3));
  if ("box" in shape) return { box: shape.box.map(round) };
  if ("rows" in shape) return shape;
  const step = Math.max(1, Math.ceil(shape.polygon.length / MOST_CORNERS));
  return { polygon: shape.polygon.filter((_, i) => i % step === 0).map((corner) => corner.map(round)) };
}

/** @param {Selected} selection */
function selectionText({ pane, shape }) {
  if ("rows" in shape) return `${pane}${rowsText(shape.rows)}`;
  if ("box" in shape) return `${pane}b:${shape.box.join(",")}`;
  return `${pane}l:${shape.polygon.flat().join(",")}`;
}

/**
 * The query that describes a view. Parameters of other parts of the page stay.
 *
 * @param {string} search Such as `location.search`.
 * @param {State} state
 * @param {object} page
 * @param {{id: string}[]} page.maps
 * @param {string} page.split
 * @param {Record<string, string>} page.link Parameters that the page itself adds to the address.
 */
export function stateQuery(search, state, { maps, split, link }) {
  const query = new URLSearchParams(search);
  NAMES.split(" ").forEach((name) => query.delete(name));
  const { colour, clusters, hidden, ranges, viewpoints, selection, row, drawing, encoder } = state;
  const { size, opacity, order, page } = state;
  const put = (/** @type {string} */ name, /** @type {unknown} */ value) => query.set(name, String(value));
  const rangeText = (/** @type {Range} */ { x, y }) => [...x, ...y].map((value) => value.toFixed(3)).join(",");
  put("map", maps[0].id);
  if (maps[1]) put("beside", maps[1].id);
  if (split !== "test") put("digits", split);
  if (colour !== "class") put("colour", colour);
  if (colour === "cluster") Object.entries(clusters).forEach(([name, value]) => put(name, value));
  if (hidden.size) put("hide", [...hidden].sort((a, b) => a - b).join(","));
  if (ranges[0]) put("view", rangeText(ranges[0]));
  if (ranges[1]) put("view2", rangeText(ranges[1]));
  if (viewpoints[0]) put("cam", viewpointText(viewpoints[0]));
  if (viewpoints[1]) put("cam2", viewpointText(viewpoints[1]));
  if (selection) put("sel", selectionText(selection));
  if (row !== null) put("row", row);
  if (drawing !== null) put("find", drawing);
  if (encoder !== null) put("encoder", encoder);
  for (const name of /** @type {const} */ (["plane", "pictures", "names"])) if (!state[name]) put(name, "0");
  if (state.same) put("same", "1");
  if (size !== null) put("size", size);
  if (opacity !== null) put("opacity", opacity);
  if (order !== "row") put("order", order);
  if (page > 0) put("page", page + 1);
  Object.entries(link).forEach(([name, value]) => put(name, value));
  return query.toString();
}
