// Number fields for k-means: the number of groups and the seed.

import { element } from "../../shared/scripts/page/dom.js";
import { clamp } from "../../shared/scripts/page/numbers.js";
import { MAX_CLUSTERS, MAX_CLUSTER_SEED } from "./colours.js";

/** @import { ClusterSetting } from "./colours.js" */

export class ClusterFields {
  #k;
  #seed;
  #change;

  /** @param {(clusters: ClusterSetting) => void} change */
  constructor(change) {
    this.#change = change;
    this.#k = this.#number("Number of groups", 2, MAX_CLUSTERS);
    this.#seed = this.#number("Seed of the groups", 0, MAX_CLUSTER_SEED);
    this.root = element(
      "span",
      { class: "lm-row" },
      element("label", {}, "Clusters", this.#k),
      element("label", {}, "Seed", this.#seed),
    );
  }

  /**
   * @param {string} name
   * @param {number} min
   * @param {number} max
   */
  #number(name, min, max) {
    return element("input", {
      type: "number",
      min,
      max,
      step: 1,
      "aria-label": name,
      onchange: () => {
        const { value } = this;
        this.value = value; // show the value as corrected
        this.#change(value);
      },
    });
  }

  /**
   * The numbers, whole and within their bounds.
   *
   * @returns {ClusterSetting}
   */
  get value() {
    /** @type {(input: HTMLInputElement) => number} */
    const whole = (input) => clamp(Math.round(Number(input.value) || 0), Number(input.min), Number(input.max));
    return { k: whole(this.#k), seed: whole(this.#seed) };
  }

  set value({ k, seed }) {
    this.#k.value = String(k);
    this.#seed.value = String(seed);
  }
}
