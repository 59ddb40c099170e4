/**
 * Compares dotted version numbers by their numbers; a part that is not there counts as 0.
 *
 * @param {string} version
 * @param {string} minimum
 */
export function isOlder(version, minimum) {
  const have = version.split('.').map((part) => Number.parseInt(part, 10));
  const want = minimum.split('.').map((part) => Number.parseInt(part, 10));
  for (const [index, part] of want.entries()) {
    const own = have[index] ?? 0;
    if (own !== part) return own < part;
  }
  return false;
}
