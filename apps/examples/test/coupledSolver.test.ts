import { Model, Tensor } from '@rankwise/core';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { LARGEST_ERROR, SMAGORINSKY } from '../11-coupled-solver/eddyViscosity.js';
import { readFields, type Fields } from '../11-coupled-solver/readFields.js';
import { exampleFolder, mpiFlavour, simpleNetPath } from './examples.js';
import type { Outcome } from '../../../packages/fortran-bridge/test/mpi/startRanks.js';

const CELLS = 64;
const source = exampleFolder('coupled-solver');
const network = join(source, 'eddy-viscosity.onnx');

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'rankwise-solver-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe('the network', () => {
  it('is the closure within the error that it was made for, at any scale', async () => {
    await using model = await Model.load(network, { device: 'cpu' });
    const gradients = Array.from({ length: 2000 }, (_, i) => {
      const [angle, scale] = [0.1 * i, 10 ** ((i % 13) - 6)];
      return [Math.cos(angle), Math.sin(2.3 * angle), Math.cos(1.7 * angle), Math.sin(0.3 * angle)].map(
        (value) => Math.fround(scale * value),
      );
    });
    const { viscosity } = model.run({ gradients: Tensor.from('float32', [2000, 4], gradients.flat()) });
    expect(viscosity?.dims).toEqual([2000, 1]);
    const ratios = gradients.map(([ux = 0, uy = 0, vx = 0, vy = 0], i) => {
      const closure = SMAGORINSKY ** 2 * Math.hypot(ux - vy, uy + vx);
      return Number(viscosity?.data[i]) / closure;
    });
    // To the last bits of a float32.
    expect(Math.max(...ratios)).toBeLessThan(1 + LARGEST_ERROR + 2e-6);
    expect(Math.min(...ratios)).toBeGreaterThan(1 - LARGEST_ERROR - 2e-6);
    expect(LARGEST_ERROR).toBeLessThan(0.0025);
  });
});

describe.runIf(mpiFlavour.here)('the solver', () => {
  const runs = ['none', 'closure', 'network'] as const;
  const outcomes = new Map<number, { outcome: Outcome; fields: Record<(typeof runs)[number], Fields> }>();

  beforeAll(async () => {
    // Ranks of Open MPI that wait for each other otherwise keep the cores that their engines need on a busy machine.
    vi.stubEnv('OMPI_MCA_mpi_yield_when_idle', '1');
    for (const size of [1, 2, 3, 4]) {
      const results = join(folder, String(size));
      mkdirSync(results);
      const outcome = await mpiFlavour.run('coupled-solver', 'f90', size, [network, 'cpu', results]);
      expect(outcome).toMatchObject({ status: 0, stderr: '' });
      const [none, closure, withNetwork] = runs.map((run) => readFields(join(results, `${run}.txt`)));
      if (none === undefined || closure === undefined || withNetwork === undefined) throw new Error();
      outcomes.set(size, { outcome, fields: { none, closure, network: withNetwork } });
    }
  });

  afterAll(() => {
    vi.unstubAllEnvs();
  });

  function of(size: number) {
    const found = outcomes.get(size);
    if (found === undefined) throw new Error(`There was no run with ${size} ranks.`);
    return found;
  }

  it.each([2, 3, 4])('gives the same fields on %i ranks as on one', (size) => {
    for (const run of runs) {
      const [one, several] = [of(1).fields[run], of(size).fields[run]];
      for (const column of ['depth', 'u', 'v', 'vorticity'] as const) {
        expect(one[column]).toHaveLength(CELLS ** 2);
        // The network computes in float32, and may add in another order for another number of cells.
        expect(largestDifference(one[column], several[column])).toBeLessThan(run === 'network' ? 1e-3 : 1e-9);
      }
    }
    expect(of(size).fields.closure).toEqual(of(1).fields.closure);
  });

  it('keeps the mass', () => {
    for (const run of runs) {
      const mass = sum(of(4).fields[run].depth) / CELLS ** 2;
      expect(Math.abs(mass - 1)).toBeLessThan(1e-12);
    }
  });

  it('keeps the energy without a closure, and loses some with it', () => {
    const before = energyOf(initialFlow());
    const { none, closure, network: withNetwork } = of(4).fields;
    expect(Math.abs(energyOf(none) / before - 1)).toBeLessThan(1e-6);
    expect(1 - energyOf(closure) / before).toBeGreaterThan(0.01);
    expect(1 - energyOf(withNetwork) / before).toBeGreaterThan(0.01);
  });

  it('is with the network what it is with the closure, and something else without', () => {
    const { none, closure, network: withNetwork } = of(4).fields;
    const size = norm(closure.vorticity);
    const far = norm(subtract(none.vorticity, closure.vorticity)) / size;
    const near = norm(subtract(withNetwork.vorticity, closure.vorticity)) / size;
    expect(far).toBeGreaterThan(0.5);
    expect(near).toBeLessThan(LARGEST_ERROR);
    // A network that were the closure to the last bit would be no network.
    expect(near).toBeGreaterThan(1e-6);
    const lines = of(4).outcome.stdout.trimEnd().split('\n');
    expect(lines).toHaveLength(12);
    const [time, farNorm, , nearNorm, , mass] = lines.at(-1)?.trim().split(/\s+/).map(Number) ?? [];
    expect(time).toBe(1);
    expect(farNorm).toBeCloseTo(far, 2);
    expect(nearNorm).toBeCloseTo(near, 5);
    expect(mass).toBeLessThan(1e-12);
  });

  it('makes the picture that is committed', () => {
    const picture = join(folder, 'picture.svg');
    const script = fileURLToPath(new URL('../dist/11-coupled-solver/plot.js', import.meta.url));
    execFileSync(process.execPath, [script, join(folder, '4'), picture]);
    const made = panelsOf(readFileSync(picture, 'utf8'));
    const committed = panelsOf(readFileSync(join(source, 'comparison.svg'), 'utf8'));
    expect(made).toHaveLength(4);
    // The last bits of another machine may put a cell into the next band of colour; the difference has them magnified.
    for (const [i, same] of [0.99, 0.99, 0.99, 0.9].entries()) {
      const cells = committed[i] ?? [];
      expect(cells).toHaveLength(CELLS ** 2);
      const equal = cells.filter((colour, cell) => colour === made[i]?.[cell]).length;
      expect(equal / CELLS ** 2).toBeGreaterThan(same);
    }
  });

  it.each([
    [
      'a model that is not there',
      ['nowhere.onnx', 'cpu'],
      /^rank 0: load of 'nowhere\.onnx'.*cannot be read/m,
    ],
    ['another network', [simpleNetPath, 'cpu', '.'], /^rank 0: run of .*must be float32 \(5, batch\)/m],
    [
      'a folder that is not there',
      [network, 'cpu', '/nowhere'],
      /^the fields cannot be written: .*\/nowhere/m,
    ],
    ['no model', [], /^usage: coupled-solver-f90 MODEL \[DEVICE \[FOLDER\]\]$/m],
  ])('ends all ranks on %s, and says so once', async (_, words, message) => {
    const here = words.map((word) => (word === '.' ? folder : word));
    const { status, stderr } = await mpiFlavour.run('coupled-solver', 'f90', 2, here);
    expect(status).not.toBe(0);
    expect(stderr.split('\n').filter((line) => message.test(line))).toHaveLength(1);
  });
});

type Flow = Pick<Fields, 'depth' | 'u' | 'v'>;

function initialFlow(): Flow {
  const cells = Array.from(
    { length: CELLS ** 2 },
    (_, cell) => [cell % CELLS, Math.floor(cell / CELLS)] as const,
  );
  const centre = (i: number) => (i + 0.5) / CELLS;
  return {
    depth: cells.map(() => 1),
    u: cells.map(([, j]) => Math.tanh(30 * (0.25 - Math.abs(centre(j) - 0.5)))),
    v: cells.map(([i]) => 0.05 * Math.sin(2 * Math.PI * centre(i))),
  };
}

/** Kinetic and potential energy; u is given on the west side of a cell, v on its south side. */
function energyOf({ depth, u, v }: Flow): number {
  const at = (field: readonly number[], i: number, j: number) =>
    field[(j % CELLS) * CELLS + (i % CELLS)] ?? NaN;
  return sum(
    depth.map((h, cell) => {
      const [i, j] = [cell % CELLS, Math.floor(cell / CELLS)];
      const squares = at(u, i, j) ** 2 + at(u, i + 1, j) ** 2 + at(v, i, j) ** 2 + at(v, i, j + 1) ** 2;
      return (h * squares) / 4 + (9 * (h ** 2 - 1)) / 2;
    }),
  );
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
const norm = (values: readonly number[]) => Math.sqrt(sum(values.map((value) => value ** 2)));
const subtract = (a: readonly number[], b: readonly number[]) => a.map((value, i) => value - (b[i] ?? NaN));
const largestDifference = (a: readonly number[], b: readonly number[]) =>
  Math.max(...subtract(a, b).map(Math.abs));

/** The colour of each cell of each panel of a picture. */
function panelsOf(svg: string): string[][] {
  return [...svg.matchAll(/<g .*?<\/g>/gs)].map(([panel]) => {
    const cells: string[] = [];
    for (const [, colour = '', path = ''] of panel.matchAll(/fill="(.*?)" d="(.*?)"/g)) {
      for (const [, x, y, width] of path.matchAll(/M(\d+) (\d+)h(\d+)v1h-\3z/g)) {
        const first = Number(y) * CELLS + Number(x);
        for (let cell = first; cell < first + Number(width); cell += 1) cells[cell] = colour;
      }
    }
    return cells;
  });
}
