// The legend: a button per group of points, which shows or hides it.

import { button, element } from "../../shared/scripts/page/dom.js";
import { big } from "../../shared/scripts/page/words.js";

/** @import { Group } from "./plot/layers.js" */

export class Legend {
  root = element("div", { class: "lm-row lm-legend", role: "group", "aria-label": "Shown groups" });
  #events;

  /**
   * @param {object} events
   * @param {(group: number) => void} events.toggle
   * @param {(group: number) => void} events.only Shows this group alone.
   * @param {() => void} events.all Shows all groups.
   */
  constructor(events) {
    this.#events = events;
  }

  /**
   * @param {string} title
   * @param {Group[]} groups
   */
  show(title, groups) {
    const focused = document.activeElement;
    const group = focused instanceof HTMLElement && this.root.contains(focused) ? focused.dataset.group : undefined;
    const all = button("Show all groups", () => this.#events.all(), { class: "lm-plain" });
    this.root.replaceChildren(
      element("span", {}, title),
      ...groups.map((each, at) => this.#chip(each, at)),
      ...(groups.some(({ hidden }) => hidden) ? [all] : []),
    );
    if (group !== undefined) this.#chipOf(group)?.focus();
  }

  /**
   * @param {string} group
   * @returns {HTMLElement | null}
   */
  #chipOf(group) {
    return this.root.querySelector(`[data-group="${group}"]`);
  }

  /** Number of groups. */
  get count() {
    return this.root.querySelectorAll("[data-group]").length;
  }

  /**
   * @param {Group} group
   * @param {number} at Number of the group.
   */
  #chip({ name, colour, indices, hidden }, at) {
    const dot = element("i");
    dot.style.setProperty("--dot", colour);
    return element(
      "button",
      {
        type: "button",
        class: "lm-chip",
        "data-group": at,
        "aria-pressed": String(!hidden),
        title: "Show or hide this group; with Shift, show only this one",
        onclick: (event) => (event.shiftKey ? this.#events.only(at) : this.#events.toggle(at)),
      },
      dot,
      name,
      element("small", {}, big(indices.length)),
    );
  }
}
