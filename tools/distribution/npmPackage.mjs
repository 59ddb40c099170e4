import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  lstatSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { workspaceFile } from '../setup/workspaceFile.mjs';

/**
 * Packs a complete folder as one package for npm. It has no dependencies, so that its installation asks no server for more than this
 * file, and no scripts.
 *
 * @param {string} folder is changed
 * @param {string} to the folder of the package
 * @returns {string} the package's file
 */
export function packForNpm(folder, to) {
  const { version, description, license, engines } = JSON.parse(
    readFileSync(workspaceFile('packages/cli/package.json'), 'utf8'),
  );
  const { platform, arch } = process;
  const bin = { rankwise: 'bin/rankwise', cli: 'bin/rankwise' };
  // koffi and ONNX Runtime are those of glibc.
  const manifest = {
    name: 'rankwise',
    version,
    description,
    license,
    engines,
    bin,
    os: [platform],
    cpu: [arch],
    libc: ['glibc'],
  };
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  // npm leaves out links. Those of the library must be there for linkers and loaders; the one of the pages may go.
  for (const entry of readdirSync(join(folder, 'lib'), { withFileTypes: true })) {
    if (!entry.isSymbolicLink()) continue;
    const link = join(folder, 'lib', entry.name);
    const library = realpathSync(link);
    rmSync(link);
    copyFileSync(library, link);
  }
  const pages = join(folder, 'share/doc/rankwise/apps');
  if (lstatSync(pages, { throwIfNoEntry: false })) rmSync(pages, { recursive: true });
  const args = ['pack', '--silent', '--pack-destination', to];
  const said = execFileSync('npm', args, {
    cwd: folder,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return join(to, said.trim().split('\n').at(-1) ?? '');
}
