// Elements and their text.

/**
 * @typedef {HTMLElementEventMap} Events
 * @typedef {{[Name in keyof Events as `on${Name}`]?: (event: Events[Name]) => unknown}} Handlers
 * @typedef {Handlers & {[name: string]: unknown}} Attributes
 */

/**
 * Create an element with attributes and children. Text children stay text: nothing in them is markup.
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
    else if (value !== false && value != null) node.setAttribute(name, String(value));
  }
  node.append(...children);
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
 * Set an element's text if it differs: setting even the same text makes the browser lay out the page again.
 *
 * @param {Element} node
 * @param {string} text
 */
export function write(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/** Fires "painted" whenever a widget of the page has painted an answer. */
export const paintings = new EventTarget();

/**
 * Say that a widget has painted an answer: its count of paintings grows and it fires "painted".
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
