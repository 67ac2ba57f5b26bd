/* What may be configured in the section "enrich". */
#include "common/config.h"
#include "common/hop/worker.h"

static const struct setting options[] = {
    WORKER_OPTIONS("tcp://127.0.0.1:7001", "tcp://127.0.0.1:7002", "2m"),
    { "home", OPTION_LIST, "", "where papers are at home: [PAPER=]PLACE, a name or a code" },
    { "names", OPTION_STRING, "", "file of the newsroom's own names; empty: none" },
};

const struct option_table enrich_options = { "enrich", options,
                                             sizeof options / sizeof options[0] };
