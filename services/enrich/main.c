/* pagewire-enrich: finds people, places and organisations in articles. */
#include "common/hop/worker.h"
#include "services/enrich/enrich.h"

#include <stddef.h>

static int
enrich_init(void **state, const struct config *config, const char *data_dir, struct err *err)
{
    struct enricher *enricher = NULL;
    size_t count;
    const char *const *homes = config_list(config, "home", &count);
    if (enricher_load(&enricher, data_dir, err) != 0)
        return -1;
    if (enricher_set_homes(enricher, homes, count, err) != 0 ||
        enricher_set_names(enricher, config_string(config, "names"), err) != 0) {
        enricher_free(enricher);
        return -1;
    }
    *state = enricher;
    return 0;
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
