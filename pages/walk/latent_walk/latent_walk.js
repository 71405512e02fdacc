// The widget: waits for the latent spaces, then shows the view that Python has chosen.

import { Banner } from "../../shared/scripts/page/banner.js";
import { fetchWhenReady } from "../../shared/scripts/server/client.js";
import { element, replaceQuery, reportPainted, worded } from "../../shared/scripts/page/dom.js";
import { Live } from "../../shared/scripts/server/live.js";
import { widget } from "../../shared/scripts/page/widget.js";
import { progressWords } from "../../shared/scripts/page/words.js";
import { readState, stateQuery, usualState } from "./address.js";
import { Between } from "./between.js";
import { Directions } from "./directions.js";
import { Manifold } from "./manifold.js";
import { Plane } from "./plane.js";
import { Samples } from "./samples.js";
import { Sum } from "./sum.js";

/**
 * @import { Arrays } from "../../shared/scripts/server/arrays.js"
 * @import { Progress } from "../../shared/scripts/server/client.js"
 * @import { View } from "./address.js"
 * @import { Space } from "./parts.js"
 *
 * @typedef {object} Data What Python sends.
 * @property {View} view
 * @property {{name: string, title: string}[]} models
 * @property {string} dataset
 * @property {string[]} classes
 * @property {string[]} colours They repeat if there are more classes.
 * @property {number[][]} examples Test rows by class.
 * @property {number} firstRow
 * @property {number} lastRow
 *
 * @typedef {{close: () => void, repaint?: () => void}} Panel The view that is shown.
 */

/** @type {Record<View, new (walk: Walk) => Panel>} */
const PANELS = {
  plane: Plane,
  directions: Directions,
  between: Between,
  arithmetic: Sum,
  samples: Samples,
  manifold: Manifold,
};
const REST_MS = 300;
const THEME_MS = 300; // until Streamlit has changed its colours

/** @implements {Panel} */
export class Walk {
  stage = element("div", { class: "stage" });
  #problem = element("p", { class: "problem", role: "alert", hidden: true });
  #progress = element("p", { class: "waiting", role: "status", hidden: true });
  #spoken = element("p", { class: "unseen", "aria-live": "polite" });
  root = element("div", { class: "walk" }, this.#problem, this.#progress, this.stage, this.#spoken);
  /** @type {Data} */
  data = {
    view: "plane",
    models: [],
    dataset: "",
    classes: [],
    colours: [],
    examples: [],
    firstRow: 0,
    lastRow: 0,
  };
  /** @type {Space[]} */
  models = [];
  state = usualState([]);
  #spacesKey = ""; // identifies the view and its spaces
  #words = "";
  /** @type {Panel | null} */
  #panel = null;
  /** @type {Map<object, string>} */
  #refusals = new Map(); // the sentence of each `Live` that was refused
  #banner = new Banner(this.root);
  /** @type {Live<string, Arrays>} */
  #opening;
  #stop = new AbortController();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /** @param {HTMLElement} parent */
  constructor(parent) {
    parent.append(this.root);
    this.#opening = this.live(
      (path, signal) => fetchWhenReady(path, { signal, progress: (progress) => this.#wait(progress) }),
      ({ values }) => this.#open(values.spaces),
    );
    const onTheme = () => setTimeout(() => this.#panel?.repaint?.(), THEME_MS);
    const dark = matchMedia("(prefers-color-scheme: dark)");
    dark.addEventListener("change", onTheme, { signal: this.#stop.signal });
  }

  /**
   * Create calls that follow the pointer; a refusal is shown above the view.
   *
   * @template Question
   * @template Result
   * @param {(question: Question, signal: AbortSignal) => Promise<Result>} ask
   * @param {(answer: Result, question: Question) => void} show
   * @returns {Live<Question, Result>}
   */
  live(ask, show) {
    /** @type {Live<Question, Result>} */
    const live = new Live({
      ask,
      show: (answer, question) => {
        show(answer, question);
        reportPainted(this.root, question);
      },
      refused: (sentence) => this.#refuse(live, sentence),
      banner: this.#banner,
    });
    return live;
  }

  /**
   * Drop the questions of some calls, and their refusal.
   *
   * @param {{close: () => void}} live
   */
  end(live) {
    live.close();
    this.#refuse(live, "");
  }

  /**
   * Show the refusals of all calls, because an answer to one call does not resolve another refusal.
   *
   * @param {object} live
   * @param {string} sentence
   */
  #refuse(live, sentence) {
    if (sentence) {
      this.#progress.hidden = true;
      this.#refusals.set(live, sentence);
    } else this.#refusals.delete(live);
    this.#problem.textContent = [...new Set(this.#refusals.values())].join(" ");
    this.#problem.hidden = this.#refusals.size === 0;
  }

  /**
   * Take new data from Python, but keep the visitor's place.
   *
   * @param {Data} data
   */
  update(data) {
    const spacesKey = JSON.stringify([data.view, data.models, data.dataset]);
    if (!this.#spacesKey) this.state = readState(location.search, data.examples);
    this.data = data;
    if (spacesKey === this.#spacesKey) {
      this.#panel?.repaint?.(); // the theme may have changed
      return;
    }
    this.#spacesKey = spacesKey;
    this.root.dataset.state = "loading";
    const models = data.models.map(({ name }) => name).join(",");
    this.#opening.send(`/api/walk/spaces?${new URLSearchParams({ models, dataset: data.dataset })}`);
  }

  /** @param {Progress} progress */
  #wait({ done, total }) {
    this.#progress.hidden = false;
    this.#progress.textContent = worded(
      progressWords({ doing: "Placing the test digits for the first time", done, total }),
    );
  }

  /** @param {object[]} spaces One per model. */
  #open(spaces) {
    const { data } = this;
    this.#panel?.close();
    this.#progress.hidden = true;
    this.models = data.models.map((model, at) => /** @type {Space} */ ({ ...spaces[at], ...model }));
    this.stage.replaceChildren();
    this.stage.className = `stage ${data.view}${this.models.length > 1 ? " two" : ""}`;
    this.#panel = new PANELS[data.view](this);
    this.root.dataset.state = "ready";
    this.root.dataset.view = data.view;
    this.remember();
  }

  /**
   * Keep the state in the address, and tell screen readers the place, once the pointer rests.
   *
   * @param {string} [words] The place.
   */
  remember(words = "") {
    this.#words = words || this.#words;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      replaceQuery(stateQuery(location.search, this.data.view, this.models, this.state));
      if (this.#words) this.#spoken.textContent = worded(this.#words);
      this.#words = "";
    }, REST_MS);
  }

  /**
   * The parameters of a call about these models.
   *
   * @param {Record<string, string>} [more]
   */
  query(more = {}) {
    const models = this.models.map(({ name }) => name).join(",");
    return new URLSearchParams({ models, dataset: this.data.dataset, ...more });
  }

  close() {
    clearTimeout(this.#timer);
    this.#stop.abort();
    this.#opening.close();
    this.#panel?.close();
    this.root.remove();
  }
}

export default widget(Walk);
