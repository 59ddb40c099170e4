import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { localMpiLibrary, Mpi, mpiLibrary } from '../../src/mpi/index.js';

describe('the libraries for TypeScript ranks', () => {
  it('are found where the native build installs them', () => {
    expect(existsSync(localMpiLibrary())).toBe(true);
    expect(mpiLibrary({})).toMatch(/dist\/native\/lib\/librankwise_mpi\.so$/);
  });

  it('can be named in the environment', () => {
    expect(mpiLibrary({ RANKWISE_MPI_LIBRARY: '/opt/mpi.so' })).toBe('/opt/mpi.so');
    expect(mpiLibrary({ RANKWISE_MPI_LIBRARY: '' })).toBe(mpiLibrary({}));
  });

  it('are missed with a sentence that says how to build them', () => {
    expect(() => Mpi.init({ library: '/nowhere/librankwise_mpi.so' })).toThrow(
      expect.objectContaining({
        code: 'MPI_UNAVAILABLE',
        message: expect.stringMatching(
          /'\/nowhere\/librankwise_mpi\.so' is not there\..*nx native/,
        ) as string,
      }),
    );
  });

  it('are refused where they are no libraries', () => {
    expect(() => Mpi.init({ library: import.meta.filename })).toThrow(
      expect.objectContaining({ code: 'MPI_UNAVAILABLE' }),
    );
  });
});
