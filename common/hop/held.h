/*
 * held: the pages that hop_in has.  A page is held once however often it is
 * delivered; its asks say who waits for the answer.  An ask occupies credit of its
 * uplink until the page's computation has ended.  Only hop_in uses it.
 */
#ifndef PAGEWIRE_HOP_HELD_H
#define PAGEWIRE_HOP_HELD_H

#include "common/hop/hop.h"
#include "common/hop/uplink.h"

#include <sys/queue.h>

struct ask {
    struct uplink *uplink;
    unsigned attempt;
    bool occupies;
};

enum held_state { HELD_WAITING, HELD_TAKEN, HELD_PASSED };

struct held {
    TAILQ_ENTRY(held) link; /* of waiting, while it waits */
    enum held_state state;
    char page_id[PAGE_ID_SIZE];
    char trace[TRACE_SIZE];
    char avoid[AVOID_SIZE];
    zmq_msg_t body; /* empty once passed */
    struct ask *asks;
    size_t ask_count;
};

struct holding {
    zhashx_t *pages;                     /* page id -> held */
    TAILQ_HEAD(held_list, held) waiting; /* the oldest first */
    size_t waiting_count;
};

void holding_init(struct holding *holding);
void holding_done(struct holding *holding);
size_t holding_count(const struct holding *holding);

struct held *holding_find(const struct holding *holding, const char *page_id); /* or NULL */
/* A page that waits now; takes the body of the message. */
struct held *holding_add(struct holding *holding, struct hop_message *message);
void holding_remove(struct holding *holding, struct held *held);
/* A page that waits begins, or has been passed on: never back. */
void holding_move(struct holding *holding, struct held *held, enum held_state state);
/* Forgets what only that uplink asked for and what has not begun: a new session, in
 * which upstream sends it again. */
void holding_drop_waiting(struct holding *holding, const struct uplink *uplink);

struct ask *held_ask_of(struct held *held, const struct uplink *uplink); /* or NULL */
struct ask *held_add_ask(struct held *held, struct uplink *uplink);
void held_remove_ask(struct held *held, struct ask *ask);
void ask_occupy(struct ask *ask);
void ask_vacate(struct ask *ask);

#endif
