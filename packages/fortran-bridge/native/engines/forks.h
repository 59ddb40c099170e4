/* What a child of fork() gets of its parent's engines: copies of all descriptors, by which an engine would not notice
 * the parent's end, and holes where the parent has blocks, in which other memory comes to lie. The child closes the
 * first, and forgets the second. Its parent's models answer RW_ENGINE_LOST there. */
#ifndef RW__ENGINES_FORKS_H
#define RW__ENGINES_FORKS_H

#include "engines/engine.h"

/* From the first one on: calls `in_child` in each child, after its engines are lost. */
void rw__forks_watch(void (*in_child)(void));

/* An engine is noted from before its first descriptor is made. It is forgotten as its last is closed, while forks are
 * held. */
void rw__forks_note(struct rw__engine *engine);
void rw__forks_forget(struct rw__engine *engine);

/* In between no fork of this process happens: a descriptor is made and put into its engine, or closed and taken out.
 * Not around what waits. errno is kept. */
void rw__forks_hold(void);
void rw__forks_allow(void);

#endif
