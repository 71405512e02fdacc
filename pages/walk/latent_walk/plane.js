// The plane of two latent numbers: drag over it, and the digit of that place follows.

import { fetchWhenReady } from "../../shared/scripts/server/client.js";
import { element } from "../../shared/scripts/page/dom.js";
import { Points } from "../../shared/scripts/pictures/points.js";
import { PlanePane } from "./plane-pane.js";

/**
 * @import { Arrays } from "../../shared/scripts/server/arrays.js"
 * @import { Live } from "../../shared/scripts/server/live.js"
 * @import { Walk } from "./latent_walk.js"
 */

export class Plane {
  #walk;
  #panes;
  /** @type {Live<null, Arrays[]>} */
  #points;
  /** @type {Live<{body: object, movedAt: number | null}, Arrays>} */
  #following;
  #resized = new ResizeObserver(() => this.repaint());

  /** @param {Walk} walk */
  constructor(walk) {
    this.#walk = walk;
    const { classes, colours } = walk.data;
    this.#panes = walk.models.map((model) => new PlanePane(walk, model, (at, time) => this.#move(at, time)));
    const legend = classes.map((name, label) => {
      const colour = colours[label % colours.length];
      return element("span", {}, element("i", { style: `background:${colour}` }), name);
    });
    walk.stage.append(element("div", { class: "panes" }, ...this.#panes.map(({ root }) => root)));
    // The legend stands under its plane or, if there are two planes, under both.
    const place = this.#panes.length === 1 ? this.#panes[0].scene : walk.stage;
    place.append(element("p", { class: "legend", hidden: legend.length === 0 }, "Test digits: ", ...legend));
    this.#points = walk.live(
      (_, signal) => Promise.all(walk.models.map(({ name }) => this.#fetchPoints(name, signal))),
      (answers) => {
        this.#panes.forEach((pane, at) => pane.use(new Points(answers[at])));
        this.#ask();
      },
    );
    this.#following = walk.live(
      ({ body }, signal) => fetchWhenReady("/api/walk/at", { body, signal }),
      ({ arrays, values }) => {
        const words = this.#panes.map((pane, at) => pane.show(arrays.digits.data, at, values.clipped[at]));
        walk.remember(words.join(" "));
      },
    );
    this.#points.send(null);
    this.#panes.forEach(({ canvas }) => this.#resized.observe(canvas));
  }

  /**
   * @param {string} model
   * @param {AbortSignal} signal
   */
  #fetchPoints(model, signal) {
    const { dataset } = this.#walk.data;
    const query = new URLSearchParams({ map: `bottleneck:${model}`, dataset, split: "test" });
    return fetchWhenReady(`/api/maps/points?${query}`, { signal });
  }

  /**
   * @param {number[]} at The place, as shares of the frame.
   * @param {number} movedAt
   */
  #move(at, movedAt) {
    if (!this.#panes[0].frame) return;
    this.#walk.state.at = at;
    this.#panes.forEach((pane) => pane.mark());
    this.#ask(movedAt);
  }

  /** @param {number | null} [movedAt] */
  #ask(movedAt = null) {
    const { models, data } = this.#walk;
    const places = this.#panes.map((pane) => pane.place);
    const body = { models: models.map(({ name }) => name), dataset: data.dataset, places };
    this.#following.send({ body, movedAt });
  }

  repaint() {
    this.#panes.forEach((pane) => pane.repaint());
  }

  close() {
    this.#resized.disconnect();
    this.#walk.end(this.#points);
    this.#walk.end(this.#following);
  }
}
