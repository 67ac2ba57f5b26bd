#include "common/hop/doubt.h"

enum { DOUBTED = 6, MOST = 12, REST_MS = 1000 };

void
doubt_grow(struct remote *remote, enum doubt_cause cause, int64_t now)
{
    remote->doubt += cause;
    if (remote->doubt > MOST)
        remote->doubt = MOST;
    remote->rests = now + REST_MS;
}

void
doubt_fall(struct remote *remote)
{
    if (remote->doubt > 0)
        remote->doubt--;
}

void
doubt_served(struct remote *remote, int64_t now)
{
    remote->rests = now + REST_MS;
}

bool
doubt_trusts(const struct remote *remote)
{
    return remote->doubt < DOUBTED;
}

bool
doubt_rests(const struct remote *remote, int64_t now)
{
    return !doubt_trusts(remote) && now < remote->rests;
}
