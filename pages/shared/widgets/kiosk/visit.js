// The course of a visit to a kiosk, as a function of time.

const LONGEST_WARNING_MS = 15_000;
const SETUP = ["present", "hide"]; // parameters with which the operator sets the screen up

/**
 * The phase of the kiosk: invite, leave the visitor alone, warn, or wipe the visit.
 *
 * @param {{now: number, touchedAt: number | null}} times In milliseconds; without a touch there is no visit.
 * @param {number} idleMs Time without a touch after which a visit is over.
 * @returns {{phase: "invite" | "visit" | "warn" | "wipe", secondsLeft: number}}
 */
export function phaseOf({ now, touchedAt }, idleMs) {
  if (touchedAt === null) return { phase: "invite", secondsLeft: 0 };
  const left = touchedAt + idleMs - now;
  const secondsLeft = Math.max(0, Math.ceil(left / 1000));
  if (left <= 0) return { phase: "wipe", secondsLeft };
  return { phase: left <= Math.min(LONGEST_WARNING_MS, idleMs / 2) ? "warn" : "visit", secondsLeft };
}

/**
 * The address at which the next visit begins.
 *
 * @param {string} tour Path of the tour.
 * @param {string} search Query of the visit that ends.
 */
export function startAddress(tour, search) {
  const before = new URLSearchParams(search);
  const query = new URLSearchParams({ step: "1" });
  for (const name of SETUP) if (before.has(name)) query.set(name, before.get(name) ?? "");
  return `${tour}?${query}`;
}
