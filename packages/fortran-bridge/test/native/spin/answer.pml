/* The word `answered` of a slot: rw__slot_wait of native/engines/slot.c, and rw__answer of native/host/slots.c. A thread of
 * the rank that is going to sleep adds 1 to the word; the engine's thread that answers replaces it, and wakes where it was odd.
 *
 * The engine can be killed between any two of its steps, which the rank sees by its socket; or the thread that answers is
 * stopped for ever, which nobody sees. The rank stops waiting after a time, and waits again, or gives the request up.
 *
 * LIMIT: a sleep ends by itself after a time.  DIES: the engine may be killed or its thread stopped.
 */
#define ROUNDS 3

byte answered, asked, number;
bool queued, waits, dead, stopped;

#define ANSWERED (answered / 2 == number)

inline wait_for_answer() {
  waits = true;
  d_step { before = answered; if :: before == 2 * (number - 1) -> answered++ :: else fi }
  if
  :: before == 2 * (number - 1) || before == 2 * (number - 1) + 1 ->
    do
    :: ANSWERED -> break
    :: else ->
      if :: dead && !ANSWERED -> lost = true; break :: else fi;
      d_step { queued = answered == 2 * (number - 1) + 1 }
      if
      :: !queued
#ifdef LIMIT
      :: queued -> queued = false
      :: queued -> queued = false; break /* the time is up */
#endif
      fi
    od
  :: else
  fi;
  waits = false
}

proctype rank() {
  byte before;
  bool lost;
  do
  :: number == ROUNDS -> break
  :: lost -> break
  :: else ->
    number++;
    asked = number;
    wait_for_answer();
    if
    :: !ANSWERED && !lost -> wait_for_answer()
    :: skip
    fi;
    ANSWERED || lost /* a slot that was given up is free again when it is answered */
  od
}

proctype engine() {
  byte made, before;
  {
    do
    :: asked > made ->
      made++;
      d_step { before = answered; answered = 2 * made }
      if :: before % 2 == 1 -> queued = false :: else fi
    od
  } unless { dead || stopped }
}

init {
  atomic { run rank(); run engine() }
#ifdef DIES
  if :: dead = true :: stopped = true :: skip fi
#endif
}

#define MAY_GO (waits && (ANSWERED || dead))

/* Who waits for what is there, or for an engine that is not, goes on. */
ltl goes_on { [] (MAY_GO -> <> !waits) }
