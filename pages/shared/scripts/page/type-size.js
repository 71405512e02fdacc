// The size of type and marks that are drawn rather than styled: usually 1, larger on the stage and in a large window.

const STAGE = 1.6;
const USUAL_PX = 16; // the root's type in a window of a laptop; `page.css` lets it grow with the window

/** Fires on the window when the size of type changes. */
export const TYPE_CHANGE = "latent-lab-type";

/** How many times larger than usual the page is drawn. */
export const pageScale = () =>
  Math.max(1, Number.parseFloat(getComputedStyle(document.documentElement).fontSize) / USUAL_PX || 1);

/** How many times larger than usual type is now. */
export const typeScale = () => Math.max(pageScale(), "present" in document.documentElement.dataset ? STAGE : 1);
