import { describe, expect, test } from 'vitest';
import { formatDevices, type DevicesDocument } from '../../src/devices/describeDevices.js';
import { runCli } from '../../src/runCli.js';

async function run(args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  let stdout = '';
  let stderr = '';
  const exitCode = await runCli(args, {
    stdout: { write: (text) => (stdout += text) },
    stderr: { write: (text) => (stderr += text) },
    env,
  });
  return { exitCode, stdout, stderr };
}

describe('rankwise devices', () => {
  test('lists what is here, and why the rest is not', async () => {
    const { exitCode, stdout, stderr } = await run(['devices', '--json']);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    const { runtime, providers } = JSON.parse(stdout) as DevicesDocument;
    expect(runtime.version).toMatch(/^1\.\d+\.\d+$/);
    expect(runtime.providers).toContain('WebGpuExecutionProvider');
    expect(providers.map(({ kind }) => kind)).toEqual(['cpu', 'cuda', 'tensorrt', 'webgpu']);
    expect(providers[0]?.devices).toMatchObject([{ device: 'cpu', software: false }]);
    for (const { devices, reason } of providers) expect(reason === '').toBe(devices.length > 0);
  });

  test('prints a line for each device, and one for each kind without', () => {
    const GIB = 2 ** 30;
    const gpu = { name: 'NVIDIA H100', memoryBytes: 80 * GIB, driver: '580.65.06', software: false };
    const text = formatDevices({
      runtime: { version: '1.30.0', libraryPath: '/opt/libonnxruntime.so.1', providers: [] },
      providers: [
        {
          kind: 'cuda',
          provider: 'CUDAExecutionProvider',
          devices: [{ device: 'cuda:0', ...gpu, numaNode: 1 }],
          reason: '',
        },
        {
          kind: 'webgpu',
          provider: 'WebGpuExecutionProvider',
          devices: [{ device: 'webgpu:0', name: 'llvmpipe', memoryBytes: 0, driver: '', software: true }],
          reason: '',
        },
        { kind: 'tensorrt', provider: 'TensorrtExecutionProvider', devices: [], reason: 'It is missing.' },
      ],
    });
    expect(text.split('\n')).toEqual([
      'DEVICE    NAME                    MEMORY    DRIVER     NUMA  EXECUTION PROVIDER',
      'cuda:0    NVIDIA H100             80.0 GiB  580.65.06  1     CUDAExecutionProvider',
      'webgpu:0  llvmpipe (in software)                             WebGpuExecutionProvider',
      '',
      'no tensorrt: It is missing.',
      '',
      'ONNX Runtime 1.30.0, /opt/libonnxruntime.so.1',
    ]);
  });
});

describe('rankwise plan', () => {
  test('prints the map and a fragment for sbatch', async () => {
    const args = ['plan', '--ranks', '8', '--nodes', '2', '--devices', '2', '--cores', '6'];
    const { exitCode, stdout, stderr } = await run(args);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout.split('\n')).toEqual([
      'RANK  NODE  LOCAL RANK  DEVICE',
      '0     0     0 of 4      cuda:0',
      '1     0     1 of 4      cuda:0',
      '2     0     2 of 4      cuda:1',
      '3     0     3 of 4      cuda:1',
      '4     1     0 of 4      cuda:0',
      '5     1     1 of 4      cuda:0',
      '6     1     2 of 4      cuda:1',
      '7     1     3 of 4      cuda:1',
      '',
      '#SBATCH --nodes=2',
      '#SBATCH --ntasks=8',
      '#SBATCH --ntasks-per-node=4',
      '#SBATCH --cpus-per-task=6',
      '#SBATCH --gpus-per-node=2',
      'export RANKWISE_DEVICE_POLICY=block',
      'srun --distribution=block --cpus-per-task=6 --cpu-bind=cores --gpus-per-node=2 --gpu-bind=none ./program',
      '',
    ]);
  });

  test.each([
    ['openmpi', 'mpiexec -n 3 --map-by ppr:2:node:pe=1 --bind-to core -x RANKWISE_DEVICE_POLICY=round-robin'],
    ['mpich', 'mpiexec -n 3 -ppn 2 -bind-to core:1 -genv RANKWISE_DEVICE_POLICY round-robin'],
    ['intelmpi', 'mpiexec -n 3 -ppn 2 -genv I_MPI_PIN_DOMAIN 1 -genv RANKWISE_DEVICE_POLICY round-robin'],
    ['pals', 'mpiexec -n 3 --ppn 2 --cpu-bind depth --depth 1 --env RANKWISE_DEVICE_POLICY=round-robin'],
    ['flux', 'flux run -N 2 -n 3 -c 1 -o gpu-affinity=off'],
  ])('knows the command line of %s', async (launcher, line) => {
    const args = ['--ranks', '3', '--nodes', '2', '--devices', '4', '--launcher', launcher, '--json'];
    const { stdout } = await run(['plan', ...args, '--policy', 'round-robin']);
    const { start, map } = JSON.parse(stdout) as { start: string[]; map: { device: string }[] };
    expect(start.at(-1)).toBe(`${line} ./program`);
    expect(map.map(({ device }) => device)).toEqual(['cuda:0', 'cuda:1', 'cuda:0']);
  });

  test('hands on the table of the environment', async () => {
    const env = { RANKWISE_DEVICE_MAP: '1,0', RANKWISE_DEVICE_POLICY: 'round-robin' };
    const { stdout } = await run(['plan', '--ranks', '2', '--devices', '2'], env);
    expect(stdout).toMatch(/^0 .* cuda:1$/m);
    expect(stdout).toContain('export RANKWISE_DEVICE_MAP=1,0');
  });

  test('lists as many ranks as the largest machines have', async () => {
    const args = ['--ranks', '200000', '--nodes', '2000', '--devices', '4'];
    const { exitCode, stdout } = await run(['plan', ...args]);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^199999 {2}1999 {2}99 of 100 {3}cuda:3$/m);
  });

  test('ranks of the cpu need no GPUs', async () => {
    const { stdout } = await run(['plan', '--ranks', '3', '--nodes', '2', '--kind', 'cpu']);
    expect(stdout).not.toMatch(/gpu|RANKWISE/);
    expect(stdout).toContain('#SBATCH --ntasks=3\n#SBATCH --ntasks-per-node=2\n');
  });

  test.each([
    [['--ranks', '2', '--nodes', '3', '--devices', '1'], 1, '2 ranks leave some of 3 nodes'],
    [['--ranks', '999999999', '--devices', '1'], 1, 'more than a plan lists'],
    [['--ranks', '2', '--devices', '0'], 2, 'whole number'],
    [['--ranks', '2', '--devices', '1', '--launcher', 'ssh'], 2, 'slurm'],
    [['--devices', '1'], 2, '--ranks'],
  ])('%o is an error that says so', async (args, code, words) => {
    const { exitCode, stderr } = await run(['plan', ...args]);
    expect(exitCode).toBe(code);
    expect(stderr).toContain(words);
  });
});
