import { describe, expect, test } from 'vitest';
import { createProgram } from '../src/createProgram.js';
import { runCli } from '../src/runCli.js';
import { version } from '../src/version.js';

async function cli(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  let out = '';
  let err = '';
  const code = await runCli(args, {
    stdout: { write: (text) => (out += text) },
    stderr: { write: (text) => (err += text) },
    env: {},
  });
  return { code, out, err };
}

const silent = {
  stdout: { write: () => undefined },
  stderr: { write: () => undefined },
  env: {},
  exitCode: 0,
};
const commands = createProgram(silent).commands.map((command) => command.name());

describe.each([[[]], ...commands.map((name) => [[name]])])('help of rankwise %j', (path: string[]) => {
  test('has two examples and the exit codes, on stdout', async () => {
    const { code, out, err } = await cli(...path, '--help');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const examples = /\nExamples:\n((?: {2}.*\n)+)/.exec(out)?.[1]?.trim().split('\n') ?? [];
    expect(examples.length).toBeGreaterThanOrEqual(2);
    for (const example of examples)
      expect(example.trim()).toMatch(
        /^(srun .*)?rankwise (run|eval|inspect|generate|devices|plan|setup|fc|cc|cxx|flags|help)\b/,
      );
    for (const exit of ['\n  0  ', '\n  1  ', '\n  2  ', '\n  128+n']) expect(out).toContain(exit);
  });
});

test('every option of run that is promised is there', async () => {
  const { out } = await cli('run', '--help');
  const options = ['ranks', 'lang', 'model', 'device', 'launcher', 'shape', 'json', 'verbose', 'timeout'];
  for (const option of options) expect(out).toContain(`--${option}`);
});

test('--version is the version of the package', async () => {
  expect(await cli('--version')).toEqual({ code: 0, out: `${version}\n`, err: '' });
  expect(version).toMatch(/^\d+\.\d+\.\d+/);
});

test('no command at all is bad usage, and shows the help on stderr', async () => {
  const { code, out, err } = await cli();
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toContain('Usage: rankwise');
});

test.each([
  [['run', '--ranks', '0'], 'ranks', '1 or more'],
  [['run', '--ranks', 'two'], "'two'", '1 or more'],
  [['run', '--ranks', '-1'], "'-1'", '1 or more'],
  [['run', '--ranks', '1.5'], "'1.5'", '1 or more'],
  [['run', '--ranks'], '--ranks', 'argument missing'],
  [['run', '--lang', 'cobol'], "'cobol'", 'fortran, c, ts'],
  [['run', '--launcher', 'qsub'], "'qsub'", 'auto, mpiexec, srun, local'],
  [['run', '--device', 'cdua'], "'cdua'", 'Did you mean'],
  [['run', '--device', 'cuda:x'], "'cuda:x'", 'cuda:1'],
  [['run', '--model', 'm.onnx', '--shape', 'x'], "'x'", 'NAME=DIMS'],
  [['run', '--shape', 'x=1x2'], '--shape', '--model'],
  [['run', '--timeout', 'soon'], "'soon'", '30'],
  [['run', '--rnaks', '2'], "'--rnaks'", 'Did you mean --ranks?'],
  [['run', 'model.onnx'], 'too many arguments', 'run --help'],
  [['rum'], "'rum'", 'Did you mean run?'],
  [['eval', 'm.onnx'], '--input', 'not specified'],
  [['eval', '--input', 'x.json'], 'model', 'missing'],
  [['generate'], 'model', 'missing'],
  [['generate', 'm.onnx', '--lang', 'fortran,cobol'], "'cobol'", 'fortran nor c'],
  [['generate', 'm.onnx', '--name', 'my-net'], "'my-net'", 'a letter, then'],
])('%j is bad usage, said in one line', async (args, what, remedy) => {
  const { code, out, err } = await cli(...args);
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toMatch(/^rankwise: [^\n]*\n$/);
  expect(err).toContain(what);
  expect(err).toContain(remedy);
  expect(err).toContain('--help');
});

test.each([['-v'], ['--version']])('%s prints the version', async (option) => {
  expect(await cli(option)).toEqual({ code: 0, out: `${version}\n`, err: '' });
});

test('help of a command that is not there says so, and what was meant', async () => {
  const { code, out, err } = await cli('help', 'rnu');
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toContain("there is no command 'rnu'. Did you mean 'run'? The commands are run, eval,");
  expect((await cli('help', 'run')).out).toBe((await cli('run', '--help')).out);
  expect((await cli('help')).out).toBe((await cli('--help')).out);
});

test('help fits a terminal of 50 columns', async () => {
  let out = '';
  const stdout = { write: (text: string) => (out += text), columns: 50 };
  await runCli(['run', '--help'], { stdout, stderr: silent.stderr, env: {} });
  const options = out.slice(0, out.indexOf('Examples:')).split('\n');
  expect(options).toContain('  --timeout <seconds>');
  expect(options.filter((line) => line.length > 50)).toEqual([]);
});
