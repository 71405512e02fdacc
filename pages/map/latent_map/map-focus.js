// The digit pointed at, with its card beside the pointer, and the chosen one, kept below the maps.

import { Live, element } from "./client.js";
import { Card, Cards, decodeAt } from "./map-card.js";

export class Focus {
  /** `events` has panes(), walksIn(), changed() for a new choice and refused(text). */
  constructor({ signal, banner, events }) {
    Object.assign(this, { signal, events });
    this.current = null; // the row last pointed at, from which keys go on
    this.row = null; // the chosen one
    this.at = null; // where the card is in the window
    this.card = new Card("floating");
    this.chosen = new Card("chosen");
    this.words = element("p", { role: "status", class: "lm-heard" });
    this.live = new Live({
      ask: (question, stop) => (question.row === undefined ? decodeAt(question.model, question.place, stop) : this.cards.get(question.row, stop)),
      show: (answer, question) => this.#answered(answer, question),
      refused: (text) => events.refused(text),
      banner,
    });
  }

  /** `data` is what Python sends; a chosen digit gets the words of the models that are new in it. */
  use(data) {
    this.data = data;
    this.cards = new Cards(data);
    this.card.hide();
    if (!this.chosen.root.hidden) this.#tell(this.row);
  }

  /** The digit at `index` of a map is under the pointer, which is `at` in the window. */
  over(pane, index, at, byKeys) {
    const row = pane.points.row(index);
    Object.assign(this, { at, byKeys, current: row });
    pane.plot.probe(null);
    this.mark(row);
    if (Number(this.card.root.dataset.row) !== row) this.card.begin(row, this.data.classes[pane.points.labels[index]]);
    this.card.moveTo(...at);
    this.live.send({ row });
  }

  /** No digit is under the pointer: the decoder, if the map has one, draws what could be there. */
  empty(pane, place, at, byKeys) {
    this.mark(null);
    pane.plot.probe(byKeys ? place : null);
    if (pane.info.decodes) {
      Object.assign(this, { at, byKeys });
      this.live.send({ model: pane.info.checkpoint, place });
    } else this.#away();
  }

  left() {
    this.#away();
    for (const { plot } of this.events.panes()) plot.probe(null);
    this.mark(null);
  }

  #away() {
    this.at = null;
    this.card.hide();
  }

  #answered(answer, question) {
    if (!this.at) return;
    const said =
      question.row === undefined ? this.card.showPlace(answer, question.place, question.model) : this.card.show(answer, this.data, this.#lacking(question.row));
    this.card.moveTo(...this.at);
    if (this.byKeys) this.words.textContent = said;
  }

  /** What to say of a digit that only one of two maps has. */
  #lacking(row) {
    const without = this.events.panes().filter((pane) => pane.points.index(row) < 0);
    return without.map(({ info }) => `Not among the digits of ${info.title}`);
  }

  /** Rings around this row on every map, beside that of the chosen one. */
  mark(row) {
    const marks = [[row, false], [this.row, true]].filter(([wanted]) => wanted !== null);
    for (const pane of this.events.panes()) pane.mark(marks);
  }

  /** Keeps a digit below the maps; null, or a row that no map has, takes it away. */
  choose(row) {
    const known = row !== null && this.events.panes().some((pane) => pane.points.index(row) >= 0);
    this.row = known ? row : null;
    this.mark(null);
    this.events.changed();
    if (known) {
      this.current = row;
      this.chosen.offerWalk(row, this.events.walksIn());
      this.#tell(row);
    } else this.chosen.hide();
  }

  async #tell(row) {
    try {
      const answer = await this.cards.get(row, this.signal);
      if (this.row === row) this.words.textContent = this.chosen.show(answer, this.data);
    } catch (error) {
      if (!this.signal.aborted) this.events.refused(error.message);
    }
  }

  close() {
    this.live.close();
  }
}
