/* pagewire-segment: cuts pages into articles. */
#include "common/hop/worker.h"
#include "services/segment/segment.h"

#include <stddef.h>

static int
segment_init(void **state, const struct config *config, const char *data_dir, struct err *err)
{
    (void)config;
    struct segmenter *segmenter = NULL;
    int rc = segmenter_load(&segmenter, data_dir, err);
    *state = segmenter;
    return rc;
}

static int
segment_handle(void *state, struct page *page, const struct tick *tick, struct err *err)
{
    return segment_page(state, page, tick, err);
}

static void
segment_done(void *state)
{
    segmenter_free(state);
}

int
main(int argc, char **argv)
{
    static const struct worker_spec spec = {
        .name = "segment",
        .summary = "cuts newspaper pages into articles",
        .init = segment_init,
        .handle = segment_handle,
        .done = segment_done,
    };
    return worker_main(&spec, argc, argv);
}
