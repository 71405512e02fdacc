// The visitor's place in the page's address, so that a link restores it.

import { MOST_STOPS, classStop, rowStop } from "../../shared/scripts/pictures/stops.js";
import { LARGEST_SEED } from "../../shared/scripts/page/words.js";

/**
 * @typedef {"plane" | "directions" | "between" | "arithmetic" | "samples" | "manifold"} View
 *
 * @typedef {object} State
 * @property {number[]} at Plane: the place, as shares of the frame from its top left.
 * @property {string} start Directions: the stop to start from.
 * @property {number[]} steps Directions: in standard deviations.
 * @property {number} seed Directions and samples: the seed of the random numbers.
 * @property {string[]} stops Between digits: the stops of the walk.
 * @property {"straight" | "spherical"} path Between digits: the kind of path.
 * @property {number} frames Between digits: the number of frames from one to the next.
 * @property {number} frame Between digits: the index of the shown frame, from 0.
 * @property {string} a Arithmetic: a stop, like b and c.
 * @property {string} b
 * @property {string} c
 */

const MOST_STEPS = 64;
const MOST_FRAMES = 30;
const LAST_FRAME = (MOST_STOPS - 1) * MOST_FRAMES;

/**
 * The parts of the state that each view depends on.
 *
 * @type {Record<View, (keyof State)[]>}
 */
const SHOWN = {
  plane: ["at"],
  directions: ["start", "steps", "seed"],
  between: ["stops", "path", "frames", "frame"],
  arithmetic: ["a", "b", "c"],
  samples: ["seed"],
  manifold: [],
};

/** @param {string | null} text */
const list = (text) => (text ? text.split(",") : []);

/** @param {string | null} text */
const numbers = (text) => list(text).map(Number).filter(Number.isFinite);

/**
 * A whole number; `usual` if the text is not one, or out of bounds.
 *
 * @param {string | null} text
 * @param {number} low
 * @param {number} high
 * @param {number} usual
 */
function whole(text, low, high, usual) {
  const value = /^\d{1,10}$/.test(text ?? "") ? Number(text) : usual;
  return value >= low && value <= high ? value : usual;
}

/**
 * The state of a first visit.
 *
 * @param {number[][]} examples Test rows by class; images without classes are all of one.
 * @returns {State}
 */
export function usualState(examples) {
  const count = examples.length;
  // If there are fewer classes than numbers, they take turns.
  const row = (/** @type {number} */ number) => {
    const rows = examples[number % count] ?? [];
    const chosen = rows[1 + Math.floor(number / count)] ?? rows.at(-1);
    return chosen === undefined ? "mean" : rowStop(chosen);
  };
  const [minus, plus] = count > 7 ? [7, 2] : [count - 1, 0];
  const mean = (/** @type {number} */ label) => (examples[label].length ? classStop(label) : "mean");
  return {
    at: [0.5, 0.5],
    start: "mean",
    steps: [],
    seed: 1,
    stops: [row(3), row(8)],
    path: "straight",
    frames: 10,
    frame: 0,
    ...(count > 1 ? { a: row(minus), b: mean(minus), c: mean(plus) } : { a: row(3), b: row(8), c: row(5) }),
  };
}

/**
 * A second stop for a walk with a single one: a digit of another class.
 *
 * @param {string} stop
 * @param {string | null} own The class of that stop, if the link holds it.
 * @param {string[]} usual
 * @param {number[][]} examples Test rows by class.
 */
function otherStop(stop, own, usual, examples) {
  const rows = own === null || examples.length < 2 ? [] : (examples[Number(own)] ?? []);
  const avoided = [stop, ...rows.map(rowStop)];
  return usual.find((other) => !avoided.includes(other)) ?? "mean";
}

/**
 * The state that a query describes. Invalid parts have their defaults.
 *
 * @param {string} search Such as `location.search`.
 * @param {number[][]} examples Test rows by class.
 */
export function readState(search, examples) {
  const query = new URLSearchParams(search);
  const state = usualState(examples);
  const at = numbers(query.get("at"));
  if (at.length === 2 && at.every((share) => share >= 0 && share <= 1)) state.at = at;
  for (const name of /** @type {const} */ (["start", "a", "b", "c"])) state[name] = query.get(name) || state[name];
  state.steps = numbers(query.get("steps")).slice(0, MOST_STEPS);
  const stops = list(query.get("stops"));
  // A single digit gets a second one, so that there is a walk.
  if (stops.length === 1) state.stops = [stops[0], otherStop(stops[0], query.get("own"), state.stops, examples)];
  else if (stops.length > 1) state.stops = stops.slice(0, MOST_STOPS);
  if (query.get("path") === "spherical") state.path = "spherical";
  state.frames = whole(query.get("frames"), 1, MOST_FRAMES, state.frames);
  state.frame = whole(query.get("frame"), 0, LAST_FRAME, state.frame);
  state.seed = whole(query.get("seed"), 0, LARGEST_SEED, state.seed);
  return state;
}

/**
 * A part of the state as text for the address.
 *
 * @param {string | number | (string | number)[]} value
 * @returns {string}
 */
function textOf(value) {
  if (Array.isArray(value)) return value.map(textOf).join(",");
  return typeof value === "number" ? String(Number(value.toFixed(3))) : value;
}

/**
 * The query that describes a view, its models and its state. Parameters of other parts of the page stay.
 *
 * @param {string} search Such as `location.search`.
 * @param {View} view
 * @param {{name: string}[]} models
 * @param {State} state
 */
export function stateQuery(search, view, models, state) {
  const query = new URLSearchParams(search);
  Object.values(SHOWN)
    .flat()
    .forEach((name) => query.delete(name));
  query.delete("own"); // only of use in the link that brought the visitor here
  query.set("view", view);
  query.set("model", models[0].name);
  query.set("beside", models[1]?.name ?? "none");
  for (const name of SHOWN[view]) {
    const text = textOf(state[name]);
    if (text !== "") query.set(name, text);
  }
  // A query may contain commas, and a link is easier to read with them.
  return query.toString().replaceAll("%2C", ",");
}
