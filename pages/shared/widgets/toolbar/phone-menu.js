// The menu on a phone, which is Streamlit's sidebar: its buttons have names, and a choice or a tap beside it closes it.

const NARROW = "(max-width: 767px)"; // as in Streamlit and in `styles/header.css`
const SIDEBAR = '[data-testid="stSidebar"]';
const OPEN = '[data-testid="stExpandSidebarButton"]'; // on the page only while the menu is closed
const CLOSE = '[data-testid="stSidebarCollapseButton"] button';
/** @type {[string, string][]} Selector of a button, and what is written on it. */
const NAMES = [
  [OPEN, "Menu"],
  [CLOSE, "Close"],
];

/** Whether the menu is open. */
export const isOpen = () => document.querySelector(CLOSE) !== null && document.querySelector(OPEN) === null;

/** Close the menu, unless Streamlit has done so. */
function close() {
  if (isOpen()) /** @type {HTMLElement | null} */ (document.querySelector(CLOSE))?.click();
}

export class PhoneMenu {
  #narrow = matchMedia(NARROW);
  #observer = new MutationObserver(() => this.#nameButtons());

  constructor() {
    this.#observer.observe(document.body, { childList: true, subtree: true });
    addEventListener("click", this.#onClick, true);
    this.#nameButtons();
  }

  /** Streamlit replaces the buttons whenever the menu opens or closes. */
  #nameButtons() {
    if (!this.#narrow.matches) return;
    for (const [selector, name] of NAMES) document.querySelector(selector)?.setAttribute("aria-label", name);
  }

  #onClick = (/** @type {MouseEvent} */ event) => {
    if (!this.#narrow.matches || !isOpen() || !(event.target instanceof Element)) return;
    if (event.target.closest(`${SIDEBAR} a`)) setTimeout(close);
    else if (!event.target.closest(SIDEBAR)) {
      event.preventDefault();
      event.stopPropagation(); // the tap is for the menu, not for what it covers
      close();
    }
  };

  close() {
    this.#observer.disconnect();
    removeEventListener("click", this.#onClick, true);
  }
}
