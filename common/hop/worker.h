/*
 * worker: the skeleton of a stage in the middle (decode, segment, enrich).  It takes
 * pages from upstream, computes one at a time, passes them on and keeps custody
 * until store has committed them.  main() is a table and a call, as in daemon.h.
 */
#ifndef PAGEWIRE_WORKER_H
#define PAGEWIRE_WORKER_H

#include "common/config.h"
#include "common/err.h"
#include "common/page.h"
#include "common/tick.h"

#include <stdbool.h>

struct worker_spec {
    const char *name; /* section, stage */
    const char *summary;
    /* data_dir: where models are, see datadir.h.  Sets *state, which is given
     * to the others. */
    int (*init)(void **state, const struct config *config, const char *data_dir, struct err *err);
    /* Reads a job's body, which stays until handle returns; NULL: page_decode_job. */
    int (*read)(void *state, struct page *page, struct slice body, struct err *err);
    /* Adds its results to the page.  -1: REJECT for a page that can never be
     * computed, RETRY otherwise; tick's failure is passed on. */
    int (*handle)(void *state, struct page *page, const struct tick *tick, struct err *err);
    void (*done)(void *state);
    bool waits; /* for other programs: the budget is time, not processor time */
};

int worker_main(const struct worker_spec *spec, int argc, char **argv);

/* The options of every worker, for services/<name>/options.c. */
/* clang-format off */
#define WORKER_OPTIONS(upstream_default, endpoint_default, deadline_default)                      \
    { "upstream", OPTION_LIST, upstream_default,                                                  \
      "where pages come from: addresses, names, ipc patterns, STAGE@ an ingest" },                \
    { "hop_endpoint", OPTION_STRING, endpoint_default,                                            \
      "where the next stage connects; several: blanks between" },                                 \
    { "hop_credit", OPTION_NUMBER, "2", "pages that each upstream may have waiting here",         \
      "1", "10000" },                                                                             \
    { "hop_custody_max", OPTION_NUMBER, "64", "pages passed on and not yet committed",            \
      "1", "100000" },                                                                            \
    { "hop_custody_bytes", OPTION_SIZE, "256M", "their bytes", "1M", "64G" },                     \
    { "hop_message_max", OPTION_SIZE, "64M", "bytes of a message, larger ones are refused",       \
      "64K", "1G" },                                                                              \
    { "hop_deadline", OPTION_DURATION, deadline_default,                                          \
      "time that the next stage may take for a page, again for each MiB of it",                   \
      "100ms", "24h" },                                                                           \
    { "job_budget", OPTION_DURATION, "30s", "processor time that one page may take, again for each MiB of it", \
      "10ms", "24h" }
/* clang-format on */

#endif
