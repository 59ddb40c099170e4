import { expect, it } from 'vitest';
import { plotFields } from '../11-coupled-solver/plotFields.js';

const [blue, white, red] = ['rgb(20,60,160)', 'rgb(255,255,255)', 'rgb(170,30,30)'];

it('draws each band of a field as one path of rectangles, north up', () => {
  const svg = plotFields([
    { title: 'a field', field: [0, 0, 9, /* north of it: */ 0, -9, -1, 1, 1, 1], limit: 1 },
  ]);
  expect(svg).toContain('>a field</text>');
  expect([...svg.matchAll(/fill="(.*?)" d="(.*?)"/g)].map(([, colour, path]) => [colour, path])).toEqual([
    [blue, 'M1 1h2v1h-2z'],
    [white, 'M0 2h2v1h-2zM0 1h1v1h-1z'],
    [red, 'M2 2h1v1h-1zM0 0h3v1h-3z'],
  ]);
});

it('puts panels beside each other', () => {
  const panel = { title: '', field: [0], limit: 1 };
  const [, width] = /viewBox="0 0 (\d+)/.exec(plotFields([panel, panel])) ?? [];
  expect(Number(width)).toBe(2 * 256 + 3 * 12);
});
