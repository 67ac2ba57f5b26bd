/* clock: how much time has passed. */
#ifndef PAGEWIRE_CLOCK_H
#define PAGEWIRE_CLOCK_H

#include <stdint.h>

/* Monotonic milliseconds: not a time of day, and no setting of the clock moves them. */
int64_t clock_ms(void);

/* Processor time of this thread, in microseconds. */
int64_t clock_worked_us(void);

#endif
