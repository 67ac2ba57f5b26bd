/*
 * in: what hop_in.c (uplinks, time, the owner's calls) and in_messages.c (what is said to and by
 * upstreams) share.
 */
#ifndef PAGEWIRE_HOP_IN_H
#define PAGEWIRE_HOP_IN_H

#include "common/hop/held.h"
#include "common/hop/hop.h"
#include "common/hop/hop_socket.h"
#include "common/hop/peers.h"
#include "common/hop/uplink.h"
#include "common/metrics.h"

#include <sys/queue.h>

struct hop_in {
    struct hop_in_spec spec; /* endpoints and boot are peers' and own_boot's */
    char own_boot[BOOT_SIZE];
    char stage[STAGE_SIZE], announce[ENDPOINTS_SIZE];
    zloop_t *loop;
    const struct curve *curve;
    struct peers *peers;
    unsigned peers_version;
    int timer;
    unsigned uplink_number; /* of the next uplink, for its routing id */
    struct uplink_list uplinks;
    struct holding holding;
    char computing[PAGE_ID_SIZE];
    char beside[PAGE_ID_SIZE]; /* the large page that is computed beside others, or "" */
    bool paused, blocked, draining, left;
    bool failed; /* an uplink could not be opened: try again with the next heartbeat */
    int64_t beat_at, ticked, drained_at;
    struct metric *jobs_total, *upstreams, *held_jobs;
};

struct envelope in_envelope(const struct hop_in *in, enum message_type type);
void in_beat(struct hop_in *in); /* to all upstreams */
void in_grant_all(struct hop_in *in);
/* Gives the credit that is free; `computed` names a page whose computation has ended, or is "". */
void in_grant(struct uplink *uplink, const char *computed);
void in_begin_session(struct uplink *uplink);
void in_read_jobs(struct uplink *uplink);
void in_read_events(struct uplink *uplink); /* of its connection */
void in_show(struct hop_in *in);            /* in the metrics */
void in_tell_arrived(struct hop_in *in);    /* the owner, when jobs wait */

#endif
