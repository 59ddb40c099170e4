/* native/channel/bell.c, step by step as the memory sees it: each access is sequentially consistent there, and one step here.
 *
 * Sleepers are the engine's thread at the engine's bell, or threads of a rank that wait for any of several answers, at the
 * bell of its channel. Ringers are ranks that ask (and the engine's other threads), or the engine's threads that answer.
 * Ringer r has something for the sleeper r % SLEEPERS. Each ringer can be killed, or stopped for ever, between any two of
 * its steps.
 *
 * SLEEPERS, RINGERS, ROUNDS: how many; how often each ringer rings.  R: the ringer that the properties speak of.
 * LIMIT: a sleep ends by itself after a time.  STRAY: something writes so often, anything, over the bell.
 * FIRST_CLEARS: a bell where the first who rings clears the word, and others trust it to wake.
 */
#ifndef SLEEPERS
#define SLEEPERS 1
#endif
#ifndef RINGERS
#define RINGERS 2
#endif
#ifndef ROUNDS
#define ROUNDS 2
#endif
#ifndef R
#define R 0
#endif

byte sleepers, rings;
bool queued[SLEEPERS]; /* sleeps in the kernel */
bool asked[RINGERS];   /* there is something to do, or an answer to take */
bool stopped[RINGERS];

/* FUTEX_WAKE of all */
inline wake() {
  d_step {
    queued[0] = false;
#if SLEEPERS > 1
    queued[1] = false;
#endif
  }
}

/* Between any two steps of a ringer. */
inline may_end() { if :: stopped[me] = true; goto end :: skip fi }

#ifdef FIRST_CLEARS
inline lie_down() { sleepers = 1; seen = 1 }
inline may_sleep() { d_step { queued[me] = sleepers == seen } }
inline stand_up() { if :: SLEEPERS == 1 -> sleepers = 0 :: else fi }
inline ring() {
  if
  :: sleepers != 0 ->
    may_end();
    d_step { first = sleepers != 0; sleepers = 0 }
    may_end();
    if :: first -> wake() :: else fi
  :: else
  fi
}
#else
inline lie_down() { sleepers++; seen = rings }
inline may_sleep() { d_step { queued[me] = rings == seen } }
inline stand_up() { if :: SLEEPERS == 1 -> sleepers = 0 :: else -> sleepers-- fi }
inline ring() {
  if
  :: sleepers != 0 -> may_end(); rings++; may_end(); wake()
  :: else
  fi
}
#endif

/* At what is asked, one after the other. */
inline look() {
  found = false;
  i = me;
  do
  :: i >= RINGERS -> break
  :: else -> if :: asked[i] -> found = true; break :: else fi; i = i + SLEEPERS
  od
}

proctype sleeper(byte me) {
  byte i, seen;
  bool found;
  do
  ::
    look();
    if
    :: found -> asked[i] = false
    :: else ->
      lie_down();
      look();
      if
      :: found
      :: else ->
        may_sleep(); /* FUTEX_WAIT looks at the word and queues, as one step of the kernel's */
        if
        :: !queued[me]
#ifdef LIMIT
        :: queued[me] -> queued[me] = false
#endif
        fi
      fi;
      stand_up()
    fi
  od
}

proctype ringer(byte me) {
  byte round;
  bool first;
  do
  :: round == ROUNDS -> break
  :: else -> round++; asked[me] = true; may_end(); ring(); !asked[me]
  od;
end:
  skip
}

#ifdef STRAY
proctype stray() {
  byte left = STRAY;
  do
  :: left > 0 -> left--; if :: sleepers = 0 :: sleepers = 1 :: sleepers = 7 :: rings = 0 :: rings = 1 :: rings = 7 fi
  :: break
  od
}
#endif

init {
  byte i;
  atomic {
    for (i : 0 .. SLEEPERS - 1) { run sleeper(i) }
    for (i : 0 .. RINGERS - 1) { run ringer(i) }
#ifdef STRAY
    run stray()
#endif
  }
}

#define LIVES (asked[R] && !stopped[R])

/* Who lives and rings is heard. */
ltl heard { [] (LIVES -> <> !LIVES) }
/* So is who was killed, or stopped, before it rang. */
ltl found { [] (asked[R] -> <> !asked[R]) }
