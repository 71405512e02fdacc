// Loading of Plotly, which draws axes and points, and types of the parts that this widget uses.

/**
 * @import { Outline } from "./figure.js"
 *
 * @typedef {object} PlotlyLibrary
 * @property {(place: PlotElement, traces: object[], layout: object, config: object) => Promise<unknown>} react
 * @property {(place: PlotElement, changes: object) => Promise<unknown>} relayout
 * @property {(place: PlotElement) => void} purge
 * @property {(figure: object, options: object) => Promise<string>} toImage
 * @property {{resize: (place: PlotElement) => Promise<unknown>}} Plots
 *
 * @typedef {object} Axis
 * @property {number[]} range
 * @property {number} _offset In pixels.
 * @property {number} _length In pixels.
 *
 * @typedef {object} PlotlyElement
 * @property {(name: string, listener: (event?: Outline) => void) => void} on
 * @property {{xaxis: Axis, yaxis: Axis}} [_fullLayout]
 *
 * @typedef {HTMLElement & PlotlyElement} PlotElement An element in which Plotly has drawn.
 *
 * @typedef {{Plotly?: PlotlyLibrary, latentMapPlotly?: Promise<PlotlyLibrary>}} Globals
 */

const globals = /** @type {Globals} */ (globalThis);

/**
 * Load Plotly, once per page.
 *
 * @param {string} address
 * @returns {Promise<PlotlyLibrary>}
 */
export function loadPlotly(address) {
  globals.latentMapPlotly ??= new Promise((resolve, reject) => {
    const use = () => {
      if (globals.Plotly) resolve(globals.Plotly);
      return globals.Plotly;
    };
    if (use()) return;
    const script = document.createElement("script");
    script.src = String(new URL(address, location.origin));
    script.onload = use;
    script.onerror = () => {
      globals.latentMapPlotly = undefined; // the next view tries again
      reject(new Error("The drawing library could not be loaded; reload the page."));
    };
    document.head.append(script);
  });
  return globals.latentMapPlotly;
}

/** Whether the browser can draw with WebGL. */
export function hasWebgl() {
  const context = document.createElement("canvas").getContext("webgl");
  context?.getExtension("WEBGL_lose_context")?.loseContext();
  return context !== null;
}

/**
 * Text escaped so that Plotly finds no markup in it, because names come from files.
 *
 * @param {string} text
 */
export const plain = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
