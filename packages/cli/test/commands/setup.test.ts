import { packagedOrtLibrary } from '@rankwise/core';
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { runCli } from '../../src/runCli.js';
import { writeZip } from '../support/writeZip.js';

// A wheel like PyPI's, but small: libraries that need one of a made-up CUDA.
const folder = mkdtempSync(path.join(tmpdir(), 'cli-setup-'));
const { version } = packagedOrtLibrary();
const cuda = path.join(folder, 'site-packages/nvidia/cuda_runtime/lib');
const wheel = path.join(folder, 'onnxruntime_gpu.whl');
const built = path.join(folder, 'built');
let data: string;
let round = 0;

function library(to: string, soname: string, ...needed: string[]): void {
  const flags = ['-shared', '-fPIC', `-Wl,-soname,${soname}`, '-Wl,--no-as-needed'];
  execFileSync(process.env['CC'] ?? 'cc', [
    ...flags,
    '-x',
    'c',
    '/dev/null',
    '-o',
    to,
    '-x',
    'none',
    ...needed,
  ]);
}

const capi = (name: string) => `onnxruntime/capi/libonnxruntime_providers_${name}.so`;
const about = (of: string) => `Metadata-Version: 2.1\nName: onnxruntime-gpu\nVersion: ${of}\n`;
const provider = (name: string) => readFileSync(path.join(built, `libonnxruntime_providers_${name}.so`));

beforeAll(() => {
  mkdirSync(cuda, { recursive: true });
  mkdirSync(built);
  const runtime = path.join(cuda, 'libcudart.so.913');
  library(runtime, 'libcudart.so.913');
  for (const name of ['shared', 'cuda', 'tensorrt']) {
    const file = `libonnxruntime_providers_${name}.so`;
    library(path.join(built, file), file, ...(name === 'shared' ? [] : [runtime]));
  }
  const info = `onnxruntime_gpu-${version}.dist-info/METADATA`;
  writeZip(
    wheel,
    {
      [capi('shared')]: provider('shared'),
      [capi('cuda')]: provider('cuda'),
      'onnxruntime/capi/libonnxruntime.so.1': 'not taken',
      [info]: about(version),
    },
    { stored: [capi('shared')] },
  );
});

beforeEach(() => {
  data = path.join(folder, `data${++round}`);
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

async function setup(args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  let stdout = '';
  let stderr = '';
  const exitCode = await runCli(['setup', ...args], {
    stdout: { write: (text) => (stdout += text) },
    stderr: { write: (text) => (stderr += text) },
    env: { XDG_DATA_HOME: data, ...env },
  });
  return { exitCode, stdout, stderr };
}

const installed = () =>
  path.join(data, `rankwise/onnxruntime-${version}-${process.platform}-${process.arch}`);

describe('rankwise setup --cuda', () => {
  test('puts the providers of a wheel beside a copy of the ONNX Runtime in use', async () => {
    const { exitCode, stdout, stderr } = await setup(['--cuda', '--from', wheel, '--cuda-libs', cuda]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toContain(`ONNX Runtime ${version} with cuda: ${installed()}`);
    expect(stdout).toContain('uses it from now on');
    expect(readdirSync(installed()).sort()).toEqual([
      'cuda',
      'libonnxruntime.so.1',
      'libonnxruntime_providers_cuda.so',
      'libonnxruntime_providers_shared.so',
    ]);
    for (const name of ['shared', 'cuda']) {
      const file = readFileSync(path.join(installed(), `libonnxruntime_providers_${name}.so`));
      expect(file.equals(provider(name))).toBe(true);
    }
    expect(readdirSync(path.join(installed(), 'cuda'))).toEqual(['libcudart.so.913']);
    expect(readdirSync(path.join(data, 'rankwise'))).toHaveLength(1);

    // That is what rankwise runs on from now on.
    const program = `import { runtimeInfo } from '@rankwise/core'; console.log(runtimeInfo().libraryPath);`;
    const said = execFileSync(process.execPath, ['--input-type=module', '-e', program], {
      cwd: import.meta.dirname,
      env: { ...process.env, XDG_DATA_HOME: data },
      encoding: 'utf8',
    });
    expect(said.trim()).toBe(path.join(installed(), 'libonnxruntime.so.1'));
  });

  test('takes a NuGet package, and TensorRT where it is in it', async () => {
    const nupkg = path.join(folder, 'gpu.nupkg');
    const native = (name: string) => `runtimes/linux-x64/native/libonnxruntime_providers_${name}.so`;
    writeZip(nupkg, {
      'Microsoft.ML.OnnxRuntime.Gpu.Linux.nuspec': `<package><metadata><version>${version}</version></metadata></package>`,
      [native('shared')]: provider('shared'),
      [native('cuda')]: provider('cuda'),
      [native('tensorrt')]: provider('tensorrt'),
    });
    const { exitCode, stdout } = await setup(['--cuda', '--from', nupkg, '--cuda-libs', cuda, '--json']);
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      version,
      library: path.join(installed(), 'libonnxruntime.so.1'),
      found: true,
      providers: ['cuda', 'tensorrt'],
      missingForTensorRt: [],
    });
  });

  test('takes a folder, whose ONNX Runtime tells the version; and puts it where it is told', async () => {
    const from = path.join(folder, 'lib');
    const to = path.join(folder, 'elsewhere');
    mkdirSync(from);
    for (const name of ['shared', 'cuda']) {
      writeFileSync(path.join(from, `libonnxruntime_providers_${name}.so`), provider(name));
    }
    const untold = await setup(['--cuda', '--from', from, '--to', to, '--unchecked']);
    expect(untold.stderr).toContain('does not tell which version');
    writeFileSync(path.join(from, `libonnxruntime.so.${version}`), '');
    const { exitCode, stdout } = await setup(['--cuda', '--from', from, '--to', to, '--unchecked']);
    expect(exitCode).toBe(0);
    expect(stdout).toContain(`export RANKWISE_ORT_LIBRARY=${to}/libonnxruntime.so.1`);
    expect(existsSync(data)).toBe(false);
  });

  test('downloads by pip, the version in use', async () => {
    const python = path.join(folder, 'python');
    const log = path.join(folder, 'pip.log');
    writeFileSync(
      python,
      `#!/bin/sh\necho "$@" > '${log}'\nwhile [ "$1" != --dest ]; do shift; done\ncp '${wheel}' "$2"\n`,
    );
    chmodSync(python, 0o755);
    const env = { RANKWISE_PYTHON: python, PATH: process.env['PATH'] };
    const { exitCode, stderr } = await setup(['--cuda', '--unchecked'], env);
    expect({ exitCode, stderr }).toEqual({
      exitCode: 0,
      stderr: `downloading onnxruntime-gpu ${version}, some 250 MB\n`,
    });
    expect(readFileSync(log, 'utf8')).toMatch(
      new RegExp(`^-m pip download .*--no-deps .*onnxruntime-gpu==${version.replaceAll('.', '\\.')}\n$`),
    );
    expect(existsSync(installed())).toBe(true);
  });

  test('without internet it says what to do, and leaves nothing', async () => {
    const { exitCode, stderr } = await setup(['--cuda'], { RANKWISE_PYTHON: '/nowhere/python' });
    expect(exitCode).toBe(1);
    expect(stderr).toContain(`pip download --no-deps onnxruntime-gpu==${version}`);
    expect(stderr).toContain('--from');
    expect(readdirSync(path.join(data, 'rankwise'))).toEqual([]);
  });

  test('another version is refused before anything is copied', async () => {
    const other = path.join(folder, 'other.whl');
    writeZip(other, {
      [capi('shared')]: 'x',
      [capi('cuda')]: 'x',
      'onnxruntime_gpu-1.2.3.dist-info/METADATA': about('1.2.3'),
    });
    const { exitCode, stderr } = await setup(['--cuda', '--from', other]);
    expect(exitCode).toBe(1);
    expect(stderr).toContain('belongs to ONNX Runtime 1.2.3');
    expect(stderr).toContain(`Give onnxruntime-gpu ${version}`);
    expect(readdirSync(path.join(data, 'rankwise'))).toEqual([]);
  });

  test('what CUDA lacks is named, with what brings it; --unchecked installs all the same', async () => {
    const needy = path.join(folder, 'needy.whl');
    const gone = path.join(folder, 'libcublas.so.914');
    library(gone, 'libcublas.so.914');
    const needing = path.join(folder, 'needing.so');
    library(needing, 'libonnxruntime_providers_cuda.so', gone);
    rmSync(gone);
    writeZip(needy, {
      [capi('shared')]: provider('shared'),
      [capi('cuda')]: readFileSync(needing),
      'onnxruntime_gpu.dist-info/METADATA': about(version),
    });
    const { exitCode, stderr } = await setup(['--cuda', '--from', needy]);
    expect(exitCode).toBe(1);
    expect(stderr).toContain('libcublas.so.914 (nvidia-cublas~=914.0)');
    expect(stderr).toContain('--cuda-libs');
    expect(existsSync(installed())).toBe(false);
    expect((await setup(['--cuda', '--from', needy, '--unchecked'])).exitCode).toBe(0);
    expect(existsSync(installed())).toBe(true);
  });

  test.each([
    ['a file that is no archive', 'text.whl', 'is not a wheel', 1],
    ['an archive without the libraries', 'empty.whl', 'libonnxruntime_providers_cuda.so', 1],
    ['a path that leads nowhere', 'none.whl', 'is not there', 1],
  ])('%s', async (_, name, words, code) => {
    writeFileSync(path.join(folder, 'text.whl'), 'no archive');
    writeZip(path.join(folder, 'empty.whl'), { 'a.dist-info/METADATA': about(version) });
    const { exitCode, stderr } = await setup(['--cuda', '--from', path.join(folder, name)]);
    expect(exitCode).toBe(code);
    expect(stderr).toContain(words);
  });

  test('without --cuda there is nothing to do', async () => {
    const { exitCode, stderr } = await setup([]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('--cuda');
  });
});
