import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { workspaceFile } from '../setup/workspaceFile.mjs';

const NOBODY = '65534';

/**
 * What `npm run dist` makes, packed, unpacked elsewhere, and used as it may be on a cluster: the checkout is not there, the
 * folder is read-only and belongs to someone else, and the user has no home.
 */
export class MovedPrefix {
  #folder = mkdtempSync(join(realpathSync(tmpdir()), 'rankwise-dist-'));
  /** Where it lies. */
  root = join(this.#folder, 'elsewhere/rankwise');
  /** A folder in which the user may write. */
  work = join(this.#folder, 'work');
  /** Where it was made; it is not there any more. */
  made = join(this.#folder, 'made/rankwise');

  constructor() {
    chmodSync(this.#folder, 0o755);
    mkdirSync(this.work);
    chmodSync(this.work, 0o777);
    mkdirSync(join(this.#folder, 'elsewhere'));
    const umask = process.umask(0o077);
    execFileSync(process.execPath, [workspaceFile('tools/dist.mjs'), '--prefix', this.made], {
      stdio: 'pipe',
    });
    process.umask(umask);
    const tar = join(this.#folder, 'rankwise.tar');
    execFileSync('tar', ['-C', join(this.#folder, 'made'), '-cf', tar, 'rankwise']);
    rmSync(join(this.#folder, 'made'), { recursive: true });
    execFileSync('tar', ['-C', join(this.#folder, 'elsewhere'), '-xf', tar]);
    rmSync(tar);
  }

  /**
   * Puts a file or folder of the checkout where the user may write.
   *
   * @param {string} source
   * @param {string} name
   */
  give(source, name) {
    const to = join(this.work, name);
    cpSync(source, to, { recursive: true });
    execFileSync('chmod', ['-R', 'a+rwX', to]);
    return to;
  }

  /**
   * Runs a line of shell as that user.
   *
   * @param {string} line
   * @param {NodeJS.ProcessEnv} [env] besides PATH
   * @returns {{ status: number | null, stdout: string, stderr: string }}
   */
  run(line, env = {}) {
    const root = process.getuid?.() === 0;
    // A user who is not root is one within the namespace, to whom read-only is still read-only.
    const user = root ? ['setpriv', `--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups'] : [];
    const script = [
      `mount -t tmpfs none '${workspaceFile('.')}'`,
      `mount --bind '${this.root}' '${this.root}'`,
      `mount -o remount,ro,bind '${this.root}'`,
      `cd '${this.work}'`,
      'exec "$@"',
    ].join(' && ');
    const path = env['PATH'] ?? `/usr/local/bin:/usr/bin:/bin`;
    const variables = Object.entries({ ...forMpi, ...env, PATH: path }).map(
      ([name, value]) => `${name}=${value}`,
    );
    const command = [...user, 'env', '-i', ...variables, 'sh', '-c', line];
    const done = spawnSync('unshare', [root ? '-m' : '-rm', 'sh', '-c', script, 'sh', ...command], {
      encoding: 'utf8',
    });
    if (done.error) throw done.error;
    if (/^(unshare|mount):/m.test(done.stderr)) {
      throw new Error(
        `these tests need mount namespaces (run them as root, or allow user namespaces): ${done.stderr}`,
      );
    }
    return done;
  }

  /**
   * The same for a line that must succeed.
   *
   * @param {string} line
   * @param {NodeJS.ProcessEnv} [env]
   * @returns {string} what it wrote to stdout
   */
  succeed(line, env = {}) {
    const { status, stdout, stderr } = this.run(line, env);
    if (status !== 0) throw new Error(`${line}\nended with ${status}:\n${stdout}\n${stderr}`);
    return stdout;
  }

  [Symbol.dispose]() {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

// More ranks than cores are refused by Open MPI unless it is told otherwise; and root, who may be the user here.
const forMpi = {
  OMPI_ALLOW_RUN_AS_ROOT: '1',
  OMPI_ALLOW_RUN_AS_ROOT_CONFIRM: '1',
  OMPI_MCA_rmaps_base_oversubscribe: '1',
  PRTE_MCA_rmaps_default_mapping_policy: ':oversubscribe',
};
