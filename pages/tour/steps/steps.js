// Where one is in the tour: dots, Back and Next, and the clock that goes on by itself until somebody touches anything.

import { button, element, write } from "../../shared/dom.js";
import { widget } from "../../shared/widget.js";
import { keyStep } from "../../shared/keys.js";

/**
 * @import { Mount } from "../../shared/widget.js"
 *
 * @typedef {{step: number, titles: string[], seconds: number}} Data
 */

class Steps {
  #back = button("Back", () => this.#go(this.#data.step - 1));
  #next = button("Next", () => this.#go(this.#data.step + 1), { class: "primary" });
  #play = button("", () => this.#run(!this.#playing), { class: "play" });
  #dots = element("ol", { "aria-label": "Steps of the tour" });
  #root = element("div", { class: "steps" }, this.#back, this.#dots, this.#play, this.#next);
  /** @type {Data} */
  #data = { step: 1, titles: [""], seconds: 0 };
  #playing = true;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  /** @type {Mount["setTriggerValue"]} */
  #trigger = () => {};

  /** @param {HTMLElement} parent */
  constructor(parent) {
    parent.append(this.#root);
    addEventListener("keydown", this.#onKey);
    addEventListener("pointerdown", this.#onTouch);
  }

  /**
   * @param {Data} data
   * @param {Mount["setStateValue"]} _
   * @param {Mount["setTriggerValue"]} trigger
   */
  update(data, _, trigger) {
    this.#trigger = trigger;
    this.#data = data;
    const { step, titles } = data;
    this.#back.disabled = step === 1;
    this.#next.hidden = step === titles.length;
    this.#play.hidden = step === titles.length;
    this.#dots.replaceChildren(...titles.map((title, index) => this.#dot(title, index + 1)));
    this.#root.dataset.step = String(step);
    this.#run(this.#playing);
  }

  /**
   * @param {string} title
   * @param {number} step
   */
  #dot(title, step) {
    const current = step === this.#data.step;
    const name = `Step ${step}: ${title}`;
    const dot = button("", () => this.#go(step), { title: name, "aria-label": name });
    if (current) dot.setAttribute("aria-current", "step");
    return element("li", {}, dot);
  }

  /** @param {number} step */
  #go(step) {
    clearTimeout(this.#timer);
    if (step >= 1 && step <= this.#data.titles.length) this.#trigger("step", step);
  }

  /**
   * Let the tour go on by itself, or wait for Next.
   *
   * @param {boolean} playing
   */
  #run(playing) {
    clearTimeout(this.#timer);
    this.#playing = playing;
    const last = this.#data.step === this.#data.titles.length;
    write(this.#play, playing ? "❚❚" : "▶");
    this.#play.setAttribute("aria-label", playing ? "Stay at this step" : "Go on by itself");
    this.#root.style.setProperty("--seconds", `${this.#data.seconds}s`);
    this.#root.classList.remove("running");
    if (!playing || last) return;
    void this.#root.offsetWidth; // restarts the bar's animation
    this.#root.classList.add("running");
    this.#timer = setTimeout(() => this.#go(this.#data.step + 1), 1000 * this.#data.seconds);
  }

  #onTouch = (/** @type {PointerEvent} */ event) => {
    if (event.composedPath().includes(this.#root)) return; // its own buttons
    this.#run(false);
  };

  #onKey = (/** @type {KeyboardEvent} */ event) => {
    const step = keyStep(event);
    if (step) {
      event.preventDefault();
      this.#go(this.#data.step + step);
    } else if (!event.composedPath().includes(this.#root)) this.#run(false);
  };

  close() {
    clearTimeout(this.#timer);
    removeEventListener("keydown", this.#onKey);
    removeEventListener("pointerdown", this.#onTouch);
    this.#root.remove();
  }
}

export default widget(Steps);
