// Keys that turn to the next or previous part: the arrow keys, and the page keys that a clicker sends.

/** @type {Record<string, number>} */
const TURNS = { ArrowRight: 1, PageDown: 1, ArrowLeft: -1, PageUp: -1 };
const OWN_ARROWS = ["INPUT", "TEXTAREA", "SELECT", "CANVAS"];

/**
 * Number of parts by which a key turns: 0 for other keys, and for a key that the focused element uses itself.
 *
 * @param {KeyboardEvent} event
 */
export function keyStep(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return 0;
  const target = /** @type {HTMLElement | undefined} */ (event.composedPath()[0]);
  const taken =
    OWN_ARROWS.includes(target?.tagName ?? "") ||
    target?.getAttribute?.("role") === "slider" ||
    target?.isContentEditable;
  if (event.key.startsWith("Arrow") && taken) return 0;
  return TURNS[event.key] ?? 0;
}
