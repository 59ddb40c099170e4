import { join } from 'node:path';
import process from 'node:process';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { installSystemPackages } from '../../setup/installSystemPackages.mjs';
import { requirementsFor } from '../../setup/requirements.mjs';
import { StepLog } from '../../setup/StepLog.mjs';
import { ProgramFolder } from '../ProgramFolder.mjs';

/** @type {ProgramFolder} the whole PATH */
let bin;
/** @type {string} what was written to stderr */
let stderr;

beforeEach(() => {
  bin = new ProgramFolder();
  bin.provide(['env', 'touch']);
  stderr = '';
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    stderr += text.toString();
    return true;
  });
});

afterEach(() => {
  vi.restoreAllMocks();
  bin.remove();
});

/**
 * Installs the Fortran compiler.
 *
 * @param {boolean} isRoot
 * @param {{ setting?: string }} [fault]
 */
function install(isRoot, fault = {}) {
  const missing = requirementsFor({ withTests: false })
    .filter(({ name }) => name === 'a Fortran compiler')
    .map((requirement) => ({ requirement, reason: 'tried in vain', ...fault }));
  const log = new StepLog(join(bin.path, 'setup.log'));
  return installSystemPackages(missing, log, { isRoot, env: { PATH: bin.path } });
}

describe('installSystemPackages', () => {
  it('says what it will install, and installs it without a question', async () => {
    bin.fake(
      'apt-get',
      'case "$DEBIAN_FRONTEND $*" in noninteractive*) exit 0;; *--version) exit 0;; esac; exit 1',
    );
    await install(true);
    expect(stderr).toMatch(
      /^setup: will install with apt-get: gfortran\nsetup: system packages \.\.\. done \([\d.]+ s\)\n$/,
    );
  });

  it('goes through sudo where that asks for no password', async () => {
    bin.fake('apt-get', '[ "$1" = --version ] || [ "$THROUGH" = sudo ]');
    bin.fake('sudo', '[ "$1" = -n ] && shift && [ "$1" = true ] || THROUGH=sudo exec "$@"');
    await install(false);
    expect(stderr).toContain('system packages ... done');
  });

  it('tries once more, as mirrors and connections fail now and then', async () => {
    bin.fake(
      'apt-get',
      `[ "$1" != install ] || [ -e ${bin.path}/second ] || { touch ${bin.path}/second; exit 100; }`,
    );
    await install(true);
    expect(stderr).toContain('system packages ... failed, once more ... done');
  });

  it('shows what apt-get printed when it fails twice', async () => {
    bin.fake('apt-get', '[ "$1" != install ] || { echo "E: Unable to locate package gfortran"; exit 100; }');
    await expect(install(true)).rejects.toThrow(
      /^from .*setup\.log:\n {2}\$ .*\n {2}E: Unable to locate package gfortran\nenv .*gfortran: exit status 100\nthe whole output is in .*setup\.log$/,
    );
    expect(stderr).not.toContain('done');
  });

  it('prints the lines and stops where sudo would ask', async () => {
    bin.fake('apt-get', 'exit 0');
    bin.fake('sudo', 'echo "sudo: a password is required" >&2; exit 1');
    await expect(install(false)).rejects.toThrow('  apt:   sudo apt-get update && sudo apt-get install');
    expect(stderr).toBe('');
  });

  it('prints the lines and stops where there is no apt-get', async () => {
    await expect(install(true)).rejects.toThrow('  spack: spack install gcc && spack load gcc');
  });

  it('installs nothing while an environment variable is at fault', async () => {
    bin.fake('apt-get', 'exit 0');
    await expect(install(true, { setting: 'FC' })).rejects.toThrow('set the environment variable FC to');
    expect(stderr).toBe('');
  });
});
