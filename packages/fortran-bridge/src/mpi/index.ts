export { localMpiLibrary, mpiLibrary } from './libraries.js';
export { Mpi, type MpiOptions } from './Mpi.js';
