// Links from other pages to a walk through some digits.

import { element, write } from "./dom.js";
import { route } from "../server/route.js";

/** A link to a walk, hidden until `leadTo` sets its address. It opens a new tab, so that nothing here is lost. */
export const walkLink = () =>
  element("a", {
    class: "button",
    target: "_blank",
    rel: "noopener",
    title: "Open the Walk page in a new tab",
    hidden: true,
  });

/**
 * Make a link lead to a walk through these stops, or hide it if there are none. To a single stop, Walk adds one of
 * another class.
 *
 * @param {HTMLAnchorElement} link
 * @param {string} words
 * @param {string[]} stops
 * @param {string | null} [model] The autoencoder to walk in; null for the default.
 * @param {number | null} [label] The class of a single stop, if it is known.
 */
export function leadTo(link, words, stops, model = null, label = null) {
  link.hidden = stops.length === 0;
  write(link, `${words} ↗`);
  const query = new URLSearchParams({ view: "between", stops: stops.join(",") });
  if (stops.length === 1 && label !== null) query.set("own", String(label));
  if (model) {
    query.set("model", model);
    query.set("beside", "none");
  }
  link.href = String(route(`/walk?${query}`));
}
