/*
 * clock_fixture: the time of day as it was read before somebody put the clock back.  For one file
 * of a program: it has a clock_gettime of its own, which is called instead of libc's.
 */
#ifndef TESTS_COMMON_CLOCK_FIXTURE_H
#define TESTS_COMMON_CLOCK_FIXTURE_H

#include <stdatomic.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static atomic_int clock_fixture_ahead; /* seconds */

int
clock_gettime(clockid_t clock_id, struct timespec *tp) /* named as <time.h> does */
{
    int rc = (int)syscall(SYS_clock_gettime, clock_id, tp);
    if (rc == 0 && clock_id == CLOCK_REALTIME)
        tp->tv_sec += atomic_load(&clock_fixture_ahead);
    return rc;
}

#endif
