/** A square field, row by row from the south, each row from the west. */
export type Field = readonly number[];

/** A field, what stands above it, and the value from which on the darkest colours take over. */
export interface Panel {
  readonly title: string;
  readonly field: Field;
  readonly limit: number;
}

/** Bands of colour, from below `-limit` to above `limit`. */
const BANDS = 15;
/** Pixels of a panel's side, and round it. */
const SIDE = 256;
const GAP = 12;
const TITLE = 24;

/** Panels beside each other as an SVG picture. The same panels make the same bytes. */
export function plotFields(panels: readonly Panel[]): string {
  const width = GAP + panels.length * (SIDE + GAP);
  const height = TITLE + SIDE + 2 * GAP;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="14">`,
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    ...panels.map((panel, i) => plotPanel(panel, GAP + i * (SIDE + GAP))),
    '</svg>\n',
  ].join('\n');
}

function plotPanel({ title, field, limit }: Panel, left: number): string {
  const cells = Math.sqrt(field.length);
  const bands = field.map((value) => bandOf(value / limit));
  const paths = Array.from({ length: BANDS }, (_, band) => {
    const path = pathOf(bands, cells, band);
    return path === '' ? [] : `<path fill="${colourOf(band)}" d="${path}"/>`;
  });
  return [
    `<text x="${left}" y="${TITLE}">${title}</text>`,
    `<g transform="translate(${left} ${TITLE + GAP}) scale(${SIDE / cells})" shape-rendering="crispEdges">`,
    ...paths.flat(),
    '</g>',
  ].join('\n');
}

/** The band of a value between -1 and 1, or beyond. */
function bandOf(value: number): number {
  return Math.min(BANDS - 1, Math.max(0, Math.floor(((value + 1) / 2) * BANDS)));
}

/** The cells of a band as rectangles, one cell high and as wide as they go; north is up. */
function pathOf(bands: readonly number[], cells: number, band: number): string {
  let path = '';
  for (let first = 0, next; first < bands.length; first = next) {
    next = first + 1;
    if (bands[first] !== band) continue;
    while (next % cells !== 0 && bands[next] === band) next += 1;
    const row = cells - 1 - Math.floor(first / cells);
    path += `M${first % cells} ${row}h${next - first}v1h-${next - first}z`;
  }
  return path;
}

/** From blue over white to red. */
function colourOf(band: number): string {
  const value = (2 * band) / (BANDS - 1) - 1;
  const fade = (end: number) => Math.round(255 - Math.abs(value) * (255 - end));
  const [red, green, blue] = value < 0 ? [fade(20), fade(60), fade(160)] : [fade(170), fade(30), fade(30)];
  return `rgb(${red},${green},${blue})`;
}
