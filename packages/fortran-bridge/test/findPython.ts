import { spawnSync } from 'node:child_process';

/** The Python that RANKWISE_PYTHON names, or the distribution's own, or the first on the PATH: that which has the modules. */
export function findPython(...modules: string[]): string {
  const chosen = process.env['RANKWISE_PYTHON'];
  const pythons = chosen === undefined ? ['/usr/bin/python3', 'python3'] : [chosen];
  const found = pythons.find(
    (python) => spawnSync(python, ['-c', `import ${modules.join(', ')}`]).status === 0,
  );
  if (found !== undefined) return found;
  throw new Error(
    `${pythons.join(' and ')} cannot import ${modules.join(' and ')}: install them with \`apt-get install ` +
      'python3-numpy python3-venv`, or run `npm test`, which does; RANKWISE_PYTHON names another Python',
  );
}
