// One rank of the tests beside this file: does what the first argument says, and prints one line of JSON.
import { Mpi } from '@rankwise/fortran-bridge/mpi';

const jobs = {
  gather(mpi) {
    mpi.barrier();
    const last = mpi.size - 1;
    const floats = mpi.gather(Float32Array.of(mpi.rank, mpi.rank / 2));
    const wide = mpi.gather(BigInt64Array.of(BigInt(mpi.rank) * 10_000_000_000n), last);
    const none = mpi.gather(new Float64Array(0));
    return {
      rank: mpi.rank,
      size: mpi.size,
      floats: floats?.map((part) => [...part]),
      wide: wide?.map((part) => part.map(String)).map((part) => Number(part[0])),
      none: none?.map((part) => part.length),
      named: mpi.library.length > 0,
    };
  },
  name(mpi) {
    return mpi.library;
  },
  large(mpi) {
    const parts = mpi.gather(new Float64Array(1 << 20).fill(mpi.rank + 0.5));
    return parts?.map((part) => [part.length, part[0], part.at(-1)]);
  },
  abort(mpi) {
    if (mpi.rank === 1) mpi.abort(3);
    mpi.barrier();
  },
  'leave without a word'(mpi) {
    if (mpi.rank === 1) process.exit(0);
    mpi.gather(Uint8Array.of(1));
  },
  'other counts'(mpi) {
    mpi.gather(new Uint8Array(mpi.rank + 1));
  },
  'root that is no rank'(mpi) {
    mpi.gather(new Uint8Array(1), mpi.size);
  },
  'after finalize'(mpi) {
    mpi.finalize();
    mpi.finalize();
    mpi.barrier();
  },
};

let mpi;
try {
  mpi = Mpi.init();
  const answer = jobs[process.argv[2]](mpi);
  console.log(JSON.stringify(answer ?? null));
  mpi.finalize();
} catch (error) {
  console.error(`${error.code}: ${error.message}`);
  process.exitCode = 1;
}
