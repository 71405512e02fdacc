// The colourings of the points: each choice makes groups, each with a name and a colour.

import { fetchWhenReady } from "../../shared/scripts/server/client.js";
import { BLUE, ORANGE, SKY, VERMILION } from "../../shared/scripts/page/palette.js";

/**
 * @import { Arrays, Numbers } from "../../shared/scripts/server/arrays.js"
 * @import { Progress } from "../../shared/scripts/server/client.js"
 * @import { Points } from "../../shared/scripts/pictures/points.js"
 * @import { Data } from "./data.js"
 *
 * @typedef {object} Grouping
 * @property {string} title
 * @property {string[]} names One per group.
 * @property {string[]} [labels] Text on the island of each group; usually missing.
 * @property {string[]} colours They repeat if there are more groups.
 * @property {(row: number, label: number) => number | undefined} groupOf The group of a digit, if it is in one.
 * @property {string} [note]
 *
 * @typedef {{k: number, seed: number}} ClusterSetting
 */

/**
 * The choices, with their texts in the menu. Pictures without labels have one colour in place of one per class.
 *
 * @type {Record<string, string>}
 */
export const COLOURS = {
  class: "class",
  predicted: "predicted class",
  error: "difference from the original",
  cluster: "group (k-means)",
  split: "never seen or learned from",
};
export const ONE_COLOUR = "one for all";
/** Largest number of clusters: people cannot tell more colours apart. */
export const MAX_CLUSTERS = 10;
/** Largest seed of the clusters. */
export const MAX_CLUSTER_SEED = 9999;

const STEPS = [SKY, "#7fb59e", "#a9b553", "#d3a52a", "#da8214", VERMILION]; // low to high error
const SPLITS = [BLUE, ORANGE]; // training, test
const NO_CLUSTER = 255; // as the server marks it

/**
 * Groups by squared error, with about as many digits in each.
 *
 * @param {Numbers} errors One per digit; not finite if the digit has none.
 * @param {(row: number) => number} errorOf
 * @returns {Grouping}
 */
export function errorGroups(errors, errorOf) {
  const sorted = Float32Array.from(errors).filter(Number.isFinite).sort();
  const cuts = STEPS.slice(1).map((_, at) => sorted[Math.floor(((at + 1) * sorted.length) / STEPS.length)]);
  const ends = [sorted[0], ...cuts, sorted[sorted.length - 1]].map((value) => value?.toFixed(1));
  return {
    title: "Difference from the original (squared error)",
    names: STEPS.map((_, at) => `${ends[at]}–${ends[at + 1]}`),
    colours: STEPS,
    groupOf: (row) => {
      const error = errorOf(row);
      return Number.isFinite(error) ? cuts.filter((cut) => error >= cut).length : undefined;
    },
  };
}

export class Colours {
  /** @type {Map<string, Arrays>} */
  #answers = new Map();
  /** @type {Data | null} */
  #data = null;
  #signal;
  #progress;

  /**
   * @param {object} options
   * @param {AbortSignal} options.signal
   * @param {(progress: Progress) => void} options.progress Called during long computations.
   */
  constructor({ signal, progress }) {
    this.#signal = signal;
    this.#progress = progress;
  }

  /** @param {Data} data */
  use(data) {
    this.#data = data;
  }

  get #current() {
    if (!this.#data) throw new Error("There are no data yet.");
    return this.#data;
  }

  /** Whether the pictures have labels. */
  get labelled() {
    return this.#current.classes.length > 0;
  }

  /**
   * Whether a choice is available.
   *
   * @param {string} colour
   */
  can(colour) {
    const { autoencoder, classifier, split, testRow } = this.#current;
    if (colour === "predicted") return Boolean(classifier);
    if (colour === "error") return Boolean(autoencoder);
    if (colour === "split") return split === "all" && testRow !== null;
    return Object.hasOwn(COLOURS, colour);
  }

  /**
   * The groups that a choice makes.
   *
   * @param {string} colour
   * @param {Points} points Points of the first map.
   * @param {ClusterSetting} clusters
   * @returns {Promise<Grouping>}
   * @throws {Error} with a sentence if the server refuses
   */
  async grouping(colour, points, clusters) {
    const { firstRow, testRow, classifier } = this.#current;
    if (colour === "predicted" && classifier) {
      const { predicted } = (await this.#values("predictions", classifier)).arrays;
      return { ...this.#classes("Predicted class"), groupOf: (row) => predicted.data[row - firstRow] };
    }
    if (colour === "error") {
      const { errors, errorOf } = await this.errors();
      return errorGroups(errors, errorOf);
    }
    if (colour === "cluster") return this.#clusters(points, clusters);
    if (colour === "split" && testRow !== null) {
      const groupOf = (/** @type {number} */ row) => (row < testRow ? 0 : 1);
      return { title: "Digits", names: ["training", "test"], colours: SPLITS, groupOf };
    }
    return this.byClass();
  }

  /**
   * Groups by class, which needs nothing from the server.
   *
   * @returns {Grouping}
   */
  byClass() {
    if (!this.labelled) return { title: "Digits", names: ["all"], colours: this.#current.colours, groupOf: () => 0 };
    return { ...this.#classes("Class"), groupOf: (_, label) => label };
  }

  /** @param {string} title */
  #classes(title) {
    const { classes, colours } = this.#current;
    return { title, names: classes, labels: classes, colours };
  }

  /** The squared errors of all digits, and a function from a row to its error. */
  async errors() {
    const { autoencoder, firstRow } = this.#current;
    const { errors } = (await this.#values("errors", autoencoder ?? "")).arrays;
    return { errors: errors.data, errorOf: (/** @type {number} */ row) => errors.data[row - firstRow] };
  }

  /**
   * @param {Points} points
   * @param {ClusterSetting} setting
   * @returns {Promise<Grouping>}
   */
  async #clusters(points, { k, seed }) {
    const { maps, dataset, split, classes, colours } = this.#current;
    const query = { map: maps[0].id, dataset, split, k: String(k), seed: String(seed), key: maps[0].key };
    const { arrays, values } = await this.#fetch(`/api/maps/clusters?${new URLSearchParams(query)}`);
    const clusters = arrays.clusters.data;
    /** @type {number[]} */
    const labels = values.classes;
    const names = classes.length ? "; their names give the most frequent class in each" : "";
    return {
      title: "Cluster",
      note: `${labels.length} clusters found by k-means in ${values.of}, seed ${seed}${names}.`,
      names: labels.map((label, at) =>
        classes.length ? `${at + 1}: mostly ${classes[label]} (${Math.round(100 * values.shares[at])} %)` : `${at + 1}`,
      ),
      colours,
      groupOf: (row) => {
        const cluster = clusters[points.index(row)];
        return cluster === NO_CLUSTER ? undefined : cluster;
      },
    };
  }

  /**
   * @param {string} what
   * @param {string} model
   */
  #values(what, model) {
    const { dataset, split } = this.#current;
    return this.#fetch(`/api/maps/values?${new URLSearchParams({ what, model, dataset, split })}`);
  }

  /** @param {string} address */
  async #fetch(address) {
    const cached = this.#answers.get(address);
    if (cached) return cached;
    const answer = await fetchWhenReady(address, { signal: this.#signal, progress: this.#progress });
    this.#answers.set(address, answer);
    return answer;
  }
}
