// The bar of tools above the maps: what dragging does, zoom, colours, pictures, look of the points.

import { element } from "./client.js";
import { COLOURS, MAX_CLUSTERS } from "./map-colours.js";

const TOOLS = { pan: "Move", lasso: "Lasso", select: "Box" };

/** Size in pixels and opacity that suit so many points: the more there are, the finer. */
export function usualLook(count) {
  const doublings = Math.log2(Math.max(1, count / 1000));
  const clamp = (value, low, high) => Math.min(high, Math.max(low, value));
  return { size: clamp(6 - 0.7 * doublings, 2, 6), opacity: clamp(0.9 - 0.075 * doublings, 0.4, 0.9) };
}

export class Bar {
  /**
   * `events` has use(tool), zoom(factor), home(), selectView(), colour(name), clusters({k, seed}),
   * toggle(name) for "plane", "pictures" and "same", full() and look().
   */
  constructor(events) {
    this.events = events;
    const button = (text, title, onclick) => element("button", { type: "button", title, "aria-label": title, onclick }, text);
    this.tools = element(
      "span",
      { class: "lm-tools", role: "group", "aria-label": "What dragging does" },
      ...Object.entries(TOOLS).map(([tool, name]) =>
        element("button", { type: "button", "data-tool": tool, onclick: () => this.use(tool) }, name),
      ),
    );
    const zoom = element(
      "span",
      { class: "lm-tools", role: "group", "aria-label": "Zoom" },
      button("+", "Zoom in", () => events.zoom(0.6)),
      button("−", "Zoom out", () => events.zoom(1 / 0.6)),
      element("button", { type: "button", title: "Shows all points again", onclick: () => events.home() }, "Show all"),
    );
    this.colour = element(
      "select",
      { "aria-label": "Colour by", onchange: () => events.colour(this.colour.value) },
      ...Object.entries(COLOURS).map(([value, name]) => element("option", { value }, `Colour: ${name}`)),
    );
    this.toggles = {
      plane: this.#toggle("plane", "Decoded plane", "Paints what the decoder draws at each place behind the points"),
      pictures: this.#toggle("pictures", "Pictures", "Draws the digits themselves in place of points once few enough are in view"),
      same: this.#toggle("same", "Same scale", "Gives both maps the same axes, to compare how far their points spread"),
    };
    this.size = this.#slider("Point size", 1, 10, 0.25);
    this.opacity = this.#slider("Opacity of the points", 0.1, 1, 0.05);
    this.clusters = this.#numbers();
    this.full = element("button", { type: "button", class: "lm-small", title: "Fills the screen with the map; Escape leaves it", onclick: () => events.full() });
    this.filled = false;
    this.root = element(
      "div",
      { class: "lm-row lm-bar" },
      this.tools,
      element("button", { type: "button", title: "Selects every shown point in view", onclick: () => events.selectView() }, "Select view"),
      zoom,
      this.colour,
      this.clusters,
      ...Object.values(this.toggles),
    );
    this.aside = element(
      "span",
      { class: "lm-row" },
      element("label", {}, "Size", this.size),
      element("label", {}, "Opacity", this.opacity),
      this.full,
    );
  }

  #toggle(name, text, title) {
    return element("button", { type: "button", title, "data-toggle": name, "aria-pressed": "false", onclick: () => this.events.toggle(name) }, text);
  }

  #slider(name, min, max, step) {
    return element("input", { type: "range", min, max, step, "aria-label": name, oninput: () => this.events.look() });
  }

  #numbers() {
    const changed = () => {
      const whole = (input, low, high) => Math.min(high, Math.max(low, Math.round(Number(input.value) || 0)));
      const [k, seed] = [whole(this.k, 2, MAX_CLUSTERS), whole(this.seed, 0, 9999)];
      Object.assign(this.k, { value: k });
      Object.assign(this.seed, { value: seed });
      this.events.clusters({ k, seed });
    };
    const number = (name, min, max) => element("input", { type: "number", min, max, step: 1, "aria-label": name, onchange: changed });
    this.k = number("Number of clusters", 2, MAX_CLUSTERS);
    this.seed = number("Seed of the clusters", 0, 9999);
    return element("span", { class: "lm-row" }, element("label", {}, "Clusters", this.k), element("label", {}, "Seed", this.seed));
  }

  use(tool) {
    for (const button of this.tools.children) button.setAttribute("aria-pressed", String(button.dataset.tool === tool));
    this.events.use(tool);
  }

  /** Which colours can be chosen, and which tools make sense for these maps. */
  offer({ can, decodes, comparable }) {
    for (const option of this.colour.options) option.disabled = !can(option.value);
    this.toggles.plane.hidden = !decodes;
    this.toggles.same.hidden = !comparable;
  }

  /** Shows the state of the view. */
  show({ colour, clusters, plane, pictures, same }) {
    this.colour.value = colour;
    this.clusters.hidden = colour !== "cluster";
    this.k.value = clusters.k;
    this.seed.value = clusters.seed;
    for (const [name, on] of Object.entries({ plane, pictures, same })) this.toggles[name].setAttribute("aria-pressed", String(on));
  }

  /** Whether the map fills the screen. */
  set filled(filled) {
    this.full.textContent = filled ? "Leave full screen" : "Full screen";
  }

  /** Size and opacity, as the sliders have them. */
  get look() {
    return { size: Number(this.size.value), opacity: Number(this.opacity.value) };
  }

  set look({ size, opacity }) {
    this.size.value = size;
    this.opacity.value = opacity;
  }
}
