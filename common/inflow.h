/*
 * inflow: a daemon's memory does not follow how many clients send something large at once.
 *
 * libzmq makes room for a message as it comes in and gives it to the program when it is whole.
 * This module has its own recv, which libzmq calls instead of libc's: it counts what large
 * messages have brought on connections that were accepted, until the program has taken
 * them.  When that exceeds the bound, the connection whose message comes in most slowly is
 * cut, or the one that would bring more; its client connects and asks again.
 *
 * (libzmq reads a large message straight into its place, and asks recv for all that lacks:
 * so it is seen which messages are large, and when they are whole.)
 */
#ifndef PAGEWIRE_INFLOW_H
#define PAGEWIRE_INFLOW_H

#include <stddef.h>

/* From now on; 0, as at first: no bound and no counting. */
void inflow_bound(size_t bytes);

/* The program has taken a message with so many bytes; or there is none that it could take. */
void inflow_taken(size_t bytes);
void inflow_empty(void);

/* How much is on its way in, and how many connections were cut. */
size_t inflow_bytes(void);
unsigned long inflow_cut(void);

/* For descriptors.c: this connection was accepted. */
void inflow_accepted(int fd);

#endif
