import { existsSync } from 'node:fs';
import { rolldown } from 'rolldown';

/**
 * @typedef {object} Bundle
 * @property {{ name: string, text: string }[]} files
 * @property {string[]} sources paths of the modules that went into it
 */

/**
 * Makes few JavaScript files of many. Of a module that says where things lie, `x.js`, its twin `x.installed.js` is taken,
 * which finds them relative to the file itself.
 *
 * @param {Readonly<Record<string, string>>} entries the modules to start from, by the name of the file that each becomes
 * @param {Readonly<Record<string, string>>} constants what the twins are told
 * @returns {Promise<Bundle>}
 */
export async function bundle(entries, constants) {
  const build = await rolldown({
    input: entries,
    platform: 'node',
    plugins: [installedTwins()],
    transform: {
      define: Object.fromEntries(
        Object.entries(constants).map(([name, value]) => [name, JSON.stringify(value)]),
      ),
    },
    onLog: (_, log) => {
      throw new Error(`bundling: ${log.message}`);
    },
  });
  const { output } = await build.generate({
    format: 'esm',
    entryFileNames: '[name].mjs',
    chunkFileNames: '[name].mjs',
    // One file of one entry; what several share is in files of its own.
    codeSplitting: Object.keys(entries).length > 1,
    comments: false,
  });
  await build.close();
  const chunks = output.filter((file) => file.type === 'chunk');
  return {
    files: chunks.map(({ fileName, code }) => ({ name: fileName, text: code })),
    sources: chunks.flatMap(({ moduleIds }) => moduleIds),
  };
}

/** @returns {import('rolldown').Plugin} */
function installedTwins() {
  return {
    name: 'installed-twins',
    async resolveId(source, importer, options) {
      const found = await this.resolve(source, importer, { ...options, skipSelf: true });
      if (!found || found.external) return found;
      const twin = found.id.replace(/\.js$/, '.installed.js');
      return twin !== found.id && existsSync(twin) ? { ...found, id: twin } : found;
    },
  };
}
