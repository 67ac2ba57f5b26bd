#include "services/store/batch.h"

#include "common/log.h"

#include <stdlib.h>

struct batch *
batch_new(size_t max)
{
    struct batch *batch = calloc(1, sizeof *batch);
    if (batch == NULL || (batch->jobs = calloc(max, sizeof *batch->jobs)) == NULL)
        die("out of memory");
    batch->max = max;
    return batch;
}

struct job *
batch_add(struct batch *batch)
{
    struct job *job = &batch->jobs[batch->count++];
    page_init(&job->page);
    return job;
}

void
batch_drop_last(struct batch *batch)
{
    struct job *job = &batch->jobs[--batch->count];
    page_done(&job->page);
    buf_done(&job->record);
    arena_done(&job->arena);
    *job = (struct job){ 0 };
}

void
batch_free(struct batch *batch)
{
    if (batch == NULL)
        return;
    while (batch->count > 0)
        batch_drop_last(batch);
    free(batch->jobs);
    free(batch);
}
