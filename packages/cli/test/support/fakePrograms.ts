/** Shell scripts that stand for the examples: they print what these print, without a network. */

const preamble = `#!/bin/sh
rank=\${RANKWISE_RANK:-\${OMPI_COMM_WORLD_RANK:-$FAKE_RANK}}
size=\${RANKWISE_SIZE:-\${OMPI_COMM_WORLD_SIZE:-$FAKE_SIZE}}
`;

function simplenetLines(factor: string): string {
  return `awk -v r="$rank" 'BEGIN {
  printf "input on rank %d: [", r; for (i = 0; i < 5; i++) printf "%s%5.1f", i ? "," : "", i + r; print "]"
  printf "output on rank %d: [", r; for (i = 0; i < 5; i++) printf "%s%5.1f", i ? "," : "", (i + r) * (${factor}); print "]"
}'
`;
}

const agree = `if [ "$rank" = 0 ]; then echo "all $size ranks agree: each on cpu, through nothing"; fi\n`;

export const fakePrograms = {
  right: preamble + simplenetLines('2') + agree,
  /** Rank 1 triples. */
  wrongOnRank1: preamble + simplenetLines('r == 1 ? 3 : 2') + agree,
  silent: preamble,
  /** Rank 1 fails with a message of its own, the others would run for a minute. */
  rank1Fails: `${preamble}if [ "$rank" = 1 ]; then echo "rank 1: the model is cut off" >&2; exit 3; fi\nsleep 60\n`,
  /** Every rank sleeps; the numbers of its processes are in the folder PIDS. */
  sleeper: `${preamble}echo $$ > "$PIDS/$rank"; sleep 61 & echo $! >> "$PIDS/$rank"; wait\n`,
  /** As the sleeper, and deaf to SIGTERM. */
  stubborn: `${preamble}trap '' TERM; echo $$ > "$PIDS/$rank"; sleep 62 & echo $! >> "$PIDS/$rank"; wait; wait\n`,
  /** Prints its arguments and the variables that a launcher gives. */
  echo: `${preamble}echo "rank $rank input  $1: float32 [1, 2]"
echo "rank $rank output $2 $3: float32 [1, 2] min -1 max nan mean 0.5 first -1 2 ..."
if [ "$rank" = 0 ]; then echo "all $size ranks ran $1: each on cpu, through nothing"; fi
`,
} as const;

/** A stand-in for the launcher of an MPI; `version` is what it answers to --version. */
export function fakeMpiexec(version: string): string {
  return `#!/bin/sh
if [ "$1" = --version ]; then echo '${version}'; exit 0; fi
echo "$0 $*" >> "$FAKE_LOG"
while true; do
  case "$1" in
    -n) n=$2; shift 2 ;;
    -*) shift ;;
    *) break ;;
  esac
done
r=0
pids=
trap 'kill $pids; exit 143' TERM
while [ $r -lt $n ]; do
  FAKE_RANK=$r FAKE_SIZE=$n "$@" & pids="$pids $!"
  r=$((r + 1))
done
status=0
for pid in $pids; do wait $pid || status=$?; done
exit $status
`;
}
