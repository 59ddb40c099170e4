import { FOUND, firstThatWorks, run } from './probe.mjs';
import { compileProgram, probeCCompiler, probeFortranCompiler } from './probeCompilers.mjs';
import { probeVersion } from './probePrograms.mjs';

/** @import { Finding, Probe, ProbeContext } from './probe.mjs' */

const HELLO_C = '#include <mpi.h>\nint main(void) { return MPI_Init(0, 0) || MPI_Finalize(); }\n';
const HELLO_FORTRAN =
  'program hello\n  use mpi_f08\n  implicit none\n  integer :: ierr\n' +
  '  call mpi_init(ierr)\n  call mpi_finalize(ierr)\nend program hello\n';

/**
 * A launcher and both compiler wrappers, of any implementation.
 *
 * @param {ProbeContext} context
 * @returns {Promise<Finding>}
 */
export async function probeMpi(context) {
  // On a Cray the compilers of the programming environment are the wrappers.
  const onCray = context.env['CRAYPE_VERSION'] !== undefined;
  const findings = await Promise.all([
    probeVersion(context, ['mpiexec', 'mpirun', 'srun']),
    probeWrapper(context, ['mpicc', 'mpiicx', ...(onCray ? ['cc'] : [])], 'mpi.c', HELLO_C, probeCCompiler),
    probeWrapper(
      context,
      ['mpif90', 'mpifort', 'mpiifx', ...(onCray ? ['ftn'] : [])],
      'mpi.f90',
      HELLO_FORTRAN,
      probeFortranCompiler,
    ),
  ]);
  const reasons = findings.flatMap((finding) => (finding.found ? [] : [finding.reason]));
  return reasons.length === 0 ? FOUND : { found: false, reason: reasons.join('; ') };
}

/**
 * MPICH beside another implementation, under the names that distributions give it then, or alone.
 *
 * @param {ProbeContext} context
 * @returns {Promise<Finding>}
 */
export async function probeMpich(context) {
  const launchers = ['mpiexec.mpich', '/usr/lib64/mpich/bin/mpiexec', 'mpiexec'];
  for (const launcher of launchers) {
    const { status, output } = await run([launcher, '--version'], context);
    if (status !== 'ok' || !/hydra|mpich/i.test(output)) continue;
    const wrapper = launcher.replace('mpiexec', 'mpif90');
    return probeWrapper(context, [wrapper], 'mpich.f90', HELLO_FORTRAN, probeFortranCompiler);
  }
  return { found: false, reason: `none of ${launchers.join(', ')} is MPICH's` };
}

/**
 * A wrapper that is there and fails only because the compiler under it is missing is not missing itself: it works as
 * soon as the compiler does.
 *
 * @param {ProbeContext} context
 * @param {readonly string[]} wrappers
 * @param {string} fileName
 * @param {string} source
 * @param {Probe} probeUnderlying
 * @returns {Promise<Finding>}
 */
async function probeWrapper(context, wrappers, fileName, source, probeUnderlying) {
  const finding = await firstThatWorks(wrappers, (wrapper) =>
    compileProgram(context, wrapper, fileName, source),
  );
  if (finding.found || (await probeUnderlying(context)).found) return finding;
  const isThere = await probeVersion(context, wrappers);
  return isThere.found || isThere.reason.includes(' fails: ') ? FOUND : finding;
}
