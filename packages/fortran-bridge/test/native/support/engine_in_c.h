/* An engine whose models are C functions that show what its threads do at once. A model has an input x and an output y,
 * both float32 [n]; its kind is its name. Its fallback is "tf32" where the load allows that. Runs of those marked * are
 * offered to the host's threads.
 *
 *   double*   y = 2 x, in a tenth of a millisecond
 *   meet*     as double, but only together with another run of it: alone it fails
 *   hold*     as double, when `release` has been run after it began; made by the engine's own thread it fails
 *   fail*     fails with a message that has x[0] in it
 *   nap*      as double, in a twentieth of a second
 *   decide*   y has as many elements as x[0] says, all x[0]; at most 100
 *   release   lets all that are in `hold` go
 *   look      y[0] = runs in `hold`, y[1] = ranks that are gone
 *
 * It ends with status 3 if it is told of the end of what a run still uses. */
#ifndef ENGINE_IN_C_H
#define ENGINE_IN_C_H

/* Makes the engines of this process such ones; before the first load. Its program is this one, started with 3
 * arguments. */
void use_engine_in_c(void);

/* In the engine's process: serves. The model's device is the abstract name of the engine's socket. Returns the exit
 * status. */
int serve_in_c(void);

#endif
