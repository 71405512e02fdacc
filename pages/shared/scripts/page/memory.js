// Maps that remember a bounded number of things.

/**
 * Remove the entry that was added first.
 *
 * @param {Map<unknown, unknown>} map
 */
export function forgetOldest(map) {
  for (const key of map.keys()) {
    map.delete(key);
    return;
  }
}
