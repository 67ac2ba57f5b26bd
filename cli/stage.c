#include "cli/stage.h"

#include "cli/http.h"
#include "cli/site.h"

#include <dirent.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PATIENCE_MS = 850 };

double
metric_sum(struct slice metrics, const char *name, const char *label)
{
    double sum = -1;
    struct slice line, wanted = slice_from(name);
    while (slice_line(&metrics, &line)) {
        if (!slice_starts(line, wanted) || line.len <= wanted.len)
            continue;
        char after = line.ptr[wanted.len];
        const char *space = memrchr(line.ptr, ' ', line.len);
        if ((after != ' ' && after != '{') || space == NULL ||
            slice_find(line, slice_from(label)) == line.len)
            continue;
        char *text = slice_dup((struct slice){ space, (size_t)(line.ptr + line.len - space) });
        sum = (sum < 0 ? 0 : sum) + strtod(text, NULL);
        free(text);
    }
    return sum;
}

/* A relay's pages but for those that it has passed on and that somebody below has. */
static double
pages_here(struct slice metrics)
{
    double in = metric_sum(metrics, "pagewire_hop_held_jobs", "");
    double out = metric_sum(metrics, "pagewire_hop_custody_jobs", "");
    double waiting = metric_sum(metrics, "pagewire_hop_waiting_jobs", "");
    double here = (in > out && out >= 0 ? in - out : 0) + (waiting > 0 ? waiting : 0);
    return in < 0 && out < 0 ? -1 : here;
}

static void
read_metrics(struct stage *stage, struct slice metrics)
{
    bool store = strcmp(stage->name, "store") == 0;
    stage->pages = store ? metric_sum(metrics, "pagewire_store_pages_total", "committed")
                         : metric_sum(metrics, "pagewire_pages_total", "");
    stage->failed = store ? metric_sum(metrics, "pagewire_store_pages_total", "rejected")
                          : metric_sum(metrics, "pagewire_pages_failed_total", "");
    stage->held =
        metric_sum(metrics, store ? "pagewire_store_held" : "pagewire_hop_custody_jobs", "");
    stage->here = store ? stage->held : pages_here(metrics);
    stage->cpu_seconds = metric_sum(metrics, "process_cpu_seconds_total", "");
    stage->resident_bytes = metric_sum(metrics, "process_resident_memory_bytes", "");
}

/* Each is asked by a thread of its own: those that stand still cost the time of one. */
struct reading {
    struct stage *stage;
    const char *run, *file;
    pthread_t thread;
    bool threaded;
};

static void
read_stage(struct stage *stage, const char *run, const char *file)
{
    struct buf path = { 0 }, value = { 0 }, http = { 0 }, body = { 0 };
    struct err err;
    snprintf(stage->name, sizeof stage->name, "%.*s", (int)(strlen(file) - strlen(".run")), file);
    buf_printf(&path, "%s/%s", run, file);
    if (run_file_value(buf_string(&path), "pid", &value) == 0)
        stage->pid = strtol(buf_string(&value), NULL, 10);
    if (run_file_value(path.ptr, "http", &http) == 0 && http.len > 0) {
        stage->answers = http_get(buf_string(&http), "/metrics", PATIENCE_MS, &body, &err) == 200;
        read_metrics(stage, buf_slice(&body));
        buf_clear(&body);
        int ready = stage->answers ? http_get(http.ptr, "/ready", PATIENCE_MS, &body, &err) : -1;
        stage->ready = ready == 200;
        if (ready != 200)
            snprintf(stage->why, sizeof stage->why, "%.*s",
                     SLICE_ARGS(slice_trim(ready < 0 ? slice_from(err.text) : buf_slice(&body))));
    }
    for (char *c = stage->why; *c != '\0'; c++)
        if (*c == '\n')
            *c = ';';
    buf_done(&path);
    buf_done(&value);
    buf_done(&http);
    buf_done(&body);
}

static void *
read_in_thread(void *arg)
{
    struct reading *reading = arg;
    read_stage(reading->stage, reading->run, reading->file);
    return NULL;
}

static int
is_run_file(const struct dirent *entry)
{
    size_t len = strlen(entry->d_name);
    return len > 4 && strcmp(entry->d_name + len - 4, ".run") == 0;
}

static int
rank(const char *name)
{
    static const char *const kinds[] = { "ingest", "decode", "segment", "enrich", "store" };
    int at = 0;
    while (at < 4 && strncmp(name, kinds[at], strlen(kinds[at])) != 0)
        at++;
    return at;
}

static int
by_rank(const struct dirent **a, const struct dirent **b)
{
    int difference = rank((*a)->d_name) - rank((*b)->d_name);
    return difference != 0 ? difference : strverscmp((*a)->d_name, (*b)->d_name);
}

size_t
stages_read(const char *run, struct stage **stages)
{
    struct dirent **entries;
    int count = scandir(run, &entries, is_run_file, by_rank);
    *stages = calloc(count > 0 ? (size_t)count : 1, sizeof **stages);
    if (*stages == NULL)
        die("out of memory");
    struct reading *readings = calloc(count > 0 ? (size_t)count : 1, sizeof *readings);
    if (readings == NULL)
        die("out of memory");
    for (int i = 0; i < count; i++) {
        struct reading *reading = &readings[i];
        *reading = (struct reading){ &(*stages)[i], run, entries[i]->d_name };
        reading->threaded = pthread_create(&reading->thread, NULL, read_in_thread, reading) == 0;
        if (!reading->threaded)
            (void)read_in_thread(reading);
    }
    for (int i = 0; i < count; i++) {
        if (readings[i].threaded)
            (void)pthread_join(readings[i].thread, NULL);
        free(entries[i]);
    }
    free(readings);
    if (count >= 0)
        free(entries);
    return count > 0 ? (size_t)count : 0;
}
