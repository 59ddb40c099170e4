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
  run(
    'gfortran',
    '-O2',
    '-ffree-line-length-none',
    join(sources, 'rankwise_status.f90'),
    join(sources, 'rankwise_base.f90'),
    join(sources, 'rankwise_c.f90'),
    join(sources, 'rankwise_devices.f90'),
    join(sources, 'rankwise.f90'),
    here('rank.f90'),
    'shim.o',
    `-L${installed}/lib`,
    `-Wl,-rpath,${installed}/lib`,
    '-lrankwise',
    '-o',
    'rank',
  );
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
