// The guide of a screen: a card that points at one part after the other, while each part stays usable.

import { button, element, write } from "../../scripts/page/dom.js";
import { reducesMotion } from "../../scripts/page/motion.js";
import { keyStep } from "../../scripts/page/keys.js";
import { cardPlace } from "./place.js";

/** @typedef {{target: string, title: string, text: string}} Hint The target is a CSS selector. */

const RING = 6; // pixels between a part and the ring around it

/**
 * The first visible element that matches a selector, also inside the widgets.
 *
 * @param {string} selector
 * @param {Document | ShadowRoot} root
 * @returns {Element | null}
 */
function visibleMatch(selector, root = document) {
  for (const match of root.querySelectorAll(selector))
    if (match.checkVisibility({ visibilityProperty: true }) && match.getBoundingClientRect().width > 0) return match;
  for (const { shadowRoot } of root.querySelectorAll("*")) {
    const inside = shadowRoot && visibleMatch(selector, shadowRoot);
    if (inside) return inside;
  }
  return null;
}

export class Guide {
  #opener;
  /** @type {Hint[]} */
  #hints = [];
  /** @type {Hint[]} */
  #visible = [];
  #index = 0;
  /** @type {Element | null} */
  #target = null;
  #ring = element("div", { class: "ring" });
  #title = element("h2", { id: "guide-title" });
  #text = element("p", { id: "guide-text" });
  #count = element("span", { class: "quiet" });
  #back = button("Back", () => this.#turn(-1));
  #next = button("Next", () => this.#turn(1), { class: "primary" });
  #card = element(
    "div",
    { class: "note", role: "dialog", "aria-labelledby": "guide-title", "aria-describedby": "guide-text" },
    button("✕", () => this.close(), { class: "leave", "aria-label": "Close the guide" }),
    element("div", { "aria-live": "polite" }, this.#title, this.#text),
    element("div", { class: "turn" }, this.#count, this.#back, this.#next),
  );
  // A popover is in the top layer, so that nothing on the page covers it.
  root = element("div", { class: "guide", popover: "manual" }, this.#ring, this.#card);

  /** @param {HTMLElement} opener The button to which the focus returns. */
  constructor(opener) {
    this.#opener = opener;
    addEventListener("keydown", this.#onKey, true); // before the stage and the tour, which use the same keys
  }

  /**
   * Take the hints of the screen. If they have changed, the guide ends.
   *
   * @param {Hint[]} hints
   */
  update(hints) {
    if (JSON.stringify(hints) === JSON.stringify(this.#hints)) return;
    this.#hints = hints;
    if (this.isOpen) this.root.hidePopover();
  }

  get isOpen() {
    return this.root.matches(":popover-open");
  }

  open() {
    this.#visible = this.#hints.filter(({ target }) => visibleMatch(target)); // a view shows only some of the parts
    if (!this.#visible.length) return;
    this.root.showPopover();
    this.#show(0);
    this.#next.focus({ preventScroll: true });
    this.#follow();
  }

  close() {
    this.root.hidePopover();
    this.#opener.focus({ preventScroll: true });
  }

  /** Remove the guide with its screen. */
  remove() {
    removeEventListener("keydown", this.#onKey, true);
    this.root.remove();
  }

  /** @param {number} by */
  #turn(by) {
    const index = this.#index + by;
    if (index === this.#visible.length) this.close();
    else if (index >= 0) this.#show(index);
  }

  /** @param {number} index */
  #show(index) {
    this.#index = index;
    const { target, title, text } = this.#visible[index];
    this.#target = visibleMatch(target);
    write(this.#title, title);
    write(this.#text, text);
    write(this.#count, `${index + 1} of ${this.#visible.length}`);
    write(this.#next, index === this.#visible.length - 1 ? "Done" : "Next");
    if (index === 0 && this.#back.matches(":focus")) this.#next.focus({ preventScroll: true });
    this.#back.disabled = index === 0;
    this.#reveal();
  }

  /** Scroll to the target, unless it is tall and its upper part is visible already. */
  #reveal() {
    const box = this.#target?.getBoundingClientRect();
    if (!box || (box.height > innerHeight / 2 && box.top > 0 && box.top < innerHeight / 2)) return;
    const behavior = reducesMotion() ? "instant" : "smooth";
    this.#target?.scrollIntoView({ block: "center", inline: "nearest", behavior });
  }

  /** Keep ring and card at the target, however the page scrolls or changes. */
  #follow = () => {
    if (!this.isOpen || !this.root.isConnected) return;
    if (!this.#target?.isConnected) this.#target = visibleMatch(this.#visible[this.#index].target);
    const view = { width: document.documentElement.clientWidth, height: innerHeight };
    const box = this.#target?.getBoundingClientRect();
    this.#ring.hidden = !box;
    if (box) {
      const left = Math.max(2, box.left - RING);
      const top = Math.max(2, box.top - RING);
      const width = Math.min(view.width - 2, box.right + RING) - left;
      const height = Math.min(view.height - 2, box.bottom + RING) - top;
      const ring = { left, top, width, height };
      for (const [name, value] of Object.entries(ring)) this.#ring.style.setProperty(name, `${value}px`);
      const place = cardPlace(ring, { width: this.#card.offsetWidth, height: this.#card.offsetHeight }, view);
      this.#card.style.translate = `${Math.round(place.left)}px ${Math.round(place.top)}px`;
    }
    requestAnimationFrame(this.#follow);
  };

  /** @param {KeyboardEvent} event */
  #onKey = (event) => {
    if (!this.isOpen) return;
    const step = keyStep(event);
    if (!step && event.key !== "Escape") return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (step) this.#turn(step);
    else this.close();
  };
}
