import { expect, test } from 'vitest';
import { BannerFilter } from '../../src/output/BannerFilter.js';

const openMpi = `--------------------------------------------------------------------------
Primary job  terminated normally, but 1 process returned
a non-zero exit code. Per user-direction, the job has been aborted.
--------------------------------------------------------------------------
--------------------------------------------------------------------------
mpiexec detected that one or more processes exited with non-zero status, thus causing
the job to be terminated. The first process to do so was:

  Process name: [[42893,1],0]
  Exit code:    1
--------------------------------------------------------------------------`.split('\n');

const abort = `--------------------------------------------------------------------------
MPI_ABORT was invoked on rank 1 in communicator MPI_COMM_WORLD
with errorcode 1.

NOTE: invoking MPI_ABORT causes Open MPI to kill all MPI processes.
You may or may not see output from other processes, depending on
exactly when Open MPI kills them.
--------------------------------------------------------------------------
[node1:12345] 1 more process has sent help message help-mpi-api.txt / mpi-abort
[node1:12345] Set MCA parameter "orte_base_help_aggregate" to 0 to see all help / error messages
[node1:12345] [[3122,0],0] ORTE_ERROR_LOG: Data unpack had inadequate space in file ../orte/util/show_help.c at line 513`.split(
  '\n',
);

const mpich = `===================================================================================
=   BAD TERMINATION OF ONE OF YOUR APPLICATION PROCESSES
=   PID 12345 RUNNING AT node1
=   EXIT CODE: 3
=   CLEANING UP REMAINING PROCESSES
=   YOU CAN IGNORE THE BELOW CLEANUP MESSAGES
===================================================================================`.split('\n');

const slurm = ['srun: error: node1: tasks 0-1: Exited with exit code 1', 'srun: Terminating StepId=7.0'];

function filter(lines: readonly string[], own: readonly string[] = []): string[] {
  const shown: string[] = [];
  const banners = new BannerFilter((line) => shown.push(line));
  for (const line of lines) banners.push(line, own.includes(line));
  banners.end();
  return shown;
}

const message = "rank 1: The model 'm.onnx' is cut off. Copy it again.";

test.each([
  ['Open MPI', openMpi],
  ['MPI_ABORT', abort],
  ['MPICH', mpich],
  ['Slurm', slurm],
])('what the ranks say remains of the comments of %s', (_, banner) => {
  expect(filter([message, ...banner])).toEqual([message]);
  expect(filter([...banner.slice(0, 1), message, ...banner.slice(1)])).toEqual([message]);
});

test('where the ranks said nothing, everything is shown, in order', () => {
  expect(filter(openMpi)).toEqual(openMpi);
});

test('lines that say more than the exit status are no banner', () => {
  const killed =
    'mpiexec noticed that process rank 0 with PID 0 on node n exited on signal 11 (Segmentation fault).';
  const exit = 'YOUR APPLICATION TERMINATED WITH THE EXIT STRING: Killed (signal 9)';
  expect(filter([message, killed, exit])).toEqual([message, killed, exit]);
});

test('a line that is known to be of a rank is shown, whatever it looks like', () => {
  const line = '-'.repeat(74);
  expect(filter([line, message], [line])).toEqual([line, message]);
});

test('empty lines of the ranks stay, those within a banner go', () => {
  expect(filter([message, '', message])).toEqual([message, '', message]);
  expect(filter([message, ...openMpi, ''])).toEqual([message]);
});
