import { expect, test } from 'vitest';
import { mpiexecFlavour } from '../../../src/run/launchers/mpiexecFlavour.js';

test.each([
  [
    'Open MPI 4, which calls itself OpenRTE',
    'mpiexec (OpenRTE) 4.1.4\n\nReport bugs to http://www.open-mpi.org/community/help/\n',
    { version: 'mpiexec (OpenRTE) 4.1.4', oversubscribe: true, tags: true },
  ],
  [
    'Open MPI 5, whose tags look otherwise',
    'mpiexec (Open MPI) 5.0.3\n\nReport bugs to https://www.open-mpi.org/community/help/\n',
    { version: 'mpiexec (Open MPI) 5.0.3', oversubscribe: true, tags: false },
  ],
  [
    'MPICH',
    'HYDRA build details:\n    Version:                                 4.0.2\n',
    { version: 'HYDRA build details:', oversubscribe: false, tags: false },
  ],
  [
    'Intel MPI',
    'Intel(R) MPI Library for Linux* OS, Version 2021.9 Build 20230307\n',
    {
      version: 'Intel(R) MPI Library for Linux* OS, Version 2021.9 Build 20230307',
      oversubscribe: false,
      tags: false,
    },
  ],
  ['one that says nothing', '', { version: 'version unknown', oversubscribe: false, tags: false }],
])('%s', (_, answer, flavour) => {
  expect(mpiexecFlavour(answer)).toEqual(flavour);
});
