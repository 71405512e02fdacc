// Animations.

/** Whether the visitor has asked for reduced motion. */
export const reducesMotion = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

/**
 * Smoothstep: slow at both ends, fast in between.
 *
 * @param {number} share In [0, 1].
 */
export const ease = (share) => share * share * (3 - 2 * share);
