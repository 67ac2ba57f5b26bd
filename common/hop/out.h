/*
 * out: what the parts of hop_out share: out_watch.c (outcomes, dead and overdue workers),
 * out_dispatch.c (which job goes to whom) and out_messages.c (what workers say).
 */
#ifndef PAGEWIRE_HOP_OUT_H
#define PAGEWIRE_HOP_OUT_H

#include "common/hop/custody.h"
#include "common/hop/directory.h"
#include "common/hop/grudge.h"
#include "common/hop/hop.h"
#include "common/hop/hop_socket.h"
#include "common/hop/remote.h"
#include "common/metrics.h"

struct figures {
    struct metric *jobs, *bytes, *waiting, *workers;
    struct metric *done, *nacked, *blamed, *redispatched, *dead, *overdue, *returned, *refused;
};

struct hop_out {
    struct hop_out_spec spec; /* without its strings */
    char boot[BOOT_SIZE];
    zloop_t *loop;
    zsock_t *router;
    int timer;
    struct custody custody;
    struct directory directory;
    struct grudges grudges, said; /* who failed a page, and who said DONE to it */
    char *endpoints;              /* bound, blanks between */
    struct remotes remotes;
    const struct curve *curve;
    int64_t checked, ticked, refused_at;
    const char *answering; /* the worker whose answer is being handled, or "" */
    int64_t closed_since;  /* clock_ms; 0: open */
    bool had_room;
    struct figures figures;
};

/* Ends custody and tells the owner; culprit: who failed the page. */
void out_conclude_for(struct hop_out *out, struct job *job, enum hop_verdict verdict, bool blame,
                      const char *reason, const char *culprit);
void out_conclude(struct hop_out *out, struct job *job, enum hop_verdict verdict, bool blame,
                  const char *reason);
/* Gives the jobs at a worker back, before all others, in their order; how many. */
size_t out_take_back(struct hop_out *out, struct remote *remote);
/* An envelope of a type and nothing else; 0 or an errno. */
int out_send_plain(struct hop_out *out, const char *identity, enum message_type type);

/* Buries dead workers, takes back what is overdue, refuses what is too large, gives back
 * what nobody can take. */
void out_watch(struct hop_out *out);

/* Sends what can be sent. */
void out_dispatch(struct hop_out *out);

/* Reads what workers have said. */
void out_read(struct hop_out *out);

#endif
