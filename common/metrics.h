/*
 * metrics: counters and gauges that /metrics prints for Prometheus.  One
 * registry a process, values are atomics: set them in the work loop, they are
 * read by the HTTP thread.  Metrics live until the process ends.
 */
#ifndef PAGEWIRE_METRICS_H
#define PAGEWIRE_METRICS_H

#include "common/buf.h"

#include <stdint.h>

enum metric_kind {
    METRIC_COUNTER, /* name ends in _total */
    METRIC_GAUGE,
    METRIC_SECONDS_COUNTER, /* name ends in _seconds_total; values are microseconds */
    METRIC_SECONDS_GAUGE,   /* name ends in _seconds; values are microseconds */
};

struct metric;

/* The metric of that name and labels, made if it is new.  name, without the
 * prefix "pagewire_" that is printed; labels as `lane="live"` or NULL, which
 * are copied; help.  Name and help are static strings.  Never NULL. */
struct metric *metric_new(enum metric_kind kind, const char *name, const char *labels,
                          const char *help);

void metric_add(struct metric *metric, int64_t value);
void metric_set(struct metric *metric, int64_t value);
int64_t metric_get(const struct metric *metric);

/* Appends all metrics in Prometheus's text format, and CPU seconds and
 * resident bytes of the process. */
void metrics_print(struct buf *buf);

#endif
