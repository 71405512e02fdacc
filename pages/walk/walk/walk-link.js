// Where the hand was, in the page's address, so that a link restores it.

import { MOST_STOPS } from "./walk-token.js";

const LARGEST_SEED = 2 ** 31 - 1;

const list = (text) => (text ? text.split(",") : []);
const numbers = (text) => list(text).map(Number).filter(Number.isFinite);
const whole = (text, low, high, usual) => {
  const value = /^\d{1,10}$/.test(text ?? "") ? Number(text) : usual;
  return value >= low && value <= high ? value : usual;
};
const short = (value) => String(Number(value.toFixed(3)));

/** What a visitor finds who has been nowhere yet. `examples` has test rows by class. */
export const usual = (examples) => {
  const row = (label) => (examples[label]?.length ? `row-${examples[label][1] ?? examples[label][0]}` : "mean");
  return {
    at: [0.5, 0.5],
    start: "mean",
    steps: [],
    seed: 1,
    stops: [row(3), row(8)],
    path: "straight",
    frames: 10,
    a: row(7),
    b: "class-7",
    c: "class-2",
  };
};

/** The state that the address describes; parts that make no sense are as usual. */
export function readLink(examples) {
  const query = new URLSearchParams(location.search);
  const state = usual(examples);
  const at = numbers(query.get("at"));
  if (at.length === 2 && at.every((share) => share >= 0 && share <= 1)) state.at = at;
  for (const name of ["start", "a", "b", "c"]) state[name] = query.get(name) || state[name];
  state.steps = numbers(query.get("steps")).slice(0, 64);
  const stops = list(query.get("stops"));
  if (stops.length === 1) state.stops = [...stops, state.stops.find((token) => token !== stops[0])]; // from here to somewhere
  else if (stops.length > 1) state.stops = stops.slice(0, MOST_STOPS);
  if (query.get("path") === "spherical") state.path = "spherical";
  state.frames = whole(query.get("frames"), 1, 30, state.frames);
  state.seed = whole(query.get("seed"), 0, LARGEST_SEED, state.seed);
  return state;
}

const SHOWN = {
  plane: ["at"],
  directions: ["start", "steps", "seed"],
  between: ["stops", "path", "frames"],
  arithmetic: ["a", "b", "c"],
  samples: ["seed"],
  manifold: [],
};

/** Puts view, models and what this view depends on into the address, without a new entry. */
export function writeLink(view, models, state) {
  const query = new URLSearchParams(location.search);
  Object.values(SHOWN).flat().forEach((name) => query.delete(name));
  query.set("view", view);
  query.set("model", models[0].name);
  if (models[1]) query.set("beside", models[1].name);
  else query.set("beside", "none");
  for (const name of SHOWN[view]) {
    const value = state[name];
    const text = Array.isArray(value) ? value.map((one) => (typeof one === "number" ? short(one) : one)).join(",") : value;
    if (text !== "") query.set(name, text);
  }
  // Commas may stand as they are in a query, and a link is easier to read with them.
  const text = query.toString().replaceAll("%2C", ",");
  history.replaceState(history.state, "", `${location.pathname}?${text}${location.hash}`);
}
