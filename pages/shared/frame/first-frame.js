// Removes the logo and the title of the first frame when Streamlit's client shows its own. Part of each document.

{
  const LOGO = '[data-testid="stHeaderLogo"]';
  const TITLE = ["stHeading", "stAlert"].map((part) => `[data-testid="stMain"] [data-testid="${part}"]`).join();
  const root = document.documentElement;
  const frame = /** @type {HTMLElement} */ (document.querySelector(".ll-first-frame"));

  root.toggleAttribute("data-starting", true);
  new MutationObserver((_, observer) => {
    if (document.querySelector(LOGO)) frame.querySelector("svg")?.remove();
    if (document.querySelector(TITLE)) {
      frame.querySelector("p")?.remove();
      root.removeAttribute("data-starting");
    }
    if (frame.children.length || root.hasAttribute("data-starting")) return;
    frame.remove();
    observer.disconnect();
  }).observe(document.body, { childList: true, subtree: true });
}
