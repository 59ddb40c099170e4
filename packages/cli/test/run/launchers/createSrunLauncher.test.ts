import { expect, test } from 'vitest';
import { createSrunLauncher } from '../../../src/run/launchers/createSrunLauncher.js';

test('srun starts the ranks, bound and placed as the allocation has it', () => {
  using launcher = createSrunLauncher('/usr/bin/srun');
  expect(launcher.tagged).toBe(false);
  expect(launcher.plan({ file: '/p', args: ['m.onnx', 'auto'], env: {} }, 4)).toEqual([
    { label: 'srun', file: '/usr/bin/srun', args: ['-n', '4', '/p', 'm.onnx', 'auto'], env: {} },
  ]);
});
