// The size of type that is drawn rather than styled: usually 1, larger on the stage.

const STAGE = 1.6;

/** Fires on the window when the size of type changes. */
export const TYPE_CHANGE = "latent-lab-type";

/** How many times larger than usual type is now. */
export const typeScale = () => ("present" in document.documentElement.dataset ? STAGE : 1);
