/* pagewire-enrich: finds people, places and organisations in articles. */
#include "common/hop/worker.h"
#include "services/enrich/enrich.h"

#include <stddef.h>

static int
enrich_init(void **state, const struct config *config, const char *data_dir, struct err *err)
{
    (void)config;
    struct enricher *enricher = NULL;
    int rc = enricher_load(&enricher, data_dir, err);
    *state = enricher;
    return rc;
}

static int
enrich_handle(void *state, struct page *page, const struct tick *tick, struct err *err)
{
    return enrich_page(state, page, tick, err);
}

static void
enrich_done(void *state)
{
    enricher_free(state);
}

int
main(int argc, char **argv)
{
    static const struct worker_spec spec = {
        .name = "enrich",
        .summary = "finds people, places and organisations in articles",
        .init = enrich_init,
        .handle = enrich_handle,
        .done = enrich_done,
    };
    return worker_main(&spec, argc, argv);
}
