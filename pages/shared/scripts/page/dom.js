// Elements and their text, in which the noun of the page's data set replaces "digit".

/**
 * @typedef {HTMLElementEventMap} Events
 * @typedef {{[Name in keyof Events as `on${Name}`]?: (event: Events[Name]) => unknown}} Handlers
 * @typedef {Handlers & {[name: string]: unknown}} Attributes
 */

/** Noun for an image of the page's data set; a page shows only one data set. */
let noun = "digit";

/** Attributes that people read or hear. */
const SPOKEN = ["alt", "aria-description", "aria-label", "placeholder", "title"];

/**
 * Set the noun of the page's data set; `widget` calls this before a widget paints.
 *
 * @param {string} other
 */
export function useNoun(other) {
  noun = other;
}

/**
 * A text about digits with the noun of the page's data set. Names and paths that contain "digit" stay unchanged.
 *
 * @param {string} text
 */
export function worded(text) {
  if (noun === "digit") return text;
  const capital = noun[0].toUpperCase() + noun.slice(1);
  return text
    .replaceAll("handwritten ", "")
    .replace(
      /(?<![\w`/.?&-])([Dd])igit(s?)(?![\w`/=-])/g,
      (_, first, plural) => (first === "D" ? capital : noun) + plural,
    );
}

/**
 * Create an element with attributes and children. Strings become text nodes, never markup.
 *
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Attributes} [attributes] `on…` adds a listener; true sets an empty attribute; false, null and undefined
 *   set none.
 * @param {...(Node | string)} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function element(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), /** @type {EventListener} */ (value));
    else if (value === true) node.setAttribute(name, "");
    else if (value !== false && value != null)
      node.setAttribute(name, SPOKEN.includes(name) ? worded(String(value)) : String(value));
  }
  node.append(...children.map((child) => (typeof child === "string" ? worded(child) : child)));
  return node;
}

/**
 * A button that submits nothing.
 *
 * @param {string} text
 * @param {(event: MouseEvent) => unknown} onclick
 * @param {Attributes} [attributes]
 */
export const button = (text, onclick, attributes = {}) =>
  element("button", { type: "button", onclick, ...attributes }, text);

/**
 * Set an element's text if it differs, because setting the same text also makes the browser lay out the page again.
 *
 * @param {Element} node
 * @param {string} text
 */
export function write(node, text) {
  const words = worded(text);
  if (node.textContent !== words) node.textContent = words;
}

/** Fires "painted" whenever a widget of the page has painted an answer. */
export const paintings = new EventTarget();

/**
 * Report that a widget has painted an answer: increase its count of paintings and fire "painted".
 *
 * @param {HTMLElement} root
 * @param {unknown} question Becomes the event's detail.
 */
export function reportPainted(root, question) {
  root.dataset.painted = String(Number(root.dataset.painted ?? 0) + 1);
  root.dispatchEvent(new CustomEvent("painted", { detail: question }));
  paintings.dispatchEvent(new Event("painted"));
}

/**
 * Replace the query of the page's address, without a new entry in the history.
 *
 * @param {string} query
 */
export function replaceQuery(query) {
  history.replaceState(history.state, "", `${location.pathname}${query ? `?${query}` : ""}${location.hash}`);
}
