// Choices of lists that are longer than their box. Streamlit keeps a choice in a text field, which cannot wrap:
// `styles/controls.css` shows it from the attribute `data-whole` of the box instead, on as many lines as it needs.

const PAUSE_MS = 60; // after the last change of the page
const BOX = '[data-testid="stSelectbox"] .react-aria-ComboBox > [role="group"]';

/** Wraps long choices, whatever redraws their boxes. */
export class LongChoices {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #observer = new MutationObserver(() => this.#wait());

  constructor() {
    this.#observer.observe(document.body, { subtree: true, childList: true, attributeFilter: ["value"] });
    addEventListener("resize", this.#wait);
    this.#wait();
  }

  close() {
    this.#observer.disconnect();
    removeEventListener("resize", this.#wait);
    clearTimeout(this.#timer);
  }

  #wait = () => {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#update(), PAUSE_MS);
  };

  #update() {
    for (const box of document.querySelectorAll(BOX)) {
      const field = box.querySelector("input");
      const isLong = field && field.scrollWidth > field.clientWidth;
      if (!isLong) box.removeAttribute("data-whole");
      else if (box.getAttribute("data-whole") !== field.value) box.setAttribute("data-whole", field.value);
    }
  }
}
