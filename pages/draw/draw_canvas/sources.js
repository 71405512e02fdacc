// Where pictures come from: a file, the camera, the clipboard, a drop, or an example digit.

import { HEIGHT, WIDTH, offscreen2d } from "../../shared/scripts/pictures/canvas.js";
import { Refused, call } from "../../shared/scripts/server/client.js";
import { button, element, write } from "../../shared/scripts/page/dom.js";
import { rowStop } from "../../shared/scripts/pictures/stops.js";
import { hasCamera, takePhoto } from "./camera.js";
import { READ_BY_SERVER, readPicture } from "./picture-file.js";

/**
 * @import { PictureFile } from "./picture-file.js"
 *
 * @typedef {{dataset: string, rows: number[]}} Examples
 */

const NO_ANSWER = "The server does not answer; try again in a moment.";
const FITS = "a drawing, a scan or a photo of digits.";
// A finger neither pastes nor drops.
const HINT = matchMedia("(hover: none)").matches ? `It may be ${FITS}` : `Or paste or drop a picture here: ${FITS}`;
const FROM_LINK = "From a link: digits as the models saw them.";
const GAP = 14; // pixels around each digit that a link holds

export class Sources {
  #file = this.#input({ accept: [...READ_BY_SERVER, ".heic", ".heif"].join(",") });
  #camera = this.#input({ accept: "image/*", capture: "environment" });
  #example = button("Example digit", () => this.#useExample(), { title: "A random digit of the test set" });
  #notice = element("p", { class: "quiet notice disk", role: "status" }, HINT);
  /** @type {Examples | null} */
  #examples = null;
  #loading = 0;
  #root;
  #events;

  /**
   * @param {HTMLElement} root The whole widget, on which pictures can be dropped.
   * @param {HTMLElement} target Element that is marked while a picture is dragged over it.
   * @param {object} events
   * @param {(picture: PictureFile) => void} events.load
   * @param {(sentence: string) => void} events.refuse
   */
  constructor(root, target, events) {
    this.#root = root;
    this.#events = events;
    const onTouchScreen = matchMedia("(pointer: coarse)").matches;
    const photo = button("Take a photo", () => (onTouchScreen ? this.#camera.click() : this.#takePhoto()), {
      class: "disk",
    });
    this.elements = [
      element(
        "div",
        { class: "tools" },
        button("Choose a picture", () => this.#file.click(), { class: "disk" }),
        onTouchScreen || hasCamera() ? photo : "",
        this.#example,
      ),
      this.#notice,
      this.#file,
      this.#camera,
    ];
    this.#acceptDrops(target);
  }

  /** @param {Examples | null} examples */
  use(examples) {
    this.#examples = examples;
    this.#example.hidden = !examples;
  }

  /**
   * Show a note about the picture on the board, or the hint if there is none.
   *
   * @param {string} text
   */
  note(text) {
    this.#write(text || HINT, false);
  }

  /**
   * Show why a file is not on the board.
   *
   * @param {string} sentence
   */
  refuse(sentence) {
    this.#write(sentence, true);
  }

  /**
   * @param {string} text
   * @param {boolean} refused
   */
  #write(text, refused) {
    write(this.#notice, text);
    this.#notice.classList.toggle("refused", refused);
    this.#notice.setAttribute("role", refused ? "alert" : "status");
  }

  /** @param {Record<string, string>} attributes */
  #input(attributes) {
    const input = element("input", {
      type: "file",
      hidden: true,
      ...attributes,
      onchange: () => {
        const file = input.files?.[0];
        input.value = ""; // so that the same file can be chosen again
        if (file) this.#load(file);
      },
    });
    return input;
  }

  /** @param {HTMLElement} target */
  #acceptDrops(target) {
    const root = this.#root;
    /** @param {DragEvent} event */
    const over = (event) => {
      if (!event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      target.classList.add("target");
    };
    root.addEventListener("dragenter", over);
    root.addEventListener("dragover", over);
    root.addEventListener("dragleave", (event) => {
      if (!root.contains(/** @type {Node | null} */ (event.relatedTarget))) target.classList.remove("target");
    });
    root.addEventListener("drop", (event) => {
      target.classList.remove("target");
      if (!event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      const { files } = event.dataTransfer;
      this.#load(files[0], files.length > 1 ? `Only the first of the ${files.length} files is read.` : "");
    });
  }

  /** @param {ClipboardEvent} event */
  paste(event) {
    const file = [...(event.clipboardData?.files ?? [])].find(({ type }) => type.startsWith("image/"));
    if (!file) return;
    event.preventDefault();
    this.#load(file);
  }

  async #takePhoto() {
    const photo = await takePhoto(this.#root);
    if (photo) await this.#load(photo);
  }

  async #useExample() {
    if (!this.#examples) return;
    const { rows } = this.#examples;
    await this.loadRow(rows[Math.floor(Math.random() * rows.length)]);
  }

  /**
   * Load a digit of the data set.
   *
   * @param {number} row
   */
  async loadRow(row) {
    try {
      const path = `/api/digits/${this.#examples?.dataset ?? "mnist"}/${row}`;
      const response = await call(path, { accept: "image/png" });
      await this.#load(await response.blob(), `Row ${row} of the data set.`, rowStop(row));
    } catch (error) {
      this.#events.refuse(error instanceof Refused ? error.message : NO_ANSWER);
    }
  }

  /**
   * Load the digits that an address holds, side by side.
   *
   * @param {Uint8Array[]} digits
   * @param {string} link The text in the address.
   */
  async loadDigits(digits, link) {
    const context = offscreen2d(GAP + (WIDTH + GAP) * digits.length, HEIGHT + 2 * GAP);
    context.fillRect(0, 0, context.canvas.width, context.canvas.height);
    digits.forEach((pixels, index) => {
      const image = new ImageData(WIDTH, HEIGHT);
      pixels.forEach((grey, pixel) => image.data.set([grey, grey, grey, 255], 4 * pixel));
      context.putImageData(image, GAP + (WIDTH + GAP) * index, GAP);
    });
    await this.#load(await context.canvas.convertToBlob(), FROM_LINK, link);
  }

  /**
   * @param {Blob} blob
   * @param {string} [note]
   * @param {string | null} [link] Text for the picture in the page's address, if it is known.
   */
  async #load(blob, note = "", link = null) {
    const number = (this.#loading += 1);
    try {
      const picture = await readPicture(blob, note);
      if (number === this.#loading) this.#events.load({ ...picture, link }); // otherwise a newer one has been chosen
    } catch (error) {
      this.#events.refuse(error.message);
    }
  }
}
