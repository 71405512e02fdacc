// The drawing board: a digit from a pointer, a file, the clipboard or a camera, and what the models make of it.

import { Banner } from "../../shared/scripts/page/banner.js";
import { fetchWhenReady } from "../../shared/scripts/server/client.js";
import { element, reportPainted } from "../../shared/scripts/page/dom.js";
import { Live } from "../../shared/scripts/server/live.js";
import { widget } from "../../shared/scripts/page/widget.js";
import { BoardAddress } from "./board-address.js";
import { readBoard } from "./board-link.js";
import { BOX_HINT, Corrector } from "./corrections.js";
import { Demonstration } from "./demonstration.js";
import { Easel } from "./easel.js";
import { NoiseBox } from "./noise-box.js";
import { queryOf } from "./question.js";
import { Results } from "./results.js";
import { MOST_STOPS } from "../../shared/scripts/pictures/stops.js";
import { SmallMap } from "./small-map.js";
import { Sources } from "./sources.js";

/**
 * @import { Arrays, Numbers } from "../../shared/scripts/server/arrays.js"
 * @import { Box } from "./boxes.js"
 * @import { Kind } from "./noise-box.js"
 * @import { PictureFile } from "./picture-file.js"
 * @import { Question } from "./question.js"
 * @import { Model } from "./results.js"
 * @import { MapData } from "./small-map.js"
 * @import { Examples } from "./sources.js"
 *
 * @typedef {object} Data What Python sends.
 * @property {Model[]} models The models that clean.
 * @property {string | null} classifier
 * @property {Examples | null} example
 * @property {Kind[]} noises
 * @property {MapData | null} map
 * @property {boolean} demonstrates Whether a pen draws by itself until somebody touches the board.
 */

const REST_MS = 700;
const PAUSE_MS = 200; // without movement, before an unfinished stroke is judged
const UNREADABLE = "The link's drawing cannot be read, so the board is empty.";

class Board {
  #easel = new Easel({
    draw: (movedAt) => this.#askSoon(movedAt),
    change: () => this.#ask(),
    remove: () => this.#corrector.remove(),
    name: (digit) => this.#corrector.name(digit),
    frame: (from, to) => this.#corrector.frame(from, to),
  });
  #corrector = new Corrector(this.#easel, () => this.#ask());
  #demonstration = new Demonstration(this.#easel.root, this.#easel.pen);
  #noise = new NoiseBox((moving) => this.#ask({ resting: !moving, sameBoard: true }));
  #map = new SmallMap(() => this.#ask());
  #results = new Results((index) => this.#easel.choose(index));
  #spoken = element("p", { class: "unseen", "aria-live": "polite" });
  #root = element("div", { class: "draw" });
  #sources = new Sources(this.#root, this.#easel.root, {
    load: (picture) => {
      if (!this.#easel.drawing) this.#easel.put(picture);
    },
    refuse: (sentence) => this.#refuseFile(sentence),
  });
  /** @type {Live<Question, Arrays>} */
  #live;
  #stop = new AbortController();
  /** @type {Data} */
  #data = { models: [], classifier: null, example: null, noises: [], map: null, demonstrates: false };
  #dataText = ""; // the data as JSON
  #trouble = ""; // why an empty board is empty
  #fileTrouble = { scene: this.#easel.scene, sentence: "" }; // why a file is not on the board, and what is
  #version = 0; // counts changes of the board or the noise; frames around digits belong to one
  #board = 0; // counts changes of the board alone; a verdict belongs to one
  #judged = -1; // the value of `#board` that the shown verdict belongs to
  #empty = true;
  /** @type {number | null} */
  #movedAt = null;
  /** @type {number | null} */
  #nextFrame = null;
  #stale = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #pause;
  #address = new BoardAddress(this.#easel, this.#noise, () => (this.#empty ? null : this.#results.stops));

  /** @param {HTMLElement} parent */
  constructor(parent) {
    this.#easel.tools.prepend(...this.#corrector.tools);
    this.#root.append(
      element(
        "div",
        { class: "left" },
        element(
          "section",
          { class: "drawing", "aria-label": "Your digit" },
          this.#easel.tools,
          this.#easel.root,
          this.#corrector.root,
        ),
        element("section", { class: "sources", "aria-label": "Pictures" }, ...this.#sources.elements),
        this.#noise.root,
      ),
      element("div", { class: "right" }, this.#results.verdict, this.#results.pictures, this.#map.root),
      this.#results.preparation,
      this.#spoken,
    );
    parent.append(this.#root);
    this.#live = new Live({
      ask: ({ query, body }, signal) => fetchWhenReady(`/api/prepare?${query}`, { body, signal }),
      show: (answer, question) => this.#show(answer, question),
      refused: (sentence, question) => this.#refuse(sentence, question.picture),
      banner: new Banner(parent),
    });
    this.#root.addEventListener("keydown", (event) => {
      if (!(event.ctrlKey || event.metaKey) || event.key !== "z") return;
      event.preventDefault();
      this.#easel.undo();
    });
    for (const name of ["pointerdown", "keydown", "drop"])
      this.#root.addEventListener(name, () => this.#demonstration.stop(), { capture: true });
    document.addEventListener("paste", (event) => this.#paste(event), { signal: this.#stop.signal });
  }

  /** @param {Data} data */
  update(data) {
    const dataText = JSON.stringify(data);
    if (dataText === this.#dataText) {
      this.#address.write(); // a run of the page may have written an older one
      return;
    }
    const first = this.#dataText === "";
    this.#dataText = dataText;
    this.#data = data;
    this.#sources.use(data.example);
    this.#noise.offer(data.noises, data.models.length > 0);
    this.#map.update(data.map);
    this.#results.use(data.models, data.classifier !== null);
    this.#easel.paint();
    if (first) this.#restore();
    this.#ask();
    if (first && data.demonstrates && this.#empty) this.#demonstration.start();
  }

  /** @param {ClipboardEvent} event */
  #paste(event) {
    this.#demonstration.stop();
    this.#sources.paste(event);
  }

  /** Restore the board from the page's address, unless this visit has a drawing. */
  #restore() {
    if (this.#easel.used) return;
    const query = new URLSearchParams(location.search);
    this.#noise.restore(query);
    const text = query.get("board");
    if (!text) return;
    const board = readBoard(text);
    if (!board) this.#trouble = UNREADABLE;
    else if ("strokes" in board) this.#address.draw(board.strokes, text);
    else if ("row" in board) this.#sources.loadRow(board.row);
    else this.#sources.loadDigits(board.digits, text);
  }

  /**
   * Ask about the board at once, but at most once per frame of the screen.
   *
   * @param {number | null} [movedAt]
   */
  #askSoon(movedAt = null) {
    this.#movedAt ??= movedAt;
    if (this.#nextFrame !== null) {
      this.#stale = true;
      return;
    }
    this.#ask();
    this.#nextFrame = requestAnimationFrame(() => {
      this.#nextFrame = null;
      if (this.#stale) this.#askSoon();
    });
  }

  /**
   * @param {object} [change]
   * @param {boolean} [change.resting] Whether pen and slider are at rest, so that there is time for a verdict.
   * @param {boolean} [change.sameBoard] Whether only the noise has changed, so that the last verdict still holds.
   */
  #ask({ resting = !this.#easel.drawing, sameBoard = false } = {}) {
    if (this.#nextFrame !== null) cancelAnimationFrame(this.#nextFrame);
    this.#nextFrame = null;
    this.#stale = false;
    clearTimeout(this.#pause);
    this.#version += 1;
    if (!sameBoard) this.#board += 1;
    const judged = this.#board === this.#judged;
    if (!resting && !judged) this.#pause = setTimeout(() => this.#ask({ resting: true, sameBoard }), PAUSE_MS);
    this.#corrector.show();
    const picture = this.#easel.drawing ? null : this.#easel.scene.picture;
    const body = picture?.body ?? this.#easel.ink();
    this.#empty = !picture && body.every((ink) => ink === 0);
    if (!this.#easel.drawing) this.#address.write();
    if (this.#empty) {
      this.#clear();
      return;
    }
    this.#trouble = "";
    this.#live.send({
      query: queryOf(picture, {
        digit: this.#easel.choice,
        models: this.#data.models,
        classifier: this.#data.classifier,
        verdicts: resting && !judged,
        more: { ...this.#noise.query, ...this.#map.query },
      }),
      body,
      version: this.#version,
      board: this.#board,
      picture,
      movedAt: this.#movedAt,
    });
    this.#movedAt = null;
  }

  #clear() {
    this.#note("");
    this.#results.refuse(this.#trouble);
    if (!this.#trouble) this.#results.clear();
    this.#map.clear();
  }

  /**
   * Show why there is no answer about the board, or with "" that there is one again.
   *
   * @param {string} sentence
   * @param {PictureFile | null} picture Picture that the question was about.
   */
  #refuse(sentence, picture) {
    if (sentence && picture && !picture.image && this.#easel.takeBack(picture)) {
      this.#refuseFile(sentence); // nothing of it can be shown
      return;
    }
    if (sentence) {
      this.#map.clear();
      this.#note("");
    }
    this.#results.refuse(sentence);
  }

  /**
   * Show why a file is not on the board, and keep what is there.
   *
   * @param {string} sentence
   */
  #refuseFile(sentence) {
    this.#fileTrouble = { scene: this.#easel.scene, sentence };
    this.#note("");
  }

  /**
   * Show a note about the picture on the board, unless the newest file has been refused.
   *
   * @param {string} text
   */
  #note(text) {
    const { scene, sentence } = this.#fileTrouble;
    if (sentence && scene === this.#easel.scene && !this.#easel.drawing) this.#sources.refuse(sentence);
    else this.#sources.note(text);
  }

  /**
   * @param {Arrays} answer
   * @param {Question} question
   */
  #show(answer, question) {
    // While the answer was on its way, the board may have been cleared, or the models changed.
    if (this.#empty || !this.#results.fits(answer)) return;
    const { query, picture, version, board } = question;
    const { count, digit } = answer.values;
    const notes = this.#easel.framing && picture ? [BOX_HINT] : [picture?.note, ...answer.values.notices];
    if (count > MOST_STOPS) notes.push(`A copied link holds the first ${MOST_STOPS} of these digits.`);
    this.#note(notes.filter(Boolean).join(" "));
    const given = picture?.boxes?.map((correction) => correction.digit) ?? [];
    this.#results.show(answer, query.has("noise"), given, board === this.#judged);
    if (!query.has("verdicts")) this.#judged = board;
    this.#corrector.turnsOfAnswer = answer.values.turns;
    if (!this.#easel.drawing) this.#address.write();
    const map = this.#map.query?.map;
    if (map && query.get("map") === map) this.#map.show(answer.arrays, digit, !picture);
    if (picture && version === this.#version) this.#frameDigits(picture, answer.arrays.boxes.data, count);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => (this.#spoken.textContent = this.#results.summary), REST_MS);
    reportPainted(this.#root, question);
  }

  /**
   * Paint a frame around each digit of a picture with several.
   *
   * @param {PictureFile} picture
   * @param {Numbers} flat Four numbers per digit.
   * @param {number} count
   */
  async #frameDigits(picture, flat, count) {
    const { sentPicture } = this.#results;
    if (sentPicture) picture.image ??= await createImageBitmap(sentPicture); // a file that this browser cannot read
    if (this.#easel.scene.picture !== picture || this.#easel.drawing) return;
    const found = /** @type {Box[]} */ (
      Array.from({ length: count }, (_, index) => [...flat.slice(4 * index, 4 * index + 4)])
    );
    picture.found = found;
    this.#easel.paint();
    this.#corrector.show();
  }

  close() {
    clearTimeout(this.#timer);
    clearTimeout(this.#pause);
    this.#demonstration.stop();
    this.#address.close();
    if (this.#nextFrame !== null) cancelAnimationFrame(this.#nextFrame);
    this.#stop.abort();
    this.#map.close();
    this.#live.close();
    this.#root.remove();
  }
}

export default widget(Board);
