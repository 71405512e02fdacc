// Animations.

/** Whether the visitor has asked for reduced motion. */
export const reducesMotion = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

const HELD = "data-held";

/** Whether the visitor has paused all pictures that move by themselves. */
export const isHeld = () => document.documentElement.hasAttribute(HELD);

/**
 * Pause all pictures that move by themselves, or let them go on.
 *
 * @param {boolean} held
 */
export const hold = (held) => document.documentElement.toggleAttribute(HELD, held);

/** Wait until the browser has painted what has changed; a hidden page paints nothing, so there it does not wait. */
export const nextFrame = () =>
  new Promise((painted) => {
    if (document.hidden) painted(null);
    else requestAnimationFrame(() => setTimeout(painted));
  });

/**
 * Smoothstep: slow at both ends, fast in between.
 *
 * @param {number} share In [0, 1].
 */
export const ease = (share) => share * share * (3 - 2 * share);
