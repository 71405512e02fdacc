// A dialog that chooses a digit to walk from or to.

import { button, element } from "../../shared/scripts/page/dom.js";
import { isGrey } from "../../shared/scripts/pictures/reduce.js";
import { route } from "../../shared/scripts/server/route.js";
import { classStop, rowStop } from "../../shared/scripts/pictures/stops.js";
import { Pad } from "./pad.js";

/** @import { Walk } from "./latent_walk.js" */

/**
 * A part of the dialog.
 *
 * @param {...(Node | string)} children
 */
const part = (...children) => element("div", { class: "part" }, ...children);

/**
 * Ask for a digit.
 *
 * @param {Walk} walk
 * @param {string} title
 * @returns {Promise<string | null>} A stop, or null if the dialog was closed without a choice.
 */
export function chooseStop({ data, root }, title) {
  return new Promise((resolve) => {
    /** @type {string | null} */
    let chosen = null;
    const take = (/** @type {string} */ stop) => {
      chosen = stop;
      dialog.close();
    };
    /** @type {(words: string, stopOf: (label: number) => string) => HTMLElement} */
    const classButtons = (words, stopOf) => {
      const buttons = data.classes.map((name, label) =>
        button(name, () => take(stopOf(label)), {
          "aria-label": `${words} ${name}`,
          disabled: data.examples[label].length === 0,
        }),
      );
      return element("span", { class: "keys", role: "group", "aria-label": words }, ...buttons);
    };
    const randomStop = (/** @type {number} */ label) => {
      const rows = data.examples[label];
      return rowStop(rows[Math.floor(Math.random() * rows.length)]);
    };
    const pad = new Pad(take);
    const map = element("a", { href: route("/map"), target: "_blank", rel: "noopener" }, "Map");
    const close = button("Close", () => dialog.close());
    const dialog = element(
      "dialog",
      { "aria-label": `Choose: ${title}` },
      element("div", { class: "row spread" }, element("strong", {}, title), close),
      ...(data.classes.length
        ? [
            part(
              element("span", {}, "A random test digit of class"),
              classButtons("A test digit of class", randomStop),
            ),
            part(
              element("span", {}, "The mean of all test digits of class"),
              classButtons("The mean of class", classStop),
            ),
          ]
        : [part(button("A random test digit", () => take(randomStop(0))))]),
      part(rowForm(data, take)),
      ...(isGrey() ? [part(pad.root)] : []),
      part(element("small", {}, "Or select some on the ", map, " and press “Walk through them” there.")),
    );
    dialog.addEventListener("close", () => {
      pad.close();
      dialog.remove();
      resolve(chosen);
    });
    dialog.addEventListener("click", (event) => {
      if (event.target === dialog) dialog.close(); // outside of it
    });
    root.append(dialog);
    dialog.showModal();
  });
}

/**
 * The form in which a digit is chosen by its row.
 *
 * @param {{firstRow: number, lastRow: number}} data
 * @param {(stop: string) => void} take
 */
function rowForm({ firstRow, lastRow }, take) {
  const row = element("input", {
    type: "number",
    id: "stop-row",
    min: firstRow,
    max: lastRow,
    step: 1,
    required: true,
    inputmode: "numeric",
  });
  const onsubmit = (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    take(rowStop(row.valueAsNumber));
  };
  return element(
    "form",
    { onsubmit },
    element("label", { for: "stop-row" }, "By its row, as the Map shows it"),
    element("span", { class: "row" }, row, element("button", {}, "Take this row")),
  );
}
