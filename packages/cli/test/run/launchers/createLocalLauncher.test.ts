import { existsSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { createLocalLauncher } from '../../../src/run/launchers/createLocalLauncher.js';

test('each rank is a process that knows its rank, the size and the folder', () => {
  using launcher = createLocalLauncher();
  const plans = launcher.plan({ file: '/p', args: ['m.onnx'], env: { A: 'b' } }, 3);
  expect(plans.map(({ label, rank, file, args }) => ({ label, rank, file, args }))).toEqual(
    [0, 1, 2].map((rank) => ({ label: `rank ${rank}`, rank, file: '/p', args: ['m.onnx'] })),
  );
  expect(plans[2]?.env).toEqual({
    A: 'b',
    RANKWISE_RANK: '2',
    RANKWISE_SIZE: '3',
    RANKWISE_LOCAL_RANK: '2',
    RANKWISE_LOCAL_SIZE: '3',
    RANKWISE_LOCAL_DIR: plans[0]?.env['RANKWISE_LOCAL_DIR'],
  });
});

test('the folder is private and goes with the launcher, whatever is in it', () => {
  const launcher = createLocalLauncher();
  const folder = launcher.plan({ file: '/p', args: [], env: {} }, 1)[0]?.env['RANKWISE_LOCAL_DIR'] ?? '';
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  writeFileSync(path.join(folder, 'left'), '');
  launcher[Symbol.dispose]();
  expect(existsSync(folder)).toBe(false);
});
