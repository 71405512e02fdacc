// The bar of tools above the maps: what dragging does, zoom, colours, pictures, look of the points.

import { button, element } from "../../shared/dom.js";
import { COLOURS, MAX_CLUSTERS } from "./colours.js";

/**
 * @import { State } from "./address.js"
 * @import { ClusterSetting } from "./colours.js"
 *
 * @typedef {"pan" | "lasso" | "select"} Tool What dragging does, in Plotly's words.
 * @typedef {"plane" | "pictures" | "same"} Toggle
 * @typedef {{size: number, opacity: number}} Look Of the points; the size in pixels.
 *
 * @typedef {object} Events
 * @property {(tool: Tool) => void} use
 * @property {(factor: number) => void} zoom
 * @property {() => void} home Shows all points.
 * @property {() => void} selectView
 * @property {(colour: string) => void} colour
 * @property {(clusters: ClusterSetting) => void} clusters
 * @property {(name: Toggle) => void} toggle
 * @property {() => void} full Enters or leaves the full screen.
 * @property {() => void} look
 */

/** @type {Record<Tool, string>} */
const TOOLS = { pan: "Move", lasso: "Lasso", select: "Box" };
/** Factor of a step of zoom. */
export const ZOOM = 0.6;
const MAX_SEED = 9999; // of the clusters

/**
 * A number between two bounds.
 *
 * @param {number} value
 * @param {number} low
 * @param {number} high
 */
const clamp = (value, low, high) => Math.min(high, Math.max(low, value));

/**
 * The look that suits a number of points: the more there are, the finer.
 *
 * @param {number} count
 * @returns {Look}
 */
export function usualLook(count) {
  const doublings = Math.log2(Math.max(1, count / 1000));
  return { size: clamp(6 - 0.7 * doublings, 2, 6), opacity: clamp(0.9 - 0.075 * doublings, 0.4, 0.9) };
}

export class Bar {
  #events;
  #tools;
  #colour;
  #toggles;
  #size;
  #opacity;
  #k;
  #seed;
  #clusters;
  #full;

  /** @param {Events} events */
  constructor(events) {
    this.#events = events;
    const tools = /** @type {[Tool, string][]} */ (Object.entries(TOOLS));
    this.#tools = tools.map(([tool, name]) => button(name, () => this.use(tool), { "data-tool": tool }));
    this.#colour = element(
      "select",
      {
        "aria-label": "Colour by",
        onchange: () => {
          events.colour(this.#colour.value);
        },
      },
      ...Object.entries(COLOURS).map(([value, name]) => element("option", { value }, `Colour: ${name}`)),
    );
    this.#toggles = {
      plane: this.#toggle("plane", "Decoded plane", "Paint what the decoder draws at each place behind the points"),
      pictures: this.#toggle("pictures", "Pictures", "Draw the digits in place of points once few enough are in view"),
      same: this.#toggle("same", "Same scale", "Give both maps the same axes, to compare how far their points spread"),
    };
    this.#size = this.#slider("Point size", 1, 10, 0.25);
    this.#opacity = this.#slider("Opacity of the points", 0.1, 1, 0.05);
    this.#k = this.#number("Number of clusters", 2, MAX_CLUSTERS);
    this.#seed = this.#number("Seed of the clusters", 0, MAX_SEED);
    this.#clusters = element(
      "span",
      { class: "lm-row" },
      element("label", {}, "Clusters", this.#k),
      element("label", {}, "Seed", this.#seed),
    );
    const fullTitle = "Fill the screen with the map; Escape leaves it";
    this.#full = button("", () => events.full(), { class: "lm-small", title: fullTitle });
    this.filled = false;
    const viewTitle = "Select every shown point in view";
    this.root = element(
      "div",
      { class: "lm-row lm-bar" },
      element("span", { class: "lm-tools", role: "group", "aria-label": "What dragging does" }, ...this.#tools),
      button("Select view", () => events.selectView(), { title: viewTitle }),
      this.#zoomButtons(),
      this.#colour,
      this.#clusters,
      ...Object.values(this.#toggles),
    );
    this.aside = element(
      "span",
      { class: "lm-row" },
      element("label", {}, "Size", this.#size),
      element("label", {}, "Opacity", this.#opacity),
      this.#full,
    );
  }

  #zoomButtons() {
    /** @type {(text: string, title: string, factor: number) => HTMLButtonElement} */
    const step = (text, title, factor) => button(text, () => this.#events.zoom(factor), { title, "aria-label": title });
    return element(
      "span",
      { class: "lm-tools", role: "group", "aria-label": "Zoom" },
      step("+", "Zoom in", ZOOM),
      step("−", "Zoom out", 1 / ZOOM),
      button("Show all", () => this.#events.home(), { title: "Show all points again" }),
    );
  }

  /**
   * @param {Toggle} name
   * @param {string} text
   * @param {string} title
   */
  #toggle(name, text, title) {
    return button(text, () => this.#events.toggle(name), { title, "data-toggle": name, "aria-pressed": "false" });
  }

  /**
   * @param {string} name
   * @param {number} min
   * @param {number} max
   * @param {number} step
   */
  #slider(name, min, max, step) {
    return element("input", {
      type: "range",
      min,
      max,
      step,
      "aria-label": name,
      oninput: () => this.#events.look(),
    });
  }

  /**
   * @param {string} name
   * @param {number} min
   * @param {number} max
   */
  #number(name, min, max) {
    return element("input", {
      type: "number",
      min,
      max,
      step: 1,
      "aria-label": name,
      onchange: () => this.#changeClusters(),
    });
  }

  #changeClusters() {
    /** @type {(input: HTMLInputElement) => number} */
    const whole = (input) => clamp(Math.round(Number(input.value) || 0), Number(input.min), Number(input.max));
    const [k, seed] = [whole(this.#k), whole(this.#seed)];
    this.#k.value = String(k);
    this.#seed.value = String(seed);
    this.#events.clusters({ k, seed });
  }

  /**
   * Choose what dragging does.
   *
   * @param {Tool} tool
   */
  use(tool) {
    for (const each of this.#tools) each.setAttribute("aria-pressed", String(each.dataset.tool === tool));
    this.#events.use(tool);
  }

  /**
   * Offer the colours and tools that make sense for these maps.
   *
   * @param {object} options
   * @param {(colour: string) => boolean} options.can Whether a colour has what it needs.
   * @param {boolean} options.decodes Whether a map has a decoder.
   * @param {boolean} options.comparable Whether the maps could share their axes.
   */
  offer({ can, decodes, comparable }) {
    for (const option of this.#colour.options) option.disabled = !can(option.value);
    this.#toggles.plane.hidden = !decodes;
    this.#toggles.same.hidden = !comparable;
  }

  /**
   * Show the state of the view.
   *
   * @param {Pick<State, "colour" | "clusters" | Toggle>} state
   */
  show({ colour, clusters, plane, pictures, same }) {
    this.#colour.value = colour;
    this.#clusters.hidden = colour !== "cluster";
    this.#k.value = String(clusters.k);
    this.#seed.value = String(clusters.seed);
    this.#toggles.plane.setAttribute("aria-pressed", String(plane));
    this.#toggles.pictures.setAttribute("aria-pressed", String(pictures));
    this.#toggles.same.setAttribute("aria-pressed", String(same));
  }

  /** Whether the map fills the screen. */
  set filled(/** @type {boolean} */ filled) {
    this.#full.textContent = filled ? "Leave full screen" : "Full screen";
  }

  /**
   * Size and opacity, as the sliders have them.
   *
   * @returns {Look}
   */
  get look() {
    return { size: this.#size.valueAsNumber, opacity: this.#opacity.valueAsNumber };
  }

  set look({ size, opacity }) {
    this.#size.value = String(size);
    this.#opacity.value = String(opacity);
  }
}
