/*
 * feed: publishes every change on a PUB socket, in the order of commits, from a thread of
 * its own that reads the table of changes.  It begins with what comes after its start;
 * subscribers that miss something ask CHANGES.
 */
#ifndef PAGEWIRE_STORE_FEED_H
#define PAGEWIRE_STORE_FEED_H

#include "common/curve.h"
#include "common/err.h"

struct feed;

/* Binds and starts.  Waits not for the archive, whose path is borrowed. */
int feed_open(struct feed **feed, const char *address, const char *archive,
              const struct curve *curve, struct err *err);
void feed_close(struct feed *feed);

/* Something was committed: from any thread.  feed may be NULL. */
void feed_poke(struct feed *feed);

/* The address really bound. */
const char *feed_address(const struct feed *feed);

#endif
