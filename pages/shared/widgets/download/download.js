// The Download menu: what to save, of which pictures, as which file. A file is made when its button is pressed.

import { fetchFile } from "../../scripts/server/client.js";
import { button, element, write } from "../../scripts/page/dom.js";
import { save } from "../../scripts/page/files.js";
import { sharedSelection } from "../../scripts/page/selected.js";
import { widget } from "../../scripts/page/widget.js";
import { big, progressWords } from "../../scripts/page/words.js";

/**
 * @typedef {{title: string, about: string, parameters: Record<string, unknown>, isText: boolean}} Format
 * @typedef {object} Offer
 * @property {string} title
 * @property {string} path Path of the route.
 * @property {Record<string, unknown>} parameters
 * @property {boolean} isPost
 * @property {string} allTitle Number of pictures in all, in words; empty if the offer is not of pictures.
 * @property {number[] | null} selection Selection of the page; null leaves it to a map.
 * @property {string} selectionTitle
 * @property {Format[]} formats
 */

const ALL = "all";

class Download {
  #open = button("Download", () => this.#show(), { "aria-haspopup": "dialog", class: "opens" });
  #what = element("select", { onchange: () => this.#offerChanged() });
  #which = element("select", { onchange: () => this.#reset() });
  #format = element("select", { onchange: () => this.#reset() });
  #whatField = field("What", "what", this.#what);
  #whichField = field("Pictures", "which", this.#which);
  #about = element("p", { class: "about" });
  #text = element("pre", { hidden: true, tabindex: "0", "aria-label": "Notebook cell" });
  #status = element("p", { role: "status", class: "status" });
  #save = button("Save", () => this.#act(), { class: "primary" });
  /** @type {HTMLDialogElement} */
  #dialog = element(
    "dialog",
    { "aria-label": "Download", onclose: () => this.#stop(), onclick: (event) => this.#clicked(event) },
    element("h2", {}, "Download"),
    this.#whatField,
    this.#whichField,
    field("Format", "format", this.#format),
    this.#about,
    this.#text,
    this.#status,
    element(
      "div",
      { class: "row" },
      this.#save,
      button("Close", () => this.#dialog.close()),
    ),
  );
  #root = element("div", { class: "download" }, this.#open, this.#dialog);
  /** @type {Offer[]} */
  #offers = [];
  /** @type {AbortController | null} */
  #running = null;

  /** @param {HTMLElement} parent */
  constructor(parent) {
    parent.append(this.#root);
  }

  /** @param {{offers: Offer[]}} data */
  update({ offers }) {
    if (JSON.stringify(offers) === JSON.stringify(this.#offers)) return;
    this.#offers = offers;
    const chosen = this.#what.value;
    this.#what.replaceChildren(...offers.map(({ title }) => element("option", { value: title }, title)));
    if (offers.some(({ title }) => title === chosen)) this.#what.value = chosen;
    this.#whatField.hidden = offers.length < 2;
    this.#offerChanged();
  }

  close() {
    this.#stop();
    this.#root.remove();
  }

  #show() {
    this.#offerChanged();
    this.#dialog.showModal();
  }

  /** @param {MouseEvent} event */
  #clicked(event) {
    if (event.target === this.#dialog && outside(this.#dialog, event)) this.#dialog.close();
  }

  get #offer() {
    return this.#offers[Math.max(0, this.#what.selectedIndex)];
  }

  get #chosenFormat() {
    return this.#offer?.formats[Math.max(0, this.#format.selectedIndex)];
  }

  /** The rows of the selection that this offer can be reduced to. */
  get #selection() {
    const offer = this.#offer;
    return offer?.allTitle ? (offer.selection ?? sharedSelection()) : null;
  }

  #offerChanged() {
    const offer = this.#offer;
    if (!offer) return;
    const rows = this.#selection;
    const chosen = this.#format.value;
    this.#which.replaceChildren(element("option", { value: ALL }, offer.allTitle));
    if (rows?.length) {
      this.#which.prepend(element("option", { value: "selected" }, `${offer.selectionTitle}: ${big(rows.length)}`));
    }
    this.#which.selectedIndex = 0;
    this.#whichField.hidden = !offer.allTitle;
    this.#format.replaceChildren(...offer.formats.map(({ title }) => element("option", { value: title }, title)));
    if (offer.formats.some(({ title }) => title === chosen)) this.#format.value = chosen;
    this.#reset();
  }

  /** Discard the result of other choices. */
  #reset() {
    this.#stop();
    const format = this.#chosenFormat;
    write(this.#about, format?.about ?? "");
    write(this.#save, format?.isText ? "Show" : "Save");
    write(this.#status, "");
    this.#text.hidden = true;
  }

  #stop() {
    this.#running?.abort();
    this.#running = null;
    this.#save.disabled = false;
  }

  async #act() {
    const format = this.#chosenFormat;
    if (!format) return;
    if (format.isText && !this.#text.hidden) return this.#copy();
    this.#stop();
    const running = new AbortController();
    this.#running = running;
    this.#save.disabled = true;
    write(this.#status, "Preparing the file …");
    try {
      const file = await this.#fetch(format, running.signal);
      if (this.#running !== running) return;
      this.#stop();
      if (format.isText) await this.#showText(file);
      else {
        save(file, file.name);
        write(this.#status, `Saved as ${file.name}.`);
      }
    } catch (error) {
      if (this.#running !== running) return;
      this.#stop();
      write(this.#status, error.message);
    }
  }

  /**
   * @param {Format} format
   * @param {AbortSignal} signal
   */
  #fetch(format, signal) {
    const { path, parameters, isPost } = this.#offer;
    const all = { ...parameters, ...format.parameters };
    /** @param {import("../../scripts/server/client.js").Progress} how */
    const progress = (how) => write(this.#status, progressWords(how));
    if (!isPost) {
      const query = new URLSearchParams(Object.entries(all).map(([name, value]) => [name, String(value)]));
      return fetchFile(`${path}?${query}`, { signal, progress });
    }
    const rows = this.#which.value === ALL ? {} : { rows: this.#selection };
    return fetchFile(path, { body: { ...all, ...rows }, signal, progress });
  }

  /** @param {Blob} blob */
  async #showText(blob) {
    this.#text.textContent = await blob.text();
    this.#text.hidden = false;
    write(this.#save, "Copy");
    write(this.#status, "");
  }

  async #copy() {
    try {
      await navigator.clipboard.writeText(this.#text.textContent ?? "");
      write(this.#status, "Copied.");
    } catch {
      // Browsers offer the clipboard only over HTTPS and on localhost.
      getSelection()?.selectAllChildren(this.#text);
      write(this.#status, "Press Ctrl+C to copy what is selected.");
    }
  }
}

/**
 * A control below its label.
 *
 * @param {string} text
 * @param {string} id Unique in the menu.
 * @param {HTMLSelectElement} control
 */
function field(text, id, control) {
  control.id = id;
  return element("div", { class: "field" }, element("label", { for: id }, text), control);
}

/**
 * Whether a click was outside of a dialog, on the darkened page.
 *
 * @param {HTMLElement} dialog
 * @param {MouseEvent} event
 */
function outside(dialog, { clientX, clientY }) {
  const { left, right, top, bottom } = dialog.getBoundingClientRect();
  return clientX < left || clientX > right || clientY < top || clientY > bottom;
}

export default widget(Download);
