import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const script = fileURLToPath(new URL('../dist/benchmarks/src/ranks.js', import.meta.url));
const quick = ['--networks', 'simplenet,mlp', '--ranks', '2', '--rounds', '2', '--seconds', '0.05'];
const ranks = (...more: string[]) => promisify(execFile)(process.execPath, [script, ...quick, ...more]);

interface Figures {
  measurements: { network: string; ranks: number; ways: Record<string, unknown>[] }[];
}

test('prints the figures as JSON', async () => {
  const { stdout } = await ranks('--json');
  const positive = expect.toSatisfy((value: unknown) => typeof value === 'number' && value > 0) as unknown;
  const way = (name: string, engines: string, batching: string) => ({
    way: name,
    engines,
    batching,
    samplesPerSecond: positive,
    rounds: [positive, positive],
    toSeparate: name === 'separate' ? 1 : positive,
    engineBytes: positive,
  });
  const ways = [
    way('batched', 'device', 'on'),
    way('shared', 'device', 'off'),
    way('separate', 'rank', 'off'),
  ];
  expect(JSON.parse(stdout)).toEqual({
    device: 'cpu',
    runtime: expect.stringMatching(/^ONNX Runtime .*CPUExecutionProvider$/) as unknown,
    node: process.version,
    seconds: 0.05,
    measurements: ['simplenet', 'mlp'].map((network) => ({ network, ranks: 2, ways })),
  });
  // Two ranks with a session each hold two engines in memory.
  for (const { ways } of (JSON.parse(stdout) as Figures).measurements) {
    const [, shared = NaN, separate = NaN] = ways.map(({ engineBytes }) => Number(engineBytes));
    expect(separate).toBeGreaterThan(shared);
  }
});

test('prints a row for each number of ranks', async () => {
  const { stdout } = await ranks('--ranks', '1,2', '--rounds', '1', '--networks', 'simplenet');
  for (const count of ['1', '2']) {
    expect(stdout.match(new RegExp(`^\\| ${count}( \\|[^|]+){6} \\|$`, 'gm'))).toHaveLength(1);
  }
});

test('says what a rank says where it fails', async () => {
  const failure = ranks('--device', 'tpu');
  await expect(failure).rejects.toMatchObject({
    code: 1,
    stdout: '',
    stderr: expect.stringMatching(
      /^rank [01]: .*tpu[^]*ranks: one engine, batching, 2 ranks on tpu/,
    ) as unknown,
  });
});
