// The widget's data from Python, and the points of its maps.

import { fetchWhenReady } from "../../shared/scripts/server/client.js";
import { Points } from "../../shared/scripts/pictures/points.js";

/**
 * @import { Progress } from "../../shared/scripts/server/client.js"
 *
 * @typedef {object} MapInfo
 * @property {string} id
 * @property {string} key Content key of the map.
 * @property {string} title
 * @property {string} about
 * @property {string[]} axes
 * @property {string | null} checkpoint
 * @property {boolean} decodes Whether its checkpoint draws from its two numbers.
 *
 * @typedef {{name: string, title: string, size: number}} Encoder `size` is the length of its latent vectors.
 *
 * @typedef {object} Data
 * @property {string} plotly Address of the library.
 * @property {MapInfo[]} maps
 * @property {string} dataset
 * @property {string} split
 * @property {string} splitTitle
 * @property {number} firstRow
 * @property {number | null} testRow The first row of the test split.
 * @property {string[]} classes
 * @property {string[]} colours One per class.
 * @property {string | null} autoencoder
 * @property {string | null} classifier
 * @property {Encoder[]} encoders Encoders in whose latent spaces neighbours can be searched.
 * @property {Record<string, string>} link Parameters that the page itself adds to the address.
 * @property {number} calls Grows when the map should scroll into view.
 */

/**
 * What has changed in the data: the maps, the models that describe their digits, a call to scroll into view.
 *
 * @param {Data | null} before
 * @param {Data} now
 */
export function changesOf(before, now) {
  const maps = (/** @type {Data} */ data) =>
    JSON.stringify([data.maps.map(({ key }) => key), data.dataset, data.split]);
  const models = (/** @type {Data} */ data) => JSON.stringify([data.autoencoder, data.classifier]);
  return {
    maps: !before || maps(before) !== maps(now),
    models: !before || models(before) !== models(now),
    calls: now.calls > (before?.calls ?? 0),
  };
}

/**
 * What the maps support: a decoded plane, a comparison on the same axes, pictures in place of points.
 *
 * @param {Pick<MapInfo, "axes" | "checkpoint" | "decodes">[]} maps
 */
export const offerOf = (maps) => ({
  decodes: maps.some(({ decodes }) => decodes),
  comparable: maps.length > 1 && maps.every(({ checkpoint, axes }) => checkpoint && axes.length === 2),
  flat: maps.some(({ axes }) => axes.length === 2),
});

/**
 * Fetch the points of all maps.
 *
 * @param {Data} data
 * @param {object} options
 * @param {AbortSignal} options.signal
 * @param {(progress: Progress) => void} options.progress
 */
export function fetchPoints({ maps, dataset, split }, options) {
  const answers = maps.map(async ({ id, key }) => {
    const query = new URLSearchParams({ map: id, dataset, split, key });
    return new Points(await fetchWhenReady(`/api/maps/points?${query}`, options));
  });
  return Promise.all(answers);
}
