/*
 * reader_page: what reader answers about one page: its record, its original, its
 * results.  0 with the answer filled, or -1.
 */
#ifndef PAGEWIRE_STORE_READER_PAGE_H
#define PAGEWIRE_STORE_READER_PAGE_H

#include "common/metrics.h"
#include "common/proto/query.h"
#include "services/store/archive.h"
#include "services/store/cache.h"
#include "services/store/reader.h"

struct reader {
    struct reader_spec spec;
    struct archive *archive; /* NULL until it can be opened */
    struct cache *cache;
    struct metric *hits, *misses, *failures;
    struct metric *queries[QUERY_TYPE_COUNT], *refused;
};

/* Opens the archive unless it is open. */
int reader_archive(struct reader *reader, struct err *err);

int reader_show(struct reader *reader, const struct query *query, struct answer *answer,
                struct buf *body, struct err *err);
int reader_original(struct reader *reader, const struct query *query, struct answer *answer,
                    struct buf *body, struct err *err);
int reader_versions(struct reader *reader, const struct query *query, struct answer *answer,
                    struct err *err);

/* Makes the answer an ERROR, of valid UTF-8: it may repeat a part of the request, cut anywhere. */
void reader_error(struct answer *answer, const struct err *err);

#endif
