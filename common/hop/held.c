#include "common/hop/held.h"

#include <stdlib.h>
#include <string.h>

void
holding_init(struct holding *holding)
{
    *holding = (struct holding){ .pages = zhashx_new() };
    zhashx_set_key_duplicator(holding->pages, NULL);
    zhashx_set_key_destructor(holding->pages, NULL);
    TAILQ_INIT(&holding->waiting);
}

void
holding_done(struct holding *holding)
{
    for (struct held *held; (held = zhashx_first(holding->pages)) != NULL;) {
        while (held->ask_count > 0)
            held_remove_ask(held, &held->asks[0]);
        holding_remove(holding, held);
    }
    zhashx_destroy(&holding->pages);
}

size_t
holding_count(const struct holding *holding)
{
    return zhashx_size(holding->pages);
}

struct held *
holding_find(const struct holding *holding, const char *page_id)
{
    return zhashx_lookup(holding->pages, page_id);
}

void
holding_move(struct holding *holding, struct held *held, enum held_state state)
{
    if (held->state == HELD_WAITING && state != HELD_WAITING) {
        TAILQ_REMOVE(&holding->waiting, held, link);
        holding->waiting_count--;
    }
    held->state = state;
}

void
holding_remove(struct holding *holding, struct held *held)
{
    holding_move(holding, held, HELD_PASSED);
    zhashx_delete(holding->pages, held->page_id);
    (void)zmq_msg_close(&held->body);
    free(held->asks);
    free(held);
}

struct held *
holding_add(struct holding *holding, struct hop_message *message)
{
    struct held *held = calloc(1, sizeof *held);
    if (held == NULL)
        die("out of memory");
    memcpy(held->page_id, message->envelope.page_id, sizeof held->page_id);
    memcpy(held->trace, message->envelope.trace, sizeof held->trace);
    memcpy(held->avoid, message->envelope.avoid, sizeof held->avoid);
    (void)zmq_msg_init(&held->body);
    (void)zmq_msg_move(&held->body, &message->body);
    (void)zhashx_insert(holding->pages, held->page_id, held);
    TAILQ_INSERT_TAIL(&holding->waiting, held, link);
    holding->waiting_count++;
    return held;
}

struct ask *
held_ask_of(struct held *held, const struct uplink *uplink)
{
    for (size_t i = 0; i < held->ask_count; i++)
        if (held->asks[i].uplink == uplink)
            return &held->asks[i];
    return NULL;
}

struct ask *
held_add_ask(struct held *held, struct uplink *uplink)
{
    struct ask *asks = realloc(held->asks, (held->ask_count + 1) * sizeof *asks);
    if (asks == NULL)
        die("out of memory");
    held->asks = asks;
    struct ask *ask = &asks[held->ask_count++];
    *ask = (struct ask){ .uplink = uplink };
    uplink->asks++;
    return ask;
}

void
ask_occupy(struct ask *ask)
{
    if (!ask->occupies)
        ask->uplink->occupied++;
    ask->occupies = true;
}

void
ask_vacate(struct ask *ask)
{
    if (ask->occupies)
        ask->uplink->occupied--;
    ask->occupies = false;
}

void
held_remove_ask(struct held *held, struct ask *ask)
{
    ask_vacate(ask);
    ask->uplink->asks--;
    *ask = held->asks[--held->ask_count];
}

void
holding_drop_waiting(struct holding *holding, const struct uplink *uplink)
{
    struct held *held, *next;
    for (held = TAILQ_FIRST(&holding->waiting); held != NULL; held = next) {
        next = TAILQ_NEXT(held, link);
        struct ask *ask = held_ask_of(held, uplink);
        if (ask != NULL)
            held_remove_ask(held, ask);
        if (held->ask_count == 0)
            holding_remove(holding, held);
    }
}
