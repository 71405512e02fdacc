// The legend: a button for each group of points, which shows or hides it.

import { element } from "./client.js";

const big = (number) => number.toLocaleString("en");

export class Legend {
  /** `events` has toggle(group), only(group) and all(). */
  constructor(events) {
    this.events = events;
    this.root = element("div", { class: "lm-row lm-legend", role: "group", "aria-label": "Shown groups" });
  }

  /** `groups` are {name, colour, indices, hidden}. */
  show(title, groups) {
    const focused = this.root.contains(document.activeElement) ? document.activeElement.dataset.group : null;
    const hidden = groups.some((group) => group.hidden);
    const all = element("button", { type: "button", class: "lm-plain", onclick: () => this.events.all() }, "Show all groups");
    this.root.replaceChildren(
      element("span", {}, title),
      ...groups.map((group, at) => this.#chip(group, at)),
      ...(hidden ? [all] : []),
    );
    if (focused != null) this.root.querySelector(`[data-group="${focused}"]`)?.focus();
  }

  #chip({ name, colour, indices, hidden }, at) {
    const dot = element("i", {});
    dot.style.setProperty("--dot", colour);
    return element(
      "button",
      {
        type: "button",
        class: "lm-chip",
        "data-group": at,
        "aria-pressed": String(!hidden),
        title: "Shows or hides this group; with Shift, shows only this one",
        onclick: (event) => (event.shiftKey ? this.events.only(at) : this.events.toggle(at)),
      },
      dot, name, element("small", {}, big(indices.length)),
    );
  }
}
