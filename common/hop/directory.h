/*
 * directory: which relays there are and where their next stage connects.  Every
 * relay tells a hop_out of ingest in its heartbeats, or with the question; who looks
 * for upstreams asks there (peers.h).  Only hop_out uses it.
 */
#ifndef PAGEWIRE_HOP_DIRECTORY_H
#define PAGEWIRE_HOP_DIRECTORY_H

#include "common/buf.h"
#include "common/hop/hop_socket.h"

enum { DIRECTORY_TTL_MS = 5000, DIRECTORY_MAX = 4096 };

struct directory {
    struct place *places;
    size_t count;
};

void directory_done(struct directory *directory);

/* A process (its boot or routing id) of that stage listens there.  `peer` is the address
 * that it spoke from, "" on this host: it stands for the * of an endpoint, and from
 * elsewhere endpoints of that host only are no use here. */
void directory_note(struct directory *directory, const char *name, const char *stage,
                    const char *endpoints, const char *peer);

/* Appends a line for each process of the stage that was heard of within DIRECTORY_TTL_MS: its
 * endpoints, blanks between. */
void directory_list(const struct directory *directory, const char *stage, struct buf *lines);

/* What somebody who asked at `directory_endpoint` can connect to of a line: the first endpoint
 * that leads there from here; false when none does. */
bool directory_choose(struct slice line, const char *directory_endpoint, struct buf *address);

#endif
