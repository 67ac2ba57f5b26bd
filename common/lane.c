#include "common/lane.h"

static const char *const names[LANE_COUNT] = {
    [LANE_LIVE] = "live",
    [LANE_BACKFILL] = "backfill",
};

const char *
lane_name(enum lane lane)
{
    return names[lane];
}

bool
lane_find(struct slice name, enum lane *lane)
{
    for (int i = 0; i < LANE_COUNT; i++)
        if (slice_equal(name, slice_from(names[i]))) {
            *lane = (enum lane)i;
            return true;
        }
    return false;
}
