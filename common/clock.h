/* clock: how much time has passed. */
#ifndef PAGEWIRE_CLOCK_H
#define PAGEWIRE_CLOCK_H

#include <pthread.h>
#include <stdint.h>

/* Monotonic milliseconds: not a time of day, and no setting of the clock moves them. */
int64_t clock_ms(void);

/* A condition whose waits end by the same clock (CLOCK_MONOTONIC): by that of the day they would
 * last longer when it is put back. */
void clock_cond_init(pthread_cond_t *cond);

/* Processor time of this thread, in microseconds. */
int64_t clock_worked_us(void);

#endif
