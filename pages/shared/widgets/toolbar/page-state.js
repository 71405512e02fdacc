// What the styles of the frame depend on, as attributes of the root element.

import { isOpen } from "./phone-menu.js";

const ROOT = document.documentElement;
/** @type {[string, () => boolean][]} An attribute, and whether the root has it. */
const STATES = [
  ["data-jobs", () => document.querySelector(".st-key-running_place a") !== null],
  ["data-menu-open", isOpen],
];

export class PageState {
  #observer = new MutationObserver(() => this.#update());

  constructor() {
    this.#observer.observe(document.body, { childList: true, subtree: true });
    this.#update();
  }

  #update() {
    for (const [name, holds] of STATES) ROOT.toggleAttribute(name, holds());
  }

  close() {
    this.#observer.disconnect();
    for (const [name] of STATES) ROOT.removeAttribute(name);
  }
}
