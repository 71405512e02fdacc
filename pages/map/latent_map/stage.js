// The maps side by side, as large as the window allows, with the foot of each below them.

import { element } from "../../shared/scripts/page/dom.js";
import { reducesMotion } from "../../shared/scripts/page/motion.js";

/**
 * @import { Pane } from "./pane.js"
 * @import { Scene } from "./scene.js"
 */

export class Stage {
  root = element("div", { class: "lm-panes" });
  feet = element("div", { class: "lm-panes" });
  #resized;

  /** @param {Scene} scene Scene whose plots follow the size of the stage. */
  constructor(scene) {
    this.#resized = new ResizeObserver(() => scene.each((plot) => plot.resize()));
    this.#resized.observe(this.root);
  }

  /** @param {Pane[]} panes */
  show(panes) {
    for (const grid of [this.root, this.feet]) grid.classList.toggle("two", panes.length > 1);
    this.root.replaceChildren(...panes.map((pane) => pane.root));
    this.feet.replaceChildren(...panes.map((pane) => pane.foot));
  }

  /**
   * Scroll the widget to the top of the window unless the maps are in its upper half.
   *
   * @param {HTMLElement} widget
   */
  scrollIntoSight(widget) {
    const { top } = this.root.getBoundingClientRect();
    if (top >= 0 && top < innerHeight / 2) return;
    widget.scrollIntoView({ block: "start", behavior: reducesMotion() ? "auto" : "smooth" });
  }

  close() {
    this.#resized.disconnect();
  }
}
