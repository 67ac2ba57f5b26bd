#include "common/hop/pace.h"

/* Below SOON_MS paces differ by ticks of the clock and the way there, not by workers. */
enum { HANG_TIMES = 4, HANG_MS = 200, FASTER = 3, SOON_MS = 50 };

double
pace_takes(const struct remote *remote, size_t work, int64_t now)
{
    const struct delivery *delivery;
    bool idle = remote_head(remote) == NULL;
    if (idle && now - remote->paced >= remote_pace_holds(remote, work))
        return 0;
    TAILQ_FOREACH(delivery, &remote->deliveries, link)
    work += delivery->large ? 0 : delivery->work;
    return remote->pace * (double)work;
}

bool
pace_hangs(const struct remote *remote, int64_t now)
{
    const struct delivery *head = remote_head(remote);
    double takes = head != NULL ? remote->pace * (double)head->work : 0;
    return head != NULL && (double)(now - remote->begun) > HANG_TIMES * takes + HANG_MS;
}

struct race
pace_race(const struct remote *slow, size_t work, int64_t now)
{
    return (struct race){ .pace = slow->pace, .takes = pace_takes(slow, work, now) };
}

void
pace_enter(struct race *race, const struct remote *other, int64_t now)
{
    if (other->pace == 0 || other->pace * FASTER >= race->pace)
        return;
    race->speed += 1 / other->pace;
    race->busy += pace_takes(other, 0, now) / other->pace;
}

bool
pace_is_outrun(const struct race *race, size_t work)
{
    return race->takes >= SOON_MS && race->speed > 0 &&
           (race->busy + (double)work) / race->speed < race->takes;
}
