/* The error of the calling thread. */
#ifndef RW__BASE_STATUS_H
#define RW__BASE_STATUS_H

#include "rankwise.h"

/* Sets the thread's message, "rank r: " before it, and returns the status: `return rw__fail(RW_TIMEOUT, "…")`. */
rw_status rw__fail(rw_status status, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The same for a failed system call: adds what errno says. */
rw_status rw__fail_errno(rw_status status, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
