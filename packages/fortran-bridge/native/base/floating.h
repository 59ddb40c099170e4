/* Arithmetic in a thread whose program may have set traps (gfortran's -ffpe-trap), another rounding or a flush to zero.
 * Between the two calls nothing of that counts; after them it is as it was, flags included. What lies between must not
 * be inlined beside them: compilers move arithmetic across. */
#ifndef RW__BASE_FLOATING_H
#define RW__BASE_FLOATING_H

#include <stdint.h>

struct rw__floating {
  uint64_t control, flags;
};

#if defined(__x86_64__)

/* All arithmetic is SSE's. 0x1f80 is its state at the start of a process. */
static inline struct rw__floating rw__floating_hold(void) {
  struct rw__floating held = {.control = __builtin_ia32_stmxcsr()};
  __builtin_ia32_ldmxcsr(0x1f80);
  return held;
}

static inline void rw__floating_restore(struct rw__floating held) { __builtin_ia32_ldmxcsr((unsigned)held.control); }

#elif defined(__aarch64__)

static inline struct rw__floating rw__floating_hold(void) {
  struct rw__floating held;
  __asm__ __volatile__("mrs %0, fpcr\n\tmrs %1, fpsr" : "=r"(held.control), "=r"(held.flags));
  __asm__ __volatile__("msr fpcr, %0" : : "r"(UINT64_C(0)));
  return held;
}

static inline void rw__floating_restore(struct rw__floating held) {
  __asm__ __volatile__("msr fpcr, %0\n\tmsr fpsr, %1" : : "r"(held.control), "r"(held.flags));
}

#else
#error "say here how the state of the floating-point unit is held"
#endif

#endif
