/*
 * heap: what many clients at once took goes back to the system when they are gone.
 *
 * libc returns only what lies at the end of a heap, and each of libzmq's threads has a heap of its
 * own: after 5,000 connections a daemon kept 140 MB for good, beside whatever came next.
 */
#ifndef PAGEWIRE_HEAP_H
#define PAGEWIRE_HEAP_H

/* Returns what is free, of all heaps, once that has grown by 32 MiB since it was least after the
 * last time; so it costs next to nothing to ask often. */
void heap_give_back(void);

#endif
