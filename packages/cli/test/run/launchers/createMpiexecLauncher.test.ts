import { expect, test } from 'vitest';
import { createMpiexecLauncher, mpiexecArguments } from '../../../src/run/launchers/createMpiexecLauncher.js';
import { FakeWorkspace } from '../../support/fakeWorkspace.js';
import { fakeMpiexec } from '../../support/fakePrograms.js';

test('Open MPI is allowed more ranks than cores and asked for tags', () => {
  expect(mpiexecArguments(12, { version: '', oversubscribe: true, tags: true })).toEqual([
    '-n',
    '12',
    '--oversubscribe',
    '--tag-output',
  ]);
});

test('others get only the number of ranks', () => {
  expect(mpiexecArguments(3, { version: '', oversubscribe: false, tags: false })).toEqual(['-n', '3']);
});

test('one process starts all ranks', async () => {
  using workspace = new FakeWorkspace();
  const file = workspace.script('bin/mpiexec', fakeMpiexec('mpiexec (OpenRTE) 4.1.4'));
  using launcher = await createMpiexecLauncher(file);
  expect(launcher.tagged).toBe(true);
  expect(launcher.description).toBe(`${file}, mpiexec (OpenRTE) 4.1.4`);
  const plans = launcher.plan({ file: '/p', args: ['m.onnx', 'cpu'], env: { A: 'b' } }, 2);
  expect(plans).toMatchObject([
    {
      label: 'mpiexec',
      file,
      args: ['-n', '2', '--oversubscribe', '--tag-output', '/p', 'm.onnx', 'cpu'],
      env: { A: 'b' },
    },
  ]);
});
