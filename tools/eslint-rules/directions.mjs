/**
 * Rules of ESLint that hold imports to one direction: what each folder of a package's `src` may import of the others.
 *
 * @param {Record<string, readonly string[]>} table the folders, and those that each may import; a folder comes before those in it; `.`: the
 *   files of `src` itself
 * @param {readonly string[]} packages those of this repository that the package may import
 * @returns {import('eslint').Linter.Config[]}
 */
export function directions(table, packages) {
  const folders = Object.keys(table).filter((name) => name !== '.');
  const others = {
    regex: `^@rankwise/(?!(${packages.join('|') || 'none'})(/|$))|^rankwise(/|$)|/(apps|packages)/`,
    message: `This package may import ${packages.map((name) => `@rankwise/${name}`).join(' and ') || 'no other of this repository'} (rule: directions between packages).`,
  };
  return Object.entries(table).map(([folder, allowed]) => {
    const forbidden = folders.filter((name) => name !== folder && !allowed.includes(name));
    const message = `src/${folder} may import ${allowed.join(', ') || 'no other folder'} (rule: directions between folders, eslint.config.js).`;
    const patterns = forbidden
      .map((name) => name.split('/').at(-1))
      .map((name) => ({ regex: `^(\\.\\./)+${name}/|^\\./${name}/`, message }));
    return {
      files: folder === '.' ? ['src/*'] : [`src/${folder}/**`],
      rules: { 'no-restricted-imports': ['error', { patterns: [others, ...patterns] }] },
    };
  });
}
