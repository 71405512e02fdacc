// What the styles of the frame depend on, as attributes of the root element.

const ROOT = document.documentElement;
/** @type {[string, () => boolean][]} An attribute, and whether the root has it. */
const STATES = [
  ["data-jobs", () => document.querySelector(".st-key-running_place a") !== null],
  // On a phone, Streamlit shows the first button while the menu is open, and the second while it is closed.
  [
    "data-menu-open",
    () =>
      document.querySelector('[data-testid="stSidebarCollapseButton"]') !== null &&
      document.querySelector('[data-testid="stExpandSidebarButton"]') === null,
  ],
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
