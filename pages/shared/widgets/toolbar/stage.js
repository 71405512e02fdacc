// The stage: a screen without menu and forms, in large type, for a projector.

import { Awake } from "../../scripts/page/awake.js";
import { replaceQuery } from "../../scripts/page/dom.js";
import { TYPE_CHANGE } from "../../scripts/page/type-size.js";

const RESTORE_MS = 500;
const NEXT_KEYS = ["PageDown", "ArrowRight"];
const PREVIOUS_KEYS = ["PageUp", "ArrowLeft"];
const UNTYPED = ["checkbox", "radio", "range", "button", "color", "file"]; // inputs without text

/**
 * Whether an address asks for the stage.
 *
 * @param {string} search
 */
export const asksForStage = (search) => new URLSearchParams(search).get("present") === "1";

/**
 * The query of an address with the stage turned on or off; everything else in it stays.
 *
 * @param {string} search
 * @param {boolean} presenting
 */
export function stageQuery(search, presenting) {
  const query = new URLSearchParams(search);
  if (presenting) query.set("present", "1");
  else query.delete("present");
  return String(query);
}

/**
 * Names of the parts that an address hides, such as `?hide=settings,kind`.
 *
 * @param {string} search
 */
export function hiddenParts(search) {
  const names = (new URLSearchParams(search).get("hide") ?? "").split(",");
  return names.filter((name) => /^[A-Za-z][\w-]*$/.test(name));
}

/**
 * The rule that hides parts: Streamlit's elements by their key, and the parts of the frame.
 *
 * @param {string[]} names
 */
export function hidingRule(names) {
  /** @type {Record<string, string>} */
  const frame = {
    menu: '[data-testid="stHeader"]',
    title: '[data-testid="stHeading"]:has(h1)',
    settings: '[data-testid="stColumn"]:has(.st-key-settings)',
  };
  const selectors = names.map((name) => frame[name] ?? `.st-key-${name}`);
  return selectors.length ? `${selectors.join(", ")} { display: none !important; }` : "";
}

/**
 * The action of a key on the stage.
 *
 * @param {KeyboardEvent} event
 * @param {boolean} presenting
 * @returns {"toggle" | "leave" | "next" | "previous" | null}
 */
export function stageAction(event, presenting) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return null;
  const target = /** @type {HTMLInputElement | undefined} */ (event.composedPath()[0]);
  const tag = target?.tagName ?? "";
  // A clicker sends page keys: on the stage they turn whatever has the focus, except in a text area.
  const turns = event.key.startsWith("Page") && tag !== "TEXTAREA";
  const chooses = tag === "SELECT" || (tag === "INPUT" && !UNTYPED.includes(target?.type ?? ""));
  if (!turns && (target?.isContentEditable || tag === "TEXTAREA" || chooses)) return null;
  if (event.key === "p" || event.key === "P") return "toggle";
  if (!presenting) return null;
  if (event.key === "Escape") return "leave";
  // Arrow keys belong to a picture or a slider that has the focus.
  const free = !target || ["BODY", "HTML", "MAIN"].includes(target.tagName);
  if (event.key.startsWith("Arrow") && !free) return null;
  if (NEXT_KEYS.includes(event.key)) return "next";
  if (PREVIOUS_KEYS.includes(event.key)) return "previous";
  return null;
}

/** The stage of a page: enters and leaves it, and keeps the screen on meanwhile. */
export class Stage {
  #presenting = false;
  #sheet = new CSSStyleSheet();
  #changed;
  #awake = new Awake();
  /** @type {ReturnType<typeof setInterval> | undefined} */
  #restoring;

  /** @param {(presenting: boolean) => void} changed Runs after each change. */
  constructor(changed) {
    this.#changed = changed;
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, this.#sheet];
    document.addEventListener("keydown", this.#onPageKey, true); // before a slider takes it
    addEventListener("keydown", this.#onKey);
    document.addEventListener("fullscreenchange", this.#onFullscreen);
  }

  get presenting() {
    return this.#presenting;
  }

  /** Follow the address after a run of the page. */
  update() {
    this.#sheet.replaceSync(hidingRule(hiddenParts(location.search)));
    if (asksForStage(location.search)) this.#show(true);
  }

  toggle() {
    this.#show(!this.#presenting);
    if (this.#presenting)
      document.documentElement.requestFullscreen?.().catch(() => {}); // not essential
    else if (document.fullscreenElement) document.exitFullscreen();
  }

  close() {
    document.removeEventListener("keydown", this.#onPageKey, true);
    removeEventListener("keydown", this.#onKey);
    document.removeEventListener("fullscreenchange", this.#onFullscreen);
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((sheet) => sheet !== this.#sheet);
    clearInterval(this.#restoring);
    delete document.documentElement.dataset.present;
    this.#awake.close();
  }

  /** @param {boolean} presenting */
  #show(presenting) {
    replaceQuery(stageQuery(location.search, presenting));
    if (presenting === this.#presenting) return;
    this.#presenting = presenting;
    document.documentElement.toggleAttribute("data-present", presenting);
    dispatchEvent(new Event("resize")); // charts measure their place again
    dispatchEvent(new Event(TYPE_CHANGE));
    this.#changed(presenting);
    this.#awake.keep(presenting);
    clearInterval(this.#restoring);
    if (presenting) this.#restoring = setInterval(this.#restore, RESTORE_MS);
  }

  /** Put the stage back into the address, which Streamlit sets when the page or a choice changes. */
  #restore = () => {
    if (!asksForStage(location.search)) replaceQuery(stageQuery(location.search, true));
  };

  #onFullscreen = () => {
    if (!document.fullscreenElement) this.#show(false); // by the browser's own Escape
  };

  #onPageKey = (/** @type {KeyboardEvent} */ event) => {
    if (!event.key.startsWith("Page")) return;
    this.#onKey(event);
    if (event.defaultPrevented) event.stopPropagation();
  };

  /** @param {KeyboardEvent} event */
  #onKey = (event) => {
    const action = stageAction(event, this.#presenting);
    const next = /** @type {HTMLElement | null} */ (document.querySelector(".st-key-next_screen a"));
    const turns = action === "next" || action === "previous";
    if (!action || (turns && !next)) return; // the tour turns its own pages
    event.preventDefault();
    if (action === "toggle") this.toggle();
    else if (action === "leave") this.#show(false);
    else if (action === "previous") history.back();
    else next?.click();
  };
}
