// Runs Spin on the models in this folder: what holds of the code must hold, and what is wrong with a weaker one must be found.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { performance } from 'node:perf_hooks';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const memoryMiB = 3000;

/** Each: model, property, options, and whether it holds. */
const cases = [
  // A rank that asks is heard by the engine, whoever is killed or stopped; also without a limit on the engine's sleep.
  ['bell', 'heard', '', true],
  ['bell', 'heard', '-DR=1', true],
  ['bell', 'heard', '-DRINGERS=3 -DROUNDS=1', true],
  ['bell', 'heard', '-DRINGERS=3 -DROUNDS=1 -DR=2', true],
  ['bell', 'heard', '-DFIRST_CLEARS', false],
  // What was asked by one that was killed before it rang is found too, and stray writes cost a sleep at most.
  ['bell', 'found', '-DLIMIT', true],
  ['bell', 'found', '', false],
  ['bell', 'found', '-DLIMIT -DSTRAY=2 -DROUNDS=1', true],
  ['bell', 'heard', '-DSTRAY=1', false],
  // Two threads of a rank that wait for any of several answers, from two threads of the engine.
  ['bell', 'heard', '-DSLEEPERS=2', true],
  ['bell', 'found', '-DSLEEPERS=2 -DLIMIT -DROUNDS=1', true],
  ['bell', 'heard', '-DSLEEPERS=2 -DFIRST_CLEARS', false],
  // One that waits for the answer of its own slot.
  ['answer', 'goes_on', '', true],
  ['answer', 'goes_on', '-DLIMIT -DDIES', true],
  ['answer', 'goes_on', '-DDIES', false],
  // The engine's threads.
  ['workers', 'all_is_done', '', true],
  ['workers', 'all_is_done', '-DLIMIT -DLOSES', true],
  ['workers', 'all_is_done', '-DLOSES', false],
];

/** @returns {string} what it wrote */
function run(command, args, cwd) {
  const { error, status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8' });
  if (error?.code === 'ENOENT')
    throw new Error(
      `'${command}' is needed and not here. Debian, Ubuntu: apt-get install spin gcc; conda, Spack: spin. Source: https://github.com/nimble-code/Spin`,
    );
  if (error !== undefined || status !== 0) throw new Error(`${command} failed:\n${stdout}${stderr}`);
  return stdout;
}

/** Whether the property holds, in how many states of the model and its property. */
function check(model, property, options) {
  const folder = mkdtempSync(join(tmpdir(), 'rankwise-spin-'));
  const file = fileURLToPath(new URL(`${model}.pml`, import.meta.url));
  try {
    run('spin', [...options, '-a', file], folder);
    run(
      'gcc',
      ['-O2', '-w', ...options, '-DCOLLAPSE', '-DNFAIR=3', `-DMEMLIM=${memoryMiB}`, '-o', 'pan', 'pan.c'],
      folder,
    );
    // For acceptance cycles, where every process that can go on does so at some time.
    const said = run('./pan', ['-a', '-f', '-m1000000', '-N', property], folder);
    const errors = /errors: (\d+)/.exec(said)?.[1];
    const states = /(\d+) states, stored/.exec(said)?.[1];
    if (
      errors === undefined ||
      /Search not completed/.test(said) !== (errors !== '0') ||
      /max search depth/.test(said)
    )
      throw new Error(`Spin came to no end:\n${said}`);
    return { holds: errors === '0', states };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

let wrong = 0;
for (const [model, property, options, expected] of cases) {
  const start = performance.now();
  const { holds, states } = check(model, property, options.split(' ').filter(Boolean));
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  if (holds !== expected) wrong++;
  const verdict = holds ? 'holds' : 'fails';
  const remark = holds === expected ? '' : `, and should ${expected ? 'hold' : 'fail'}`;
  console.log(
    `${model} ${property} ${options || '(as it is)'}: ${verdict}${remark} (${states} states, ${seconds} s)`,
  );
}
if (wrong > 0) process.exitCode = 1;
