/*
 * stage: the processes of a pipeline that `up` runs here, by their run files and
 * /metrics.
 */
#ifndef PAGEWIRE_CLI_STAGE_H
#define PAGEWIRE_CLI_STAGE_H

#include "common/buf.h"

#include <stdbool.h>

struct stage {
    char name[64]; /* "segment-1" */
    long pid;
    bool answers, ready;
    char why[160];        /* it is not ready */
    double pages, failed; /* computed or committed, given back; -1: does not count */
    double held;          /* pages in hand or passed on; -1 likewise */
    double here;          /* of them those that wait or are computed here, not further down */
    double cpu_seconds, resident_bytes;
};

/* All that have a run file, in the order of the names' places in the pipeline.
 * *stages is on the heap. */
size_t stages_read(const char *run, struct stage **stages);

/* The sum of a metric over all its labels that hold `label` ("" for any); -1 when
 * there is none. */
double metric_sum(struct slice metrics, const char *name, const char *label);

#endif
