#include "services/store/desk.h"

#include "common/log.h"
#include "common/metrics.h"
#include "common/proto/query.h"
#include "services/store/archive.h"
#include "services/store/cache.h"
#include "services/store/reader_page.h"

#include <stdlib.h>

struct desk {
    struct desk_spec spec;
    struct archive *archive; /* NULL until it can be opened */
    struct cache *cache;
    struct metric *edits, *refused;
};

int
desk_open(struct desk **desk, const struct desk_spec *spec, struct err *err)
{
    struct desk *made = calloc(1, sizeof *made);
    if (made == NULL)
        die("out of memory");
    made->spec = *spec;
    if (cache_open(&made->cache, &spec->cache, spec->cache_ttl, err) != 0) {
        free(made);
        return -1;
    }
    made->edits = metric_new(METRIC_COUNTER, "edits_total", NULL, "Requests of editors done");
    made->refused = metric_new(METRIC_COUNTER, "edit_errors_total", NULL,
                               "Requests of editors answered with ERROR");
    *desk = made;
    return 0;
}

void
desk_close(void *arg)
{
    struct desk *desk = arg;
    if (desk == NULL)
        return;
    archive_close(desk->archive);
    cache_close(desk->cache);
    free(desk);
}

static bool
changes_page(enum query_type type)
{
    return type == QUERY_WITHDRAW || type == QUERY_RESTORE || type == QUERY_CORRECT ||
           type == QUERY_UNDO;
}

/* The archive says what may be shown, so that a cache that is away is no danger. */
static void
tell(struct desk *desk, const struct query *query, const struct answer *answer)
{
    struct err err;
    if (!changes_page(query->type))
        return;
    if (cache_block(desk->cache, answer->page_id, &err) != 0)
        log_warn(answer->page_id.ptr, "cache-away", "reason=\"%s\"", err.text);
    log_info(answer->page_id.ptr, "edited", "what=%s article=%u who=\"%.*s\"",
             query_type_name(query->type), query->article, SLICE_ARGS(query->who));
    feed_poke(desk->spec.feed);
}

static int
do_edit(struct desk *desk, const struct query *query, struct slice body, struct room room,
        struct answer *answer, struct err *err)
{
    if (!query_is_edit(query->type))
        return err_set(err, ERR_REJECT, "%s is asked at query_endpoint",
                       query_type_name(query->type));
    if (room.bytes == 0)
        return err_set(err, ERR_RETRY, "answers wait to be fetched");
    if (desk->archive == NULL &&
        archive_open(&desk->archive, desk->spec.archive, ARCHIVE_WRITE, err) != 0)
        return -1;
    if (archive_edit(desk->archive, query, body, answer, err) != 0)
        return -1;
    tell(desk, query, answer);
    return 0;
}

bool
desk_answer(void *arg, struct slice request, struct slice body, struct room room,
            struct buf *header, struct buf *answered)
{
    (void)answered;
    struct desk *desk = arg;
    struct query query;
    struct answer answer;
    struct err err;
    query_init(&query, QUERY_STATUS);
    answer_init(&answer, ANSWER_ERROR);
    int result = query_decode(&query, request, &err);
    if (result == 0)
        result = do_edit(desk, &query, body, room, &answer, &err);
    metric_add(result == 0 ? desk->edits : desk->refused, 1);
    if (result != 0)
        reader_error(&answer, &err);
    answer.seq = query.seq;
    answer_encode(&answer, header);
    answer_done(&answer);
    query_done(&query);
    return false;
}
