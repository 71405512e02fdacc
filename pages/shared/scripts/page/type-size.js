// Scale of type and marks that are drawn rather than styled: usually 1, larger on the stage and in a large window.

const STAGE = 1.6;
const USUAL_PX = 16; // root font size in a laptop's window; `styles/base.css` lets it grow with the window

/** Fires on the window when the size of type changes. */
export const TYPE_CHANGE = "latent-lab-type";

/** Factor by which the page is drawn larger than usual. */
export const pageScale = () =>
  Math.max(1, Number.parseFloat(getComputedStyle(document.documentElement).fontSize) / USUAL_PX || 1);

/** Factor by which type is now larger than usual. */
export const typeScale = () => Math.max(pageScale(), "present" in document.documentElement.dataset ? STAGE : 1);
