// Maps with a bounded number of entries.

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
