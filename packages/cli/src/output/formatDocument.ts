/** JSON for people and programs: indented, with each list of numbers on one line. */
export function formatDocument(value: object): string {
  // A string of JSON holds no raw line end, so that this finds lists only.
  return JSON.stringify(value, undefined, 2).replaceAll(
    /\[\n([-+.,\d\seE]+)\]/g,
    (_, numbers: string) => `[${numbers.trim().split(/,\s*/).join(', ')}]`,
  );
}
