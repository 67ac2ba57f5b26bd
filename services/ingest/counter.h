/*
 * counter: how many pages a document has, counted by children in the jail while the
 * loop goes on; a few at a time, the others wait for their turn, backfill behind live ones.  What
 * has one page by its kind, as text has, waits for none of them.
 */
#ifndef PAGEWIRE_INGEST_COUNTER_H
#define PAGEWIRE_INGEST_COUNTER_H

#include "common/err.h"
#include "common/lane.h"
#include "common/slice.h"

#include <czmq.h>
#include <stdint.h>

struct counter;

struct counter *counter_new(zloop_t *loop);
/* After counter_stop. */
void counter_free(struct counter *counter);

/* pages: 1 or more; or 0, and err says why (REJECT: the document's fault; RETRY). */
typedef void counter_done(void *arg, uint32_t pages, const struct err *err);

/* Counts; bytes are borrowed until done is called, once, perhaps before this returns. */
void counter_count(struct counter *counter, enum lane lane, struct slice bytes, counter_done *done,
                   void *arg);

/* All that is under way or waits is told RETRY. */
void counter_stop(struct counter *counter);

#endif
