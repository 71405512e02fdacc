// The place in the tour: dots, Back and Next, and the clock that turns to the next step until somebody takes over.

import { button, element, write } from "../../shared/scripts/page/dom.js";
import { widget } from "../../shared/scripts/page/widget.js";
import { keyStep } from "../../shared/scripts/page/keys.js";
import { hold } from "../../shared/scripts/page/motion.js";

/**
 * @import { Mount } from "../../shared/scripts/page/widget.js"
 *
 * @typedef {{step: number, titles: string[], seconds: number[], loops: boolean}} Data Seconds per step; 0 waits.
 */

/**
 * Selector of the parts of a step on the page.
 *
 * @param {number} step
 */
const partsOf = (step) => `[data-testid="stLayoutWrapper"]:has(> [class*="st-key-tour_part_${step}_"])`;

/** @param {number} step */
const showingRule = (step) =>
  `${partsOf(step)} { position: static; height: auto; overflow: visible; visibility: visible; }`;

class Steps {
  #back = button("Back", () => this.#turn(-1));
  #next = button("Next", () => (this.#isLast ? this.#choose(1) : this.#turn(1)));
  #play = button("", () => this.#press(), { class: "play" });
  #dots = element("ol", { "aria-label": "Steps of the tour" });
  #root = element("div", { class: "steps" }, this.#back, this.#dots, this.#play, this.#next);
  #sheet = new CSSStyleSheet();
  /** @type {Data} */
  #data = { step: 1, titles: [], seconds: [], loops: false };
  /** The step that is shown; 0 before the first one. */
  #step = 0;
  /** @type {number | null} The step that was requested from the server. */
  #pending = null;
  #playing = true;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  /** @type {Mount["setTriggerValue"]} */
  #trigger = () => {};

  /** @param {HTMLElement} parent */
  constructor(parent) {
    parent.append(this.#root);
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, this.#sheet];
    document.addEventListener("keydown", this.#onPageKey, true); // so that a clicker works whatever has the focus
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
    if (data.step === this.#pending) this.#pending = null;
    if (this.#pending === null) this.#show(data.step); // otherwise, the data may answer an earlier press
  }

  /** @param {number} step */
  #show(step) {
    if (step === this.#step) return;
    this.#step = step;
    const { titles } = this.#data;
    this.#sheet.replaceSync(showingRule(step));
    const focused = this.#root.matches(":focus-within");
    this.#back.disabled = step === 1;
    // The buttons keep their places in all steps.
    write(this.#next, this.#isLast ? "Start again" : "Next");
    this.#next.classList.toggle("primary", !this.#isLast);
    hold(false);
    this.#dots.replaceChildren(...titles.map((title, index) => this.#dot(title, index + 1)));
    this.#root.dataset.step = String(step);
    // The button that had the focus may be gone, so the step's dot takes the focus.
    if (focused && !this.#root.matches(":focus-within")) this.#current?.focus({ preventScroll: true });
    this.#run(this.#playing);
  }

  /**
   * @param {string} title
   * @param {number} step
   */
  #dot(title, step) {
    const current = step === this.#step;
    const name = `Step ${step}: ${title}`;
    const dot = button("", () => this.#choose(step), { title: name, "aria-label": name });
    if (current) dot.setAttribute("aria-current", "step");
    return element("li", {}, dot);
  }

  /** @returns {HTMLElement | null} */
  get #current() {
    return this.#dots.querySelector("[aria-current]");
  }

  get #isLast() {
    return this.#step === this.#data.titles.length;
  }

  /** @param {number} by */
  #turn(by) {
    this.#choose((this.#pending ?? this.#step) + by);
  }

  /**
   * Turn to a step that somebody chooses, who has taken over from the clock.
   *
   * @param {number} step
   */
  #choose(step) {
    this.#run(false);
    this.#go(step);
  }

  /**
   * Turn to a step, at once if it is loaded, as the neighbours of the current step are.
   *
   * @param {number} step
   */
  #go(step) {
    if (step < 1 || step > this.#data.titles.length || step === this.#step) return;
    clearTimeout(this.#timer);
    this.#pending = step;
    if (document.querySelector(partsOf(step))) this.#show(step);
    this.#trigger("step", step);
  }

  /** Pause the tour and its picture, or let both go on. */
  #press() {
    hold(this.#playing);
    this.#run(!this.#playing);
  }

  /**
   * Let the tour turn by itself, or wait for Next.
   *
   * @param {boolean} playing
   */
  #run(playing) {
    clearTimeout(this.#timer);
    this.#playing = playing;
    const { titles, loops } = this.#data;
    const next = this.#step < titles.length ? this.#step + 1 : 1;
    const seconds = this.#data.seconds[this.#step - 1];
    write(this.#play, playing ? "❚❚" : "▶\ufe0e");
    this.#play.setAttribute("aria-label", playing ? "Pause" : "Go on by itself");
    this.#play.classList.toggle("unneeded", !seconds); // a question waits for its answer
    this.#root.style.setProperty("--seconds", `${seconds}s`);
    this.#root.classList.remove("running");
    if (!playing || !seconds || (next === 1 && !loops)) return;
    void this.#root.offsetWidth; // restarts the bar's animation
    this.#root.classList.add("running");
    this.#timer = setTimeout(() => this.#go(next), 1000 * seconds);
  }

  #onTouch = (/** @type {PointerEvent} */ event) => {
    if (event.composedPath().includes(this.#root)) return; // its own buttons
    this.#run(false);
  };

  #onPageKey = (/** @type {KeyboardEvent} */ event) => {
    if (event.key.startsWith("Page")) this.#onKey(event);
  };

  #onKey = (/** @type {KeyboardEvent} */ event) => {
    const step = keyStep(event);
    if (step) {
      event.preventDefault();
      this.#turn(step);
    } else if (!event.composedPath().includes(this.#root)) this.#run(false);
  };

  close() {
    clearTimeout(this.#timer);
    hold(false);
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((sheet) => sheet !== this.#sheet);
    document.removeEventListener("keydown", this.#onPageKey, true);
    removeEventListener("keydown", this.#onKey);
    removeEventListener("pointerdown", this.#onTouch);
    this.#root.remove();
  }
}

export default widget(Steps);
