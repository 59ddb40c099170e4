#!/usr/bin/env node
// Called by CMake's install step, after the library, the headers and the sources are in their places.
import process from 'node:process';
import { parseArgs } from 'node:util';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { workspaceFile } from '../setup/workspaceFile.mjs';
import { installEnvironment } from './environment.mjs';
import { installFortranModules } from './fortranModules.mjs';
import { installJavaScript } from './javascript.mjs';
import { describeLicences, licencesOf } from './licences.mjs';
import { installNode } from './node.mjs';
import { installPages } from './pages.mjs';
import { Prefix } from './Prefix.mjs';

const { values } = parseArgs({
  options: { prefix: { type: 'string' }, libdir: { type: 'string' }, 'with-node': { type: 'boolean' } },
});
if (values.prefix === undefined || values.libdir === undefined) throw new Error('give --prefix and --libdir');

process.umask(0o022);
const prefix = new Prefix(values.prefix, values.libdir);
const { version } = JSON.parse(readFileSync(workspaceFile('packages/cli/package.json'), 'utf8'));
const doc = 'share/doc/rankwise';
for (const folder of [prefix.own, doc, 'share/rankwise/examples', 'share/modulefiles/rankwise'])
  prefix.clear(folder);

const sources = await installJavaScript(prefix, version);
prefix.copyFolder(
  workspaceFile('packages/python/src/rankwise'),
  join(prefix.own, 'python/rankwise'),
  (path) => /^[^/]*\.(py|typed)$/.test(path),
);
prefix.copyFolder(workspaceFile('apps/examples'), 'share/rankwise/examples', (path) =>
  /^(\d\d-[^/]*\/[^/]*|CMakeLists\.txt)$/.test(path),
);
installEnvironment(prefix, version);
installPages(prefix, doc);
prefix.copy(workspaceFile('LICENSE'), `${doc}/LICENSE`);
prefix.write(`${doc}/licences/packages.txt`, describeLicences(licencesOf(sources)));
prefix.copyFolder(workspaceFile('tools/distribution/licences'), `${doc}/licences`);
if (values['with-node']) installNode(prefix);
const without = await installFortranModules(prefix);
if (without !== undefined) process.stdout.write(`${without}\n`);
