import { describe, expect, it } from 'vitest';
import { flavours, languages, simpleNetPath } from './examples.js';

const row = (rank: number, factor: number) =>
  `[${[0, 1, 2, 3, 4].map((value) => (factor * (value + rank)).toFixed(1).padStart(5)).join(',')}]`;

describe.each(flavours)('SimpleNet $name', ({ here, run }) => {
  describe.runIf(here).each([...languages, 'cpp'] as const)('in %s', (language) => {
    it.each([1, 2, 12])('%i ranks double their values and agree', async (size) => {
      const { status, stdout, stderr, left } = await run('simplenet', language, size, [simpleNetPath, 'cpu']);
      expect({ status, stderr, left }).toEqual({ status: 0, stderr: '', left: [] });
      const lines = stdout.trimEnd().split('\n');
      expect(lines.filter((line) => !line.startsWith('all ')).sort()).toEqual(
        Array.from({ length: size }, (_, rank) => [
          `input on rank ${rank}: ${row(rank, 1)}`,
          `output on rank ${rank}: ${row(rank, 2)}`,
        ])
          .flat()
          .sort(),
      );
      const through = language === 'ts' ? 'core' : 'its engine';
      expect(lines.filter((line) => line.startsWith('all '))).toEqual([
        expect.stringMatching(
          new RegExp(
            `^all ${size} ranks agree: each on cpu, through ${through} \\(ONNX Runtime [\\d.]+, CPUExecutionProvider\\)$`,
          ),
        ),
      ]);
    });

    it('fails on a model that is not there', async () => {
      const { status, stdout, stderr } = await run('simplenet', language, 2, ['nowhere.onnx', 'cpu']);
      expect(status).not.toBe(0);
      expect(stdout).toBe('');
      expect(stderr).toMatch(/rank [01]: .*nowhere\.onnx/);
    });

    it('says how it is called', async () => {
      const { status, stderr } = await run('simplenet', language, 1, []);
      expect(status).not.toBe(0);
      expect(stderr).toMatch(/usage: \S+ MODEL \[DEVICE\]/);
    });
  });
});
