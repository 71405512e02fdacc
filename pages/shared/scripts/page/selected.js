// The rows that are selected on a map, for other widgets of the same page.

/** @type {number[] | null} */
let current = null;

/**
 * Share the selected rows; null without a selection.
 *
 * @param {number[] | null} rows
 */
export const shareSelection = (rows) => {
  current = rows;
};

/** The rows that are selected on the map; null without a selection. */
export const sharedSelection = () => current;
