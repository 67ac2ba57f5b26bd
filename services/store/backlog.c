/*
 * ZeroMQ calls back when it has no more use for a message, from a thread of its own: a ticket
 * of each part gives its bytes back then.  Whoever still has a ticket keeps the counts alive.
 */
#include "services/store/backlog.h"

#include "common/err.h"

#include <stdatomic.h>
#include <stdlib.h>

struct shared {
    atomic_size_t bytes, users;
};

struct client {
    atomic_size_t bytes, users;
    struct shared *shared;
};

struct ticket {
    struct client *client;
    size_t bytes;
    char *data;
};

struct backlog {
    struct shared *shared;
    zhash_t *clients; /* hex of identity -> struct client */
    size_t own, all, sweep;
};

static void *
zeroed(size_t size)
{
    void *made = calloc(1, size);
    if (made == NULL)
        die("out of memory");
    return made;
}

static void
leave_shared(struct shared *shared)
{
    if (atomic_fetch_sub(&shared->users, 1) == 1)
        free(shared);
}

static void
leave_client(void *arg)
{
    struct client *client = arg;
    if (atomic_fetch_sub(&client->users, 1) != 1)
        return;
    leave_shared(client->shared);
    free(client);
}

struct backlog *
backlog_new(size_t own, size_t all)
{
    struct backlog *backlog = zeroed(sizeof *backlog);
    backlog->shared = zeroed(sizeof *backlog->shared);
    backlog->clients = zhash_new();
    backlog->own = own;
    backlog->all = all;
    atomic_store(&backlog->shared->users, 1);
    return backlog;
}

void
backlog_free(struct backlog *backlog)
{
    if (backlog == NULL)
        return;
    zhash_destroy(&backlog->clients);
    leave_shared(backlog->shared);
    free(backlog);
}

size_t
backlog_bytes(const struct backlog *backlog)
{
    return atomic_load(&backlog->shared->bytes);
}

/* Forgets clients that have fetched all, from time to time. */
static void
sweep(struct backlog *backlog)
{
    if (++backlog->sweep % 256 != 0)
        return;
    zlist_t *names = zhash_keys(backlog->clients);
    for (char *name = zlist_first(names); name != NULL; name = zlist_next(names)) {
        const struct client *client = zhash_lookup(backlog->clients, name);
        if (atomic_load(&client->bytes) == 0)
            zhash_delete(backlog->clients, name);
    }
    zlist_destroy(&names);
}

struct room
backlog_room(struct backlog *backlog, zframe_t *identity)
{
    char *name = zframe_strhex(identity);
    const struct client *client = zhash_lookup(backlog->clients, name);
    size_t own = client == NULL ? 0 : atomic_load(&client->bytes);
    size_t all = backlog_bytes(backlog);
    freen(name);
    if (own >= backlog->own)
        return (struct room){ 0, 0 };
    if (all >= backlog->all) /* those that fetch go on, with little at a time */
        return own == 0 ? (struct room){ ROOM_LEAST, all < 2 * backlog->all ? backlog->all : 0 }
                        : (struct room){ 0, 0 };
    size_t share = (backlog->all - all) / 4, left = backlog->own - own;
    size_t bytes = share < left ? share : left;
    return (struct room){ bytes < ROOM_LEAST ? ROOM_LEAST : bytes, own == 0 ? backlog->all : left };
}

/* ---- sending ---- */

static void
on_sent(void *data, void *hint)
{
    (void)data;
    struct ticket *ticket = hint;
    atomic_fetch_sub(&ticket->client->bytes, ticket->bytes);
    atomic_fetch_sub(&ticket->client->shared->bytes, ticket->bytes);
    leave_client(ticket->client);
    free(ticket->data);
    free(ticket);
}

static struct client *
find_client(struct backlog *backlog, zframe_t *identity)
{
    char *name = zframe_strhex(identity);
    struct client *client = zhash_lookup(backlog->clients, name);
    if (client == NULL) {
        client = zeroed(sizeof *client);
        atomic_store(&client->users, 1);
        client->shared = backlog->shared;
        atomic_fetch_add(&backlog->shared->users, 1);
        (void)zhash_insert(backlog->clients, name, client);
        (void)zhash_freefn(backlog->clients, name, leave_client);
    }
    freen(name);
    return client;
}

static void
send_part(struct client *client, void *router, struct buf *part, int flags)
{
    zmq_msg_t message;
    struct ticket *ticket = zeroed(sizeof *ticket);
    *ticket = (struct ticket){ client, part->len, part->ptr };
    atomic_fetch_add(&client->users, 1);
    atomic_fetch_add(&client->bytes, part->len);
    atomic_fetch_add(&client->shared->bytes, part->len);
    if (part->ptr == NULL)
        ticket->data = zeroed(1);
    if (zmq_msg_init_data(&message, ticket->data, part->len, on_sent, ticket) != 0)
        die("out of memory");
    *part = (struct buf){ 0 };
    if (zmq_msg_send(&message, router, flags | ZMQ_DONTWAIT) < 0)
        (void)zmq_msg_close(&message);
}

void
backlog_send(struct backlog *backlog, zsock_t *router, zmsg_t *frames, struct buf *header,
             struct buf *body)
{
    void *socket = zsock_resolve(router);
    zframe_t *identity = zmsg_first(frames);
    if (identity == NULL)
        return;
    struct client *client = find_client(backlog, identity);
    for (zframe_t *frame = identity; frame != NULL; frame = zmsg_next(frames))
        (void)zmq_send(socket, zframe_data(frame), zframe_size(frame), ZMQ_SNDMORE | ZMQ_DONTWAIT);
    send_part(client, socket, header, body == NULL ? 0 : ZMQ_SNDMORE);
    if (body != NULL)
        send_part(client, socket, body, 0);
    sweep(backlog);
}
