// The drawer with the tools that do not fit in the bar. Escape or a press outside closes it.

import { button, element } from "../../shared/scripts/page/dom.js";

export class Drawer {
  #toggle = button("More", () => this.open(this.panel.hidden === true), { "aria-expanded": "false" });
  panel = element("div", { class: "lm-drawer", role: "group", "aria-label": "More tools", hidden: true });
  root = element("span", { class: "lm-more" }, this.#toggle, this.panel);

  /** @param {AbortSignal} signal Ends the listening. */
  constructor(signal) {
    const onPress = (/** @type {Event} */ event) => {
      if (!event.composedPath().includes(this.root)) this.open(false);
    };
    document.addEventListener("pointerdown", onPress, { signal, capture: true });
    this.root.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || this.panel.hidden) return;
      event.stopPropagation();
      this.open(false);
      this.#toggle.focus();
    });
  }

  /** @param {boolean} open */
  open(open) {
    this.panel.hidden = !open;
    this.#toggle.setAttribute("aria-expanded", String(open));
  }
}
