// Records what a launcher tells its ranks: `mpiexec … node record.mjs DIR`, then `node record.mjs DIR "mpiexec …"` prints what
// the ranks left in DIR as a job of these files: what all of them were told, and a line for each, its node first. Values that
// are of the machine alone (paths, addresses, texts) are left out.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';

const [folder = 'recorded', command] = process.argv.slice(2);
const ofLaunchers =
  /^(OMPI|PMIX?|PMI2|PRTE|MPI|HYDI|HYDRA|I_MPI|PALS|FLUX|SLURM|CUDA|GPU|ROCR|HIP|ZE)_(?!MCA|INFO|ARGV|COMMAND|ALLOW|BSTRAP)/;
const ofRanks = /^OMPI_MCA_ess_base_(jobid|vpid)$/;
const ofMachine =
  /_((COMM|LAUNCHER|AGENT)_PORT|UID|GID|USER|UMASK|PRIO_PROCESS|CLUSTER_NAME|HOST)$|TOPOLOGY|PACK_GROUP/;
const isOfMachine = (name, value) => ofMachine.test(name) || /[\s/]|\d\.\d+\.\d|^$/.test(value);

if (command === undefined) {
  const told = Object.entries(process.env).filter(
    ([name, value]) => (ofLaunchers.test(name) || ofRanks.test(name)) && !isOfMachine(name, value),
  );
  mkdirSync(folder, { recursive: true });
  const texts = told.map(([name, value]) => `${name}=${value}`).sort();
  writeFileSync(join(folder, `${hostname()}.${process.pid}`), JSON.stringify(texts));
} else {
  const tasks = readdirSync(folder).map((name) => ({
    node: name.split('.')[0],
    texts: JSON.parse(readFileSync(join(folder, name), 'utf8')),
  }));
  const all = tasks[0].texts.filter((text) => tasks.every(({ texts }) => texts.includes(text)));
  const lines = tasks.map(({ node, texts }) =>
    [node, ...texts.filter((text) => !all.includes(text))].join(' '),
  );
  lines.sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  process.stdout.write([`$ ${command}`, ['all', ...all].join(' '), ...lines, ''].join('\n'));
}
