/* What may be configured in the section "segment". */
#include "common/config.h"
#include "common/hop/worker.h"

static const struct setting options[] = {
    WORKER_OPTIONS("tcp://127.0.0.1:7000 tcp://127.0.0.1:7008", "tcp://127.0.0.1:7001", "3m"),
};

const struct option_table segment_options = { "segment", options,
                                              sizeof options / sizeof options[0] };
