/*
 * follow: what changes in store, in the order of commits.  It listens to store's feed and
 * asks CHANGES when that has a gap, when it begins, and once a second to be sure, so a
 * change is heard late but never missed.  The latest are kept ready as events.
 */
#ifndef PAGEWIRE_GATEWAY_FOLLOW_H
#define PAGEWIRE_GATEWAY_FOLLOW_H

#include "common/buf.h"
#include "common/err.h"
#include "common/proto/answer.h"

#include <stdbool.h>
#include <stdint.h>

struct gateway;
struct follow;

enum { FOLLOW_NOTES = 4096, FOLLOW_NOTE_PAPER = 64 };

/* A change that is kept. */
struct note {
    int64_t sequence;
    char paper[FOLLOW_NOTE_PAPER]; /* cut */
    struct buf text;               /* the event as server-sent events have it */
};

int follow_open(struct follow **follow, struct gateway *gateway, struct err *err);
void follow_close(struct follow *follow);

/* Called after changes came, once for all that came together. */
void follow_on_news(struct follow *follow, void (*news)(void *arg), void *arg);

/* Whether it hears of changes now, and has since it last began. */
bool follow_is_live(const struct follow *follow);

/* The last change that is known, or -1 before the first answer. */
int64_t follow_last(const struct follow *follow);

/* The note of a sequence, or NULL when it is too old or not there yet. */
const struct note *follow_note(const struct follow *follow, int64_t sequence);

/* Appends the event of a change in one line. */
void follow_event(const struct gateway *gateway, const struct change *change, struct buf *json);

#endif
