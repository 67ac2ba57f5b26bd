/* A fixed table of atomics: nothing is ever removed, so readers need no lock
 * beyond seeing the count after the entry. */
#include "common/metrics.h"

#include "common/err.h"
#include "common/slice.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

enum { METRICS_MAX = 256 };

struct metric {
    enum metric_kind kind;
    const char *name, *labels, *help;
    atomic_int_fast64_t value;
};

static struct metric metrics[METRICS_MAX];
static atomic_size_t metric_count;
static pthread_mutex_t metrics_lock = PTHREAD_MUTEX_INITIALIZER;

static struct metric *
find(const char *name, const char *labels)
{
    size_t count = atomic_load(&metric_count);
    for (size_t i = 0; i < count; i++)
        if (strcmp(metrics[i].name, name) == 0 && strcmp(metrics[i].labels, labels) == 0)
            return &metrics[i];
    return NULL;
}

struct metric *
metric_new(enum metric_kind kind, const char *name, const char *labels, const char *help)
{
    if (labels == NULL)
        labels = "";
    (void)pthread_mutex_lock(&metrics_lock);
    struct metric *metric = find(name, labels);
    if (metric == NULL) {
        size_t count = atomic_load(&metric_count);
        if (count == METRICS_MAX)
            die("more than %d metrics", METRICS_MAX);
        metric = &metrics[count];
        metric->kind = kind;
        metric->name = name;
        metric->labels = slice_dup(slice_from(labels));
        metric->help = help;
        atomic_store(&metric_count, count + 1);
    }
    (void)pthread_mutex_unlock(&metrics_lock);
    return metric;
}

void
metric_add(struct metric *metric, int64_t value)
{
    atomic_fetch_add(&metric->value, value);
}

void
metric_set(struct metric *metric, int64_t value)
{
    atomic_store(&metric->value, value);
}

int64_t
metric_get(const struct metric *metric)
{
    return atomic_load(&metric->value);
}

static bool
is_seconds(enum metric_kind kind)
{
    return kind == METRIC_SECONDS_COUNTER || kind == METRIC_SECONDS_GAUGE;
}

static void
print_head(struct buf *buf, const struct metric *metric)
{
    bool counter = metric->kind == METRIC_COUNTER || metric->kind == METRIC_SECONDS_COUNTER;
    buf_printf(buf, "# HELP pagewire_%s %s\n# TYPE pagewire_%s %s\n", metric->name, metric->help,
               metric->name, counter ? "counter" : "gauge");
}

static void
print_value(struct buf *buf, const struct metric *metric)
{
    const char *open = *metric->labels ? "{" : "", *close = *metric->labels ? "}" : "";
    int64_t value = metric_get(metric);
    buf_printf(buf, "pagewire_%s%s%s%s ", metric->name, open, metric->labels, close);
    if (is_seconds(metric->kind))
        buf_printf(buf, "%.6f\n", (double)value / 1e6);
    else
        buf_printf(buf, "%" PRId64 "\n", value);
}

/* Whether an earlier metric has that name: its lines were printed together. */
static bool
is_printed(size_t at)
{
    for (size_t i = 0; i < at; i++)
        if (strcmp(metrics[i].name, metrics[at].name) == 0)
            return true;
    return false;
}

static void
print_process(struct buf *buf)
{
    struct rusage usage;
    if (getrusage(RUSAGE_SELF, &usage) == 0)
        buf_printf(buf,
                   "# TYPE process_cpu_seconds_total counter\nprocess_cpu_seconds_total %.6f\n",
                   (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
                       (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6);
    FILE *file = fopen("/proc/self/statm", "re");
    char line[128], *second = NULL;
    if (file != NULL && fgets(line, sizeof line, file) != NULL)
        second = strchr(line, ' ');
    if (second != NULL)
        buf_printf(buf,
                   "# TYPE process_resident_memory_bytes gauge\n"
                   "process_resident_memory_bytes %ld\n",
                   strtol(second, NULL, 10) * sysconf(_SC_PAGESIZE));
    if (file != NULL)
        (void)fclose(file);
}

void
metrics_print(struct buf *buf)
{
    size_t count = atomic_load(&metric_count);
    for (size_t i = 0; i < count; i++) {
        if (is_printed(i))
            continue;
        print_head(buf, &metrics[i]);
        for (size_t j = i; j < count; j++)
            if (strcmp(metrics[j].name, metrics[i].name) == 0)
                print_value(buf, &metrics[j]);
    }
    print_process(buf);
}
