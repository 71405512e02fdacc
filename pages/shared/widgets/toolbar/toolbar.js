// The toolbar beside the title of every screen. All screens keep their whole state in the page's address.

import { button, element, write } from "../../scripts/page/dom.js";
import { TYPE_CHANGE, pageScale } from "../../scripts/page/type-size.js";
import { widget } from "../../scripts/page/widget.js";
import { LongChoices } from "./long-choices.js";
import { PageState } from "./page-state.js";
import { PhoneMenu } from "./phone-menu.js";
import { Stage } from "./stage.js";

/**
 * @import { Mount } from "../../scripts/page/widget.js"
 * @import { Guide, Hint } from "./guide.js"
 */

const CONFIRMATION_MS = 2500;
const RESIZED_MS = 400; // after the last change of the window's size
const SCALE_STEP = 0.25; // smaller changes are not worth another run of the page

class Toolbar {
  #copy = button("Copy link", () => this.#copyLink(), { class: "copies" });
  #status = element("span", { class: "unseen", role: "status" });
  #address = element("input", { readonly: true, "aria-label": "Link to this view", hidden: true });
  #present = button("Present", () => this.#stage.toggle(), {
    class: "present",
    title: "Large type without menu and forms, for a projector (key P)",
  });
  #open = button("Guide", () => this.#openGuide(), { class: "guides", title: "What matters on this screen" });
  /** @type {Guide | null} */
  #guide = null;
  /** @type {Hint[]} */
  #hints = [];
  #root = element("div", { class: "toolbar" }, this.#address, this.#open, this.#present, this.#copy, this.#status);
  #stage = new Stage((presenting) => this.#showStage(presenting));
  #state = new PageState();
  #menu = new PhoneMenu();
  #choices = new LongChoices();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  /** @type {Mount["setStateValue"]} */
  #setState = () => {};
  #scale = 1; // of the last run of the page
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #resizing;

  /** @param {HTMLElement} parent */
  constructor(parent) {
    parent.append(this.#root);
    addEventListener("resize", this.#onResize);
  }

  #onResize = () => {
    clearTimeout(this.#resizing);
    this.#resizing = setTimeout(() => this.#followWindow(), RESIZED_MS);
  };

  /** Send the page's scale to the server, which makes the charts. */
  #followWindow() {
    const scale = Math.round(pageScale() / SCALE_STEP) * SCALE_STEP;
    if (this.#stage.presenting || scale === this.#scale) return; // the stage has its own scale
    this.#scale = scale;
    dispatchEvent(new Event(TYPE_CHANGE));
    this.#setState("scale", scale);
  }

  async #openGuide() {
    const { Guide } = await import("./guide.js");
    if (!this.#guide) {
      this.#guide = new Guide(this.#open);
      this.#root.append(this.#guide.root);
      this.#guide.update(this.#hints);
    }
    this.#guide.open();
  }

  async #copyLink() {
    try {
      await navigator.clipboard.writeText(location.href);
      this.#confirm("Copied");
    } catch {
      // Browsers offer the clipboard only over HTTPS and on localhost.
      this.#address.value = location.href;
      this.#address.hidden = false;
      this.#address.select();
      this.#confirm("Press Ctrl+C");
    }
  }

  /** @param {string} text */
  #confirm(text) {
    write(this.#copy, text);
    write(this.#status, text === "Copied" ? "The link to this view is in the clipboard." : text);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#reset(), this.#address.hidden ? CONFIRMATION_MS : 3 * CONFIRMATION_MS);
  }

  #reset() {
    write(this.#copy, "Copy link");
    write(this.#status, "");
    this.#address.hidden = true;
  }

  /** @param {boolean} presenting */
  #showStage(presenting) {
    write(this.#present, presenting ? "Leave" : "Present");
    write(this.#status, presenting ? "Presenting. Press Escape to leave." : "");
    this.#root.classList.toggle("on-stage", presenting);
    this.#setState("presenting", presenting);
  }

  /**
   * @param {{hints: Hint[], presenting: boolean, scale: number}} data `presenting` and `scale` are
   *   those of the last run of the page.
   * @param {Mount["setStateValue"]} setState
   */
  update({ hints, presenting, scale }, setState) {
    this.#hints = hints;
    this.#guide?.update(hints);
    this.#setState = () => {};
    this.#stage.update();
    this.#setState = setState;
    if (presenting !== this.#stage.presenting) setState("presenting", this.#stage.presenting);
    this.#scale = scale;
    this.#followWindow();
  }

  close() {
    this.#guide?.remove();
    this.#state.close();
    this.#menu.close();
    this.#choices.close();
    this.#stage.close();
    removeEventListener("resize", this.#onResize);
    clearTimeout(this.#resizing);
    clearTimeout(this.#timer);
    this.#root.remove();
  }
}

export default widget(Toolbar);
