// The digit under the pointer, with its card beside it, and the chosen digit, with its card below the maps.

import { element } from "../../shared/scripts/page/dom.js";
import { Live } from "../../shared/scripts/server/live.js";
import { Card, Cards, decodeAt } from "./card.js";

/**
 * @import { Arrays, Numbers } from "../../shared/scripts/server/arrays.js"
 * @import { Notice } from "../../shared/scripts/server/live.js"
 * @import { Data } from "./data.js"
 * @import { Pane } from "./pane.js"
 * @import { WindowPlace } from "./input/pointer.js"
 *
 * @typedef {{row: number}} AboutDigit
 * @typedef {{model: string, place: number[]}} AboutPlace
 *
 * @typedef {object} FocusEvents
 * @property {() => Pane[]} panes
 * @property {() => string | null} decoder The autoencoder whose two numbers are a map here.
 * @property {() => void} changed Called after another digit is chosen.
 * @property {(row: number | null, label: number) => void} chosen Called with the digit and its class.
 * @property {(sentence: string) => void} refused
 */

export class Focus {
  card = new Card("floating");
  chosen = new Card("chosen");
  /** Text for screen readers. */
  words = element("p", { role: "status", class: "lm-heard" });
  /**
   * The row that was last pointed at; arrow keys start from it.
   *
   * @type {number | null}
   */
  current = null;
  /**
   * The row of the chosen digit.
   *
   * @type {number | null}
   */
  row = null;
  /**
   * Place of the card; null while nothing is pointed at.
   *
   * @type {WindowPlace | null}
   */
  #at = null;
  #byKeys = false;
  /** @type {Data | null} */
  #data = null;
  /** @type {Cards | null} */
  #cards = null;
  /** @type {Live<AboutDigit | AboutPlace, Arrays | Numbers>} */
  #live;
  #signal;
  #events;

  /**
   * @param {object} options
   * @param {AbortSignal} options.signal
   * @param {Notice} options.banner
   * @param {FocusEvents} options.events
   */
  constructor({ signal, banner, events }) {
    this.#signal = signal;
    this.#events = events;
    this.#live = new Live({
      ask: (question, stop) => this.#ask(question, stop),
      show: (answer, question) => this.#show(answer, question),
      refused: (text) => events.refused(text),
      banner,
    });
    // The card is at a place of the window, from which its point moves away. Keys may scroll to their point.
    const onScroll = () => this.#byKeys || this.#hideCard();
    addEventListener("scroll", onScroll, { capture: true, passive: true, signal });
  }

  /**
   * Take new data from Python, and describe the chosen digit with its models.
   *
   * @param {Data} data
   */
  use(data) {
    this.#data = data;
    this.#cards = new Cards(data);
    this.card.hide();
    if (this.row !== null) this.#describe(this.row, data, this.#cards);
  }

  /**
   * @param {AboutDigit | AboutPlace} question
   * @param {AbortSignal} stop
   */
  async #ask(question, stop) {
    if (!("row" in question)) return decodeAt(question.model, question.place, stop);
    if (!this.#cards) throw new Error("There are no data yet.");
    return this.#cards.get(question.row, stop);
  }

  /**
   * Point at a digit of a map.
   *
   * @param {Pane} pane
   * @param {number} index
   * @param {WindowPlace} at
   * @param {boolean} [byKeys]
   */
  pointAtDigit(pane, index, at, byKeys = false) {
    if (!this.#data) return;
    const row = pane.points.row(index);
    this.#at = at;
    this.#byKeys = byKeys;
    this.current = row;
    pane.plot.probe(null);
    this.mark(row);
    if (this.card.row !== row) this.card.begin(row, this.#data.classes[pane.points.labels[index]]);
    this.card.moveTo(at[0], at[1]);
    this.#live.send({ row });
  }

  /**
   * Point at a place without a digit: the map's decoder, if it has one, draws a digit for it.
   *
   * @param {Pane} pane
   * @param {number[]} place
   * @param {WindowPlace} at
   * @param {boolean} [byKeys]
   */
  pointAtPlace(pane, place, at, byKeys = false) {
    this.mark(null);
    pane.plot.probe(byKeys ? place : null);
    if (!pane.info.decodes || !pane.info.checkpoint) {
      this.#hideCard();
      return;
    }
    this.#at = at;
    this.#byKeys = byKeys;
    this.#live.send({ model: pane.info.checkpoint, place });
  }

  /** Point at nothing. */
  leave() {
    this.#hideCard();
    for (const { plot } of this.#events.panes()) plot.probe(null);
    this.mark(null);
  }

  #hideCard() {
    this.#at = null;
    this.card.hide();
  }

  /**
   * @param {Arrays | Numbers} answer
   * @param {AboutDigit | AboutPlace} question
   */
  #show(answer, question) {
    if (!this.#at || !this.#data) return;
    let words;
    if ("row" in question) {
      words = this.card.show(/** @type {Arrays} */ (answer), this.#data, this.#absences(question.row));
    } else words = this.card.showPlace(/** @type {Numbers} */ (answer), question.place, question.model);
    this.card.moveTo(this.#at[0], this.#at[1]);
    if (this.#byKeys) this.words.textContent = words;
  }

  /**
   * A line for each map that lacks a digit.
   *
   * @param {number} row
   */
  #absences(row) {
    const without = this.#events.panes().filter((pane) => pane.points.index(row) < 0);
    return without.map(({ info }) => `Not among the digits of ${info.title}`);
  }

  /**
   * Put rings on every map around a digit and around the chosen one.
   *
   * @param {number | null} row
   */
  mark(row) {
    const marks = [];
    if (row !== null) marks.push({ row, strong: false });
    if (this.row !== null) marks.push({ row: this.row, strong: true });
    for (const pane of this.#events.panes()) pane.mark(marks);
  }

  /**
   * Show a digit below the maps; null, or a row that no map has, removes it.
   *
   * @param {number | null} row
   */
  choose(row) {
    const exists = row !== null && this.#events.panes().some((pane) => pane.points.index(row) >= 0);
    this.row = exists ? row : null;
    this.mark(null);
    this.#events.changed();
    if (!exists || !this.#data || !this.#cards) {
      this.chosen.hide();
      this.#events.chosen(null, 0);
      return;
    }
    this.current = row;
    const { points } = this.#events.panes().find((pane) => pane.points.index(row) >= 0) ?? {};
    const label = points?.labels[points.index(row)] ?? 0;
    this.chosen.offerWalk(row, this.#events.decoder(), label);
    this.#events.chosen(row, label);
    this.#describe(row, this.#data, this.#cards);
  }

  /**
   * @param {number} row
   * @param {Data} data
   * @param {Cards} cards
   */
  async #describe(row, data, cards) {
    try {
      const answer = await cards.get(row, this.#signal);
      if (this.row === row) this.words.textContent = this.chosen.show(answer, data);
    } catch (error) {
      if (!this.#signal.aborted) this.#events.refused(error.message);
    }
  }

  close() {
    this.#live.close();
  }
}
