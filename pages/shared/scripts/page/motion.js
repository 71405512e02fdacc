// Movements.

/** Whether the visitor has asked for less movement. */
export const reducesMotion = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

/**
 * Slow at both ends, fast in between.
 *
 * @param {number} share 0 to 1.
 */
export const ease = (share) => share * share * (3 - 2 * share);
