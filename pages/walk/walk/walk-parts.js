// What the views of a walk share: digits on canvases, controls, words.

import { element } from "./client.js";

export const PIXELS = 28 * 28;
export const LARGEST_SEED = 2 ** 31 - 1;
export const big = (number) => number.toLocaleString("en");

/** A number with two places and a minus of its own. */
export const signed = (value) => value.toFixed(2).replace("-", "−");

/** A canvas for digits beside each other; text for those who cannot see it. */
export const screen = (label, className = "digit") =>
  element("canvas", { width: 28, height: 28, class: `screen ${className}`, role: "img", "aria-label": label });

/** Paints digits from `bytes` at `first` in lines of `columns` onto a canvas, one pixel each. */
export function paintGrid(canvas, bytes, first, count, columns) {
  const lines = Math.ceil(count / columns);
  canvas.width = 28 * columns;
  canvas.height = 28 * lines;
  const context = canvas.getContext("2d");
  const image = context.createImageData(canvas.width, canvas.height);
  new Uint32Array(image.data.buffer).fill(0xff000000); // black, little-endian ABGR
  for (let digit = 0; digit < count; digit += 1) {
    const left = 28 * (digit % columns);
    const top = 28 * Math.floor(digit / columns);
    for (let pixel = 0; pixel < PIXELS; pixel += 1) {
      const grey = bytes[(first + digit) * PIXELS + pixel];
      const place = 4 * ((top + Math.floor(pixel / 28)) * canvas.width + left + (pixel % 28));
      image.data[place] = image.data[place + 1] = image.data[place + 2] = grey;
    }
  }
  context.putImageData(image, 0, 0);
}

export const button = (text, onclick, more = {}) => element("button", { type: "button", onclick, ...more }, text);

/** What was moved into the encoder's reach, as a sentence, or "". */
export function clippedWords(space, clipped, of) {
  if (!clipped) return "";
  const [low, high] = space.reach;
  const beyond = high === null ? `below ${low}` : `outside ${low} to ${high}`;
  return `${big(clipped)} of ${big(of)} numbers came out ${beyond}, which this encoder never gives, and were moved to the edge.`;
}

/** A number box for a seed with a button for another one; `change(seed)` hears of valid ones. */
export function seedBox(label, seed, again, change) {
  const input = element("input", { id: "walk-seed", type: "number", min: 0, max: LARGEST_SEED, step: 1, value: seed, inputmode: "numeric" });
  input.addEventListener("input", () => {
    const value = input.valueAsNumber;
    const good = Number.isInteger(value) && value >= 0 && value <= LARGEST_SEED;
    input.setCustomValidity(good ? "" : "A whole number from 0");
    if (good) change(value);
  });
  const roll = button(again, () => {
    input.value = Math.floor(Math.random() * 10000);
    input.setCustomValidity("");
    change(input.valueAsNumber);
  });
  return element("div", { class: "seed" }, element("label", { for: "walk-seed" }, label), input, roll);
}

/** A choice of few, as buttons side by side. */
export function choice(label, options, chosen, change) {
  const buttons = Object.entries(options).map(([value, text]) =>
    button(text, () => {
      buttons.forEach((one) => one.setAttribute("aria-pressed", String(one.dataset.value === value)));
      change(value);
    }, { "data-value": value, "aria-pressed": String(value === chosen) }),
  );
  return element("div", { class: "choice", role: "group", "aria-label": label }, element("span", { class: "name" }, label), element("span", { class: "joined" }, ...buttons));
}

/** The heading over what one model draws. */
export const heading = (model) =>
  element(
    "figcaption",
    {},
    element("strong", {}, model.name),
    element("small", {}, `${model.variational ? "variational, " : ""}${model.size} ${model.size === 1 ? "number" : "numbers"}${model.linear_output ? "; its linear output is cut off at black and white" : ""}`),
  );
