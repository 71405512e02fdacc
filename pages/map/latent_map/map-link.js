// The view in the page's address, so that a link restores it: what is not there is as usual.

import { COLOURS, MAX_CLUSTERS } from "./map-colours.js";

const NAMES = ["map", "beside", "digits", "colour", "k", "seed", "hide", "view", "view2", "sel", "row", "plane", "pictures", "same", "drawn", "read"];

const numbers = (text) => (text ?? "").split(",").map(Number);

/** The view that the address describes; parts that make no sense count as missing. */
export function readLink() {
  const query = new URLSearchParams(location.search);
  const range = (name) => {
    const [left, right, bottom, top] = numbers(query.get(name));
    return left < right && bottom < top ? { x: [left, right], y: [bottom, top] } : null;
  };
  const whole = (name, low, high, usual) => {
    const value = Number(query.get(name) ?? usual);
    return Number.isInteger(value) && value >= low && value <= high ? value : usual;
  };
  const [, pane, kind, list] = /^([01])(l|b|r):(.+)$/.exec(query.get("sel") ?? "") ?? [];
  const flat = numbers(list);
  let shape = null;
  if (kind && flat.every(Number.isFinite)) {
    if (kind === "b" && flat.length === 4) shape = { box: flat };
    if (kind === "l" && flat.length >= 6 && flat.length % 2 === 0) {
      shape = { polygon: Array.from({ length: flat.length / 2 }, (_, i) => flat.slice(2 * i, 2 * i + 2)) };
    }
    // Digits by their row ids: how another page asks for its digits to be shown here.
    if (kind === "r" && flat.every((row) => Number.isInteger(row) && row >= 0)) shape = { rows: flat };
  }
  return {
    colour: Object.hasOwn(COLOURS, query.get("colour")) ? query.get("colour") : "class",
    clusters: { k: whole("k", 2, MAX_CLUSTERS, 10), seed: whole("seed", 0, 9999, 0) },
    hidden: new Set(query.get("hide")?.split(",").map(Number).filter(Number.isInteger) ?? []),
    ranges: [range("view"), range("view2")],
    selection: shape && { pane: Number(pane), shape },
    row: /^\d{1,9}$/.test(query.get("row") ?? "") ? Number(query.get("row")) : null,
    plane: query.get("plane") === "1",
    pictures: query.get("pictures") !== "0",
    same: query.get("same") === "1",
  };
}

/** Rounds a shape as the address will have it, so that the link selects the very same digits. */
export function rounded(shape) {
  const round = (value) => Number(value.toFixed(3));
  if (shape.box) return { box: shape.box.map(round) };
  const step = Math.max(1, Math.ceil(shape.polygon.length / 200));
  return { polygon: shape.polygon.filter((_, i) => i % step === 0).map((c) => c.map(round)) };
}

/** Puts maps, digits and view into the address without a new entry in the history. */
export function writeLink({ maps, split, colour, clusters, hidden, ranges, selection, row, plane, pictures, same, link }) {
  const query = new URLSearchParams(location.search);
  NAMES.forEach((name) => query.delete(name));
  const range = (r) => [...r.x, ...r.y].map((value) => value.toFixed(3)).join(",");
  query.set("map", maps[0].id);
  if (maps[1]) query.set("beside", maps[1].id);
  if (split !== "test") query.set("digits", split);
  if (colour !== "class") query.set("colour", colour);
  if (colour === "cluster") Object.entries(clusters).forEach(([name, value]) => query.set(name, value));
  if (hidden.size) query.set("hide", [...hidden].sort((a, b) => a - b).join(","));
  if (ranges[0]) query.set("view", range(ranges[0]));
  if (ranges[1]) query.set("view2", range(ranges[1]));
  if (selection) {
    const { pane, shape } = selection;
    const kind = shape.rows ? "r" : shape.box ? "b" : "l";
    query.set("sel", `${pane}${kind}:${(shape.rows ?? shape.box ?? shape.polygon.flat()).join(",")}`);
  }
  if (row !== null) query.set("row", row);
  if (plane) query.set("plane", "1");
  if (!pictures) query.set("pictures", "0");
  if (same) query.set("same", "1");
  Object.entries(link).forEach(([name, value]) => query.set(name, value));
  const text = query.toString();
  history.replaceState(history.state, "", `${location.pathname}${text ? `?${text}` : ""}${location.hash}`);
}
