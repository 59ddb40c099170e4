import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { nativeFolder } from '@rankwise/fortran-bridge/build';
import { simpleNet } from '../../../core/test/models/simpleNet.js';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'rankwise-quiet-'));
const program = join(folder, 'program');
const model = join(folder, 'simplenet.onnx');
const core = new URL('../../../core/dist/index.js', import.meta.url).href;
const script = `
  const { Model, Tensor } = await import(${JSON.stringify(core)});
  const model = await Model.load(${JSON.stringify(model)});
  model.run({ input: Tensor.allocate('float32', [1, 5]) });
`;
/** The same in a thread, whose process.env is a copy. */
const threaded = `
  import { Worker } from 'node:worker_threads';
  new Worker(new URL(${JSON.stringify(`data:text/javascript,${encodeURIComponent(script)}`)}));
`;
const inNode = (text: string) => [process.execPath, '--input-type=module', '-e', text];
const input = join(folder, 'input.json');
const commands: Readonly<Record<string, readonly string[]>> = {
  'a rank and its engine': [program, model],
  'core by itself': inNode(script),
  'core in a thread': inNode(threaded),
  'the command line': [process.execPath, here('../../bin/rankwise.js'), 'eval', '--input', input, model],
};

beforeAll(() => {
  writeFileSync(model, simpleNet());
  writeFileSync(input, JSON.stringify({ input: { type: 'float32', dims: [1, 5], data: [0, 1, 2, 3, 4] } }));
  const library = join(nativeFolder(), 'lib');
  const links = [`-L${library}`, `-Wl,-rpath,${library}`, '-lrankwise'];
  const options = ['-std=c11', `-I${join(nativeFolder(), 'include')}`, '-o', program];
  execFileSync('cc', [...options, here('./program.c'), ...links]);
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

// Without CI in the environment: ONNX Runtime is silent where that is set.
test.each(Object.keys(commands))('%s leaves no file and opens no socket of the internet', (name) => {
  const [home, temporary, log] = ['home', 'temporary', 'log'].map((part) =>
    join(folder, `${name} ${part}`),
  ) as [string, string, string];
  mkdirSync(home);
  mkdirSync(temporary);
  const env = { PATH: process.env['PATH'], HOME: home, TMPDIR: temporary };
  const watched = 'trace=network,open,openat,creat,mkdir,mkdirat,rename,renameat,renameat2,symlink,link';
  execFileSync('strace', ['-f', '-qq', '-e', watched, '-o', log, ...(commands[name] ?? [])], { env });
  expect([readdirSync(home), readdirSync(temporary)]).toEqual([[], []]);
  const calls = readFileSync(log, 'utf8').split('\n');
  expect(calls.length).toBeGreaterThan(20);
  expect(calls.filter((call) => call.includes('AF_INET'))).toEqual([]);
  const writes = calls.filter(
    (call) =>
      /O_WRONLY|O_RDWR|O_CREAT|creat\(|mkdir|rename|link\(/.test(call) && !/"\/(dev\/null|proc\/)/.test(call),
  );
  expect(writes).toEqual([]);
});
