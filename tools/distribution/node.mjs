import { execFileSync } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';

/** @import { Prefix } from './Prefix.mjs' */

// What Node's own builds need, and every system with glibc has.
const common = /^(lib(c|m|dl|rt|pthread|stdc\+\+|gcc_s|atomic)|ld-linux[\w-]*)\.so/;

/**
 * Puts this Node.js beside the engine, with its licence.
 *
 * @param {Prefix} prefix
 * @throws Error where it is one that cannot be moved.
 */
export function installNode(prefix) {
  const node = realpathSync(process.execPath);
  const needed = [
    ...execFileSync('readelf', ['-d', node], { encoding: 'utf8' }).matchAll(/\(NEEDED\).*\[(.*)\]/g),
  ];
  const others = needed.flatMap(([, name]) => (name !== undefined && !common.test(name) ? [name] : []));
  if (others.length > 0) {
    throw new Error(
      `${node} needs ${others.join(', ')} of this system, and cannot be moved alone. Use a Node.js of nodejs.org, or leave out --with-node.`,
    );
  }
  const above = dirname(dirname(node));
  const places = [
    join(above, 'LICENSE'),
    join(above, 'share/doc/node/LICENSE'),
    join(above, 'share/doc/nodejs/LICENSE'),
  ];
  const licence = [...places, join(above, 'share/doc/nodejs/copyright')].find((file) => existsSync(file));
  if (licence === undefined) {
    throw new Error(
      `the licence of ${node} is not in ${places.join(', ')}. Put it there, or leave out --with-node.`,
    );
  }
  prefix.copy(node, join(prefix.own, 'node'));
  prefix.copy(licence, 'share/doc/rankwise/licences/node.txt');
}
