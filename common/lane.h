/*
 * lane: the two queues of the ledger.  Today's pages go live; old years are
 * loaded through backfill, which never delays them.
 */
#ifndef PAGEWIRE_LANE_H
#define PAGEWIRE_LANE_H

#include "common/slice.h"

enum lane { LANE_LIVE, LANE_BACKFILL };
enum { LANE_COUNT = LANE_BACKFILL + 1 };

const char *lane_name(enum lane lane); /* "live", "backfill" */
bool lane_find(struct slice name, enum lane *lane);

#endif
