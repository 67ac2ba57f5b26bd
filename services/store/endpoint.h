/*
 * endpoint: the socket where readers ask, with a thread of its own, so that a
 * long search keeps no page from being committed.  Clients are REQ or DEALER,
 * with an empty delimiter before the header or without; the answer comes in the
 * same form.
 */
#ifndef PAGEWIRE_STORE_ENDPOINT_H
#define PAGEWIRE_STORE_ENDPOINT_H

#include "common/curve.h"
#include "common/err.h"
#include "services/store/reader.h"

struct endpoint;

/* Binds and starts the thread, which takes the reader over and closes it.  On
 * -1 the reader is still the caller's. */
int endpoint_open(struct endpoint **endpoint, const char *address, const struct curve *curve,
                  struct reader *reader, struct err *err);

/* Ends the thread once it has answered what it is at. */
void endpoint_close(struct endpoint *endpoint);

/* The address really bound. */
const char *endpoint_address(const struct endpoint *endpoint);

#endif
