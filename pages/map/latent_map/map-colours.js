// What the points are coloured by: a choice makes groups, each with a name and a colour.

import { fetchWhenReady } from "./client.js";

/** The choices, in the words of the menu. */
export const COLOURS = {
  class: "class",
  predicted: "predicted class",
  error: "reconstruction error",
  cluster: "cluster (k-means)",
  split: "training or test",
};
export const MAX_CLUSTERS = 10; // as many as there are colours that can be told apart
const STEPS = ["#56b4e9", "#7fb59e", "#a9b553", "#d3a52a", "#da8214", "#d55e00"]; // low to high error
const SIDES = ["#0072b2", "#e69f00"]; // training, test
const UNKNOWN = 255; // the server's mark for "no cluster"

export class Colours {
  /** `progress({doing, done, total})` is told of computations that take a while. */
  constructor({ signal, progress }) {
    Object.assign(this, { signal, progress });
    this.kept = new Map();
  }

  /** `data` is what Python sends to the component. */
  use(data) {
    this.data = data;
  }

  /** Whether there is what this choice needs. */
  can(colour) {
    const { autoencoder, classifier, split, testRow } = this.data;
    if (colour === "predicted") return Boolean(classifier);
    if (colour === "error") return Boolean(autoencoder);
    if (colour === "split") return split === "all" && testRow !== null;
    return colour in COLOURS;
  }

  /**
   * The groups of a choice: {title, names, colours, of(row, label), note}, where `of` gives the
   * number of the group, or undefined for a digit that is in none. Throws what the server refuses.
   */
  async grouping(colour, points, { k, seed }) {
    const { data } = this;
    const shared = { names: data.classes, colours: data.colours };
    if (colour === "predicted") {
      const { predicted } = (await this.#values("predictions", data.classifier)).arrays;
      return { title: "Predicted class", ...shared, of: (row) => predicted.data[row - data.firstRow] };
    }
    if (colour === "error") return this.#steps(await this.errors());
    if (colour === "cluster") return this.#clusters(points, k, seed);
    if (colour === "split") {
      return { title: "Digits", names: ["training", "test"], colours: SIDES, of: (row) => (row < data.testRow ? 0 : 1) };
    }
    return { title: "Class", ...shared, of: (_, label) => label };
  }

  /** The squared error of each digit, by row. */
  async errors() {
    const { errors } = (await this.#values("errors", this.data.autoencoder)).arrays;
    const at = (row) => errors.data[row - this.data.firstRow];
    return Object.assign(at, { all: errors.data });
  }

  #steps(errors) {
    const sorted = Float32Array.from(errors.all.filter(Number.isFinite)).sort();
    const cuts = STEPS.slice(1).map((_, at) => sorted[Math.floor(((at + 1) * sorted.length) / STEPS.length)]);
    const ends = [sorted[0], ...cuts, sorted.at(-1)].map((value) => value?.toFixed(1));
    return {
      title: "Squared error",
      names: STEPS.map((_, at) => `${ends[at]}–${ends[at + 1]}`),
      colours: STEPS,
      of: (row) => (Number.isFinite(errors(row)) ? cuts.filter((cut) => errors(row) >= cut).length : undefined),
    };
  }

  async #clusters(points, k, seed) {
    const { maps, dataset, split, classes, colours } = this.data;
    const query = new URLSearchParams({ map: maps[0].id, dataset, split, k, seed, key: maps[0].key });
    const { arrays, values } = await this.#fetch(`/api/maps/clusters?${query}`);
    const found = arrays.clusters.data;
    return {
      title: "Cluster",
      note: `${values.classes.length} clusters found by k-means in ${values.of}, seed ${seed}; their names count the classes in them.`,
      names: values.classes.map((label, at) => `${at + 1}: mostly ${classes[label]} (${Math.round(100 * values.shares[at])} %)`),
      colours,
      of: (row) => {
        const cluster = found[points.index(row)];
        return cluster === UNKNOWN ? undefined : cluster;
      },
    };
  }

  #values(what, model) {
    const { dataset, split } = this.data;
    return this.#fetch(`/api/maps/values?${new URLSearchParams({ what, model, dataset, split })}`);
  }

  async #fetch(address) {
    if (!this.kept.has(address)) {
      this.kept.set(address, await fetchWhenReady(address, { signal: this.signal, progress: this.progress }));
    }
    return this.kept.get(address);
  }
}
