// Reach of a mouse and a finger on a map, and how far they may move in a click.

const MOUSE_PX = 14;
const FINGER_PX = 24;
const CLICK_PX = 5;

/**
 * Pixels within which a pointer reaches a digit.
 *
 * @param {string} pointerType
 */
export const reachOf = (pointerType) => (pointerType === "touch" ? FINGER_PX : MOUSE_PX);

/**
 * Whether a pointer has moved too far for a click.
 *
 * @param {Pick<MouseEvent | Touch, "clientX" | "clientY">} start
 * @param {Pick<MouseEvent | Touch, "clientX" | "clientY">} now
 */
export const isDrag = (start, now) => Math.hypot(now.clientX - start.clientX, now.clientY - start.clientY) > CLICK_PX;
