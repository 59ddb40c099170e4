/* The engine's threads: native/host/pool.c, and a close that is put off until they have made their runs (is_put_off of
 * native/host/slots.c, make_run of native/host/calls.c), for which the engine's thread sleeps at the bell.
 *
 * They are threads of one process: they die together, and each may lose its core for long between any two steps.
 *
 * LOSES: pthread_cond_signal may wake nobody, as that of older glibcs does.  LIMIT: a sleep of theirs ends by itself.
 */
#define THREADS 2
#define JOBS 3
#define FOUND 1 /* runs that a thread finds itself */

byte sleepers, rings;
bool queued;      /* the engine's thread sleeps in the kernel */
bool mutex;
byte conditioned; /* threads that sleep until they are given something */
byte signals;     /* of them, those that may wake up */
byte count, idle, waiting, working, unfound;
bool put_off, closed;

inline lock() { d_step { !mutex -> mutex = true } }
inline unlock() { mutex = false }

inline start_one() {
  if
  :: count < THREADS -> count++; idle++; run thread()
  :: else
  fi
}

inline signal() {
  if
  :: d_step { conditioned > signals -> signals++ }
#ifdef LOSES
  :: conditioned > 0
#endif
  :: conditioned <= signals
  fi
}

proctype thread() {
  bool has;
  do
  ::
    has = false;
    if /* it watches for a while: what waits is taken below, and what nobody gave it takes itself */
    :: d_step { unfound > 0 -> unfound--; working++; has = true }
    :: skip
    fi;
    lock();
    do
    :: has -> break
    :: !has && waiting > 0 -> waiting--; has = true
    :: !has && waiting == 0 ->
      d_step { conditioned++; mutex = false }
      if
      :: d_step { signals > 0 -> signals--; conditioned-- }
#ifdef LIMIT
      :: d_step { conditioned > signals && waiting > 0 -> conditioned-- } /* one that finds nothing sleeps again */
#endif
      fi;
      lock()
    od;
    idle--;
    if :: waiting > idle -> start_one() :: else fi;
    unlock();
    working--;
    if /* rw__ring */
    :: put_off -> if :: sleepers != 0 -> rings++; queued = false :: else fi
    :: else
    fi;
    lock();
    idle++;
    unlock()
  od
}

inline look() {
  put_off = true;
  found = working == 0
}

proctype engine() {
  byte job, seen;
  bool found;
  for (job : 1 .. JOBS) {
    working++;
    lock();
    if :: waiting >= idle -> start_one() :: else fi;
    waiting++;
    unlock();
    signal();
    if :: job == 1 -> unfound = FOUND :: else fi
  }
  do
  ::
    if :: put_off -> put_off = false :: else fi;
    look();
    if
    :: found -> break
    :: else ->
      sleepers = 1;
      seen = rings;
      look();
      if
      :: found
      :: else ->
        d_step { queued = rings == seen }
        !queued
      fi;
      sleepers = 0
    fi
  od;
  closed = true
}

init { run engine() }

/* Every run is made, and the close that waits for them is done. */
ltl all_is_done { <> closed }
