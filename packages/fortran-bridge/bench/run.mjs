// What a call from Fortran costs, next to the same model through core alone and through onnxruntime-node, one thread each.
// All contenders live side by side and take turns, round by round, so that the machine's moods hit all alike: the ratios count.
//   npx nx bench fortran-bridge
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Contender, median } from './Contender.mjs';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const build = here('../build/bench');
const installed = here('../dist/native');
const rounds = Number(process.argv[2] ?? 15);
const twoCores = cpus().length > 1;

const cases = [
  { model: 'simplenet', columns: 5, rows: 1, calls: 20000 },
  { model: 'mlp', columns: 64, rows: 1, calls: 10000 },
  { model: 'mlp', columns: 64, rows: 64, calls: 2000 },
  { model: 'mlp', columns: 64, rows: 1024, calls: 200 },
];

function compile() {
  mkdirSync(build, { recursive: true });
  const run = (command, ...args) =>
    execFileSync(command, args, { cwd: build, stdio: ['ignore', 'pipe', 'inherit'] });
  const sources = join(installed, 'share/rankwise/fortran');
  run(process.execPath, here('../test/models/makeModels.mjs'), join(build, 'models'));
  run('cc', '-O2', '-c', `-I${installed}/include`, join(sources, 'shim.c'));
  const parts = ['rankwise_status', 'rankwise_base', 'rankwise_c', 'rankwise_devices', 'rankwise'];
  const module = parts.map((name) => join(sources, `${name}.f90`));
  const library = [`-L${installed}/lib`, `-Wl,-rpath,${installed}/lib`, '-lrankwise'];
  const link = (program, ...more) => {
    const source = here(`${program}.f90`);
    const options = ['-O2', '-ffree-line-length-none', ...more];
    run('gfortran', ...options, ...module, source, 'shim.o', ...library, '-o', program);
  };
  link('rank');
  link('threads', '-fopenmp');
}

/** The engine of a rank: its only child. */
function engineOf(rank) {
  const tasks = `/proc/${rank}/task`;
  return readdirSync(tasks).flatMap((task) =>
    readFileSync(join(tasks, task, 'children'), 'utf8')
      .trim()
      .split(' '),
  )[0];
}

const pin = (cpu, pid) => execFileSync('taskset', ['-a', '-c', '-p', cpu, String(pid)], { stdio: 'ignore' });

/** Threads of one rank that call one model at once, on all cores: µs of the rank's per call. */
async function measureThreads({ model, columns, rows, calls }) {
  const args = [join(build, 'models', `${model}.onnx`), columns, rows, calls].map(String);
  const start = async (name, command, ...more) => {
    const contender = new Contender(name, undefined, ...command, ...args, ...more);
    await contender.ready();
    return contender;
  };
  const contenders = [await start('core alone', [process.execPath, here('inNode.mjs'), 'core'])];
  for (const threads of [1, 2, 4]) {
    contenders.push(await start(`${threads} threads`, [join(build, 'threads')], String(threads)));
  }
  for (let round = 0; round <= rounds; round++) for (const contender of contenders) await contender.round();
  for (const contender of contenders) contender.end();
  return contenders;
}

async function measure({ model, columns, rows, calls }) {
  const args = [join(build, 'models', `${model}.onnx`), columns, rows, calls].map(String);
  const rank = join(build, 'rank');
  const node = [process.execPath, here('inNode.mjs')];
  const starts = new Map();
  // One after the other, so that no start is measured beside another.
  const start = async (name, cpus, ...command) => {
    const contender = new Contender(name, cpus, ...command, ...args);
    starts.set(name, await contender.ready());
    return contender;
  };
  const apart = twoCores ? [await start('Fortran, a core each', undefined, rank)] : [];
  const contenders = [
    ...apart,
    await start('Fortran, one core', '0', rank),
    await start('core alone', '0', ...node, 'core'),
    await start('onnxruntime-node', '0', ...node, 'onnxruntime-node'),
  ];
  for (const contender of apart) {
    pin('1', engineOf(contender.pid));
    pin('0', contender.pid);
  }
  for (let round = 0; round <= rounds; round++) for (const contender of contenders) await contender.round();
  for (const contender of contenders) contender.end();
  return { contenders, starts };
}

const threadCases = [
  { model: 'simplenet', columns: 5, rows: 1, calls: 5000 },
  { model: 'mlp', columns: 64, rows: 64, calls: 1000 },
  { model: 'mlp', columns: 64, rows: 1024, calls: 100 },
];

compile();
const firstOutputs = [];
for (const one of cases) {
  const { contenders, starts } = await measure(one);
  const alone = contenders.find(({ name }) => name === 'core alone').result.p50;
  console.log(
    `\n${one.model} ${one.rows}x${one.columns}, ${rounds} rounds of ${one.calls} calls, µs per call`,
  );
  console.log(
    `${''.padEnd(22)}${['median', 'p99', 'p99.9', '/ core'].map((head) => head.padStart(10)).join('')}`,
  );
  for (const { name, result } of contenders) {
    const figures = [result.p50, result.p99, result.p999, result.p50 / alone];
    console.log(`${name.padEnd(22)}${figures.map((figure) => figure.toFixed(2).padStart(10)).join('')}`);
    if (name.startsWith('Fortran')) firstOutputs.push(starts.get(name));
  }
}
console.log(
  `\nFirst output of a Fortran rank: ${median(firstOutputs).toFixed(3)} s after its start (median of ${firstOutputs.length})`,
);

console.log(
  `\nThreads of one rank on ${cpus().length} cores, µs per call of the rank, and calls in the time of core's one`,
);
for (const one of threadCases) {
  const contenders = await measureThreads(one);
  const alone = contenders[0].result.p50;
  for (const { name, result } of contenders) {
    const figures = [result.p50.toFixed(2), (alone / result.p50).toFixed(2)].map((figure) =>
      figure.padStart(10),
    );
    console.log(
      `${`${one.model} ${one.rows}x${one.columns}`.padEnd(22)}${name.padEnd(12)}${figures.join('')}`,
    );
  }
}
