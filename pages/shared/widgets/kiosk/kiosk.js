// The kiosk: invites people to touch the screen, warns when nobody has touched it for a while, and wipes the visit.

import { Awake } from "../../scripts/page/awake.js";
import { call } from "../../scripts/server/client.js";
import { button, element, write } from "../../scripts/page/dom.js";
import { widget } from "../../scripts/page/widget.js";
import { quantity } from "../../scripts/page/words.js";
import { phaseOf, startAddress } from "./visit.js";

const TICK_MS = 400;
const TOUCHES = ["pointerdown", "pointermove", "wheel", "keydown", "input"];
const FRESH_MS = 30 * 60_000; // interval at which a page that shows only the tour is reloaded

/** When somebody last touched the page; null before the first touch of the visit. Outlives the widget. */
let touchedAt = /** @type {number | null} */ (null);
const loadedAt = Date.now();

class Kiosk {
  #count = element("strong", {});
  #invitation = element("p", { class: "invitation" }, "Touch the screen to try it yourself");
  #warning = element(
    "div",
    { class: "warning", role: "status" },
    element("p", {}, "Still there? This screen starts again in ", this.#count, "."),
    button("I am still here", () => this.#onTouch(), { class: "primary" }),
  );
  // A popover is in the top layer, above the page's dialogs.
  #root = element("div", { class: "kiosk", popover: "manual" }, this.#invitation, this.#warning);
  #awake = new Awake();
  #idleMs = 0;
  #tour = "";
  #logout = "";
  #wiping = false;
  /** @type {ReturnType<typeof setInterval> | undefined} */
  #timer;

  /** @param {HTMLElement} parent */
  constructor(parent) {
    parent.append(this.#root);
    document.documentElement.toggleAttribute("data-kiosk", true);
    for (const name of TOUCHES) addEventListener(name, this.#onTouch, { capture: true, passive: true });
    addEventListener("pageshow", this.#onPageShow);
    this.#awake.keep(true);
  }

  /** @param {{idleSeconds: number, tour: string, logout: string}} data Addresses; `logout` is "" without a login. */
  update({ idleSeconds, tour, logout }) {
    this.#logout = logout;
    this.#idleMs = 1000 * idleSeconds;
    this.#tour = tour;
    // Going back in the browser's history loads the page of an earlier visit.
    const [entry] = /** @type {PerformanceNavigationTiming[]} */ (performance.getEntriesByType("navigation"));
    if (entry?.type === "back_forward" && touchedAt === null) this.#wipe();
    clearInterval(this.#timer);
    this.#timer = setInterval(() => this.#look(), TICK_MS);
    this.#look();
  }

  #look() {
    const now = Date.now();
    const onTour = location.pathname.endsWith(this.#tour);
    const { phase, secondsLeft } = phaseOf({ now, touchedAt: touchedAt ?? (onTour ? null : loadedAt) }, this.#idleMs);
    this.#invitation.hidden = phase !== "invite";
    this.#warning.hidden = phase !== "warn";
    write(this.#count, quantity(secondsLeft, "second"));
    const open = phase === "invite" || phase === "warn";
    if (open !== this.#root.matches(":popover-open")) this.#root.togglePopover(open);
    if (phase === "wipe" || (phase === "invite" && now - loadedAt > FRESH_MS)) this.#wipe();
  }

  /** Forget the visit and start with the tour. */
  async #wipe() {
    if (this.#wiping) return;
    this.#wiping = true;
    localStorage.clear();
    sessionStorage.clear();
    try {
      for (const name of (await globalThis.caches?.keys()) ?? []) await caches.delete(name);
      for (const { name } of (await indexedDB.databases?.()) ?? []) if (name) indexedDB.deleteDatabase(name);
      // The answer redirects to the provider's page, which the next visitor should not see.
      if (this.#logout) await fetch(new URL(this.#logout, location.origin), { redirect: "manual" });
      await call("/healthz"); // because the browser's error page would never reload
      location.replace(startAddress(this.#tour, location.search));
    } catch {
      this.#wiping = false; // the next tick tries again
    }
  }

  #onTouch = () => {
    // The next tick removes the warning, so that this touch does not reach the page below it.
    if (!this.#wiping) touchedAt = Date.now();
  };

  #onPageShow = (/** @type {PageTransitionEvent} */ event) => {
    if (event.persisted) this.#wipe();
  };

  close() {
    clearInterval(this.#timer);
    document.documentElement.toggleAttribute("data-kiosk", false);
    for (const name of TOUCHES) removeEventListener(name, this.#onTouch, { capture: true });
    removeEventListener("pageshow", this.#onPageShow);
    this.#awake.close();
    this.#root.remove();
  }
}

export default widget(Kiosk);
