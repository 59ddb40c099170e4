import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** @typedef {{ name: string, version: string, license: string, text: string }} Licence */

/**
 * The licences of the packages to which files belong.
 *
 * @param {readonly string[]} files paths of modules; those outside node_modules are ours
 * @returns {Licence[]} each package once, in the order of their names
 */
export function licencesOf(files) {
  const folders = new Set(files.flatMap((file) => packageFolder(file) ?? []));
  return [...folders].map(licenceOf).sort((a, b) => a.name.localeCompare(b.name));
}

/** @param {readonly Licence[]} licences */
export function describeLicences(licences) {
  return licences
    .map(
      ({ name, version, license, text }) =>
        `${name} ${version} (${license})\n${'-'.repeat(72)}\n${text.trim()}\n`,
    )
    .join('\n\n');
}

/** @param {string} file */
function packageFolder(file) {
  return /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0];
}

/**
 * @param {string} folder
 * @returns {Licence}
 */
function licenceOf(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  // koffi's native part is a package of its own, whose licence is in koffi.
  const places = name.startsWith('@koromix/koffi-')
    ? [folder, join(dirname(dirname(folder)), 'koffi')]
    : [folder];
  for (const place of places) {
    const file = existsSync(place) && readdirSync(place).find((one) => /^licen[cs]e/i.test(one));
    if (file) return { name, version, license, text: readFileSync(join(place, file), 'utf8') };
  }
  throw new Error(`the package ${name} in ${folder} has no file with its licence`);
}
