/*
 * atom: /v1/search.atom, what was made last of what a search finds.
 *
 * Readers pass over entries whose `updated` is not newer than the last they saw, so within
 * a feed every entry's is at least a second later than that of the one before: the time at
 * which the result was made, or a second after its predecessor where several came at once.
 */
#include "common/proto/api.h"
#include "common/proto/record.h"
#include "services/gateway/gateway.h"
#include "services/gateway/routes.h"
#include "services/gateway/search.h"
#include "services/gateway/upstream.h"

#include <stdlib.h>
#include <string.h>

enum { ENTRIES_MAX = 50, SECOND_MS = 1000 };

struct feed;

/* One entry, while its parts are asked for. */
struct entry {
    struct feed *feed;
    const struct hit *hit;
    int64_t made_ms;
    struct record record; /* of the article */
    bool has_record;
};

struct feed {
    struct exchange *x;
    struct answer results;
    struct entry entries[ENTRIES_MAX]; /* the newest first */
    size_t count, waiting;
    bool away; /* store did not answer everything */
};

/* ---- XML ---- */

static void
add_text(struct buf *out, struct slice text)
{
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        bool nonchar = c == 0xef && i + 2 < text.len && (unsigned char)text.ptr[i + 1] == 0xbf &&
                       (unsigned char)text.ptr[i + 2] >= 0xbe;
        if (c == '&')
            buf_printf(out, "&amp;");
        else if (c == '<')
            buf_printf(out, "&lt;");
        else if (c == '>')
            buf_printf(out, "&gt;");
        else if (c == '"')
            buf_printf(out, "&quot;");
        else if (nonchar)
            i += 2; /* U+FFFE and U+FFFF cannot stand in XML */
        else if (c >= 0x20 || c == '\n' || c == '\t')
            buf_add_char(out, (char)c);
    }
}

static void
add_element(struct buf *out, const char *name, struct slice text)
{
    buf_printf(out, "<%s>", name);
    add_text(out, text);
    buf_printf(out, "</%s>", name);
}

static void
add_content(struct buf *out, const struct record_article *article)
{
    buf_printf(out, "<content type=\"text\">");
    for (size_t i = 0; i < article->lead_count; i++) {
        add_text(out, article->lead[i]);
        buf_add_char(out, '\n');
    }
    for (size_t i = 0; i < article->paragraph_count; i++) {
        add_text(out, article->paragraphs[i]);
        buf_add_char(out, '\n');
    }
    buf_printf(out, "</content>");
}

static void
add_entry(struct buf *out, const struct gateway *gateway, const struct entry *entry, int64_t stamp)
{
    const struct hit *hit = entry->hit;
    struct buf time = { 0 };
    api_time(&time, stamp);
    buf_printf(out, "<entry><id>urn:pagewire:%.*s/%u</id>", SLICE_ARGS(hit->page_id), hit->article);
    add_element(out, "title", hit->headline);
    add_element(out, "updated", buf_slice(&time));
    buf_printf(out, "<link rel=\"alternate\" type=\"application/json\" href=\"");
    add_text(out, slice_from(gateway->base));
    buf_printf(out, "/v1/articles/%.*s/%u\"/>", SLICE_ARGS(hit->page_id), hit->article);
    const struct record_article *article =
        entry->has_record && entry->record.article_count > 0 ? &entry->record.articles[0] : NULL;
    for (size_t i = 0; article != NULL && i < article->author_count; i++) {
        buf_printf(out, "<author>");
        add_element(out, "name", article->authors[i].name);
        buf_printf(out, "</author>");
    }
    add_element(out, "summary", hit->snippet);
    if (article != NULL)
        add_content(out, article);
    buf_printf(out, "</entry>\n");
    buf_done(&time);
}

static void
add_head(struct buf *out, const struct feed *feed, int64_t updated)
{
    const struct gateway *gateway = feed->x->gateway;
    struct buf time = { 0 }, self = { 0 };
    api_time(&time, updated);
    buf_printf(&self, "%s", gateway->base);
    /* a token in the address stays out of the feed */
    size_t token = slice_find(feed->x->target, SLICE_LITERAL("token="));
    buf_add_slice(&self, slice_part(feed->x->target, 0, token));
    buf_printf(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                    "<feed xmlns=\"http://www.w3.org/2005/Atom\">");
    add_element(out, "id", buf_slice(&self));
    add_element(out, "title", SLICE_LITERAL("Pagewire"));
    add_element(out, "updated", buf_slice(&time));
    buf_printf(out, "<author><name>Pagewire</name></author><link rel=\"self\" href=\"");
    add_text(out, buf_slice(&self));
    buf_printf(out, "\"/>\n");
    buf_done(&time);
    buf_done(&self);
}

/* ---- gathering ---- */

static void
free_feed(struct feed *feed)
{
    for (size_t i = 0; i < feed->count; i++)
        if (feed->entries[i].has_record)
            record_done(&feed->entries[i].record);
    answer_done(&feed->results);
    free(feed);
}

static void
finish(struct feed *feed)
{
    struct exchange *x = feed->x;
    const struct gateway *gateway = x->gateway;
    int64_t stamps[ENTRIES_MAX] = { 0 }, last = 0;
    struct buf out = { 0 };
    if (feed->away) {
        free_feed(feed);
        exchange_add(x, "Retry-After", SLICE_LITERAL("2"));
        exchange_problem(x, 503, "away", "store did not answer in time; ask again in 2 s");
        return;
    }
    for (size_t i = feed->count; i-- > 0;) {
        int64_t made = feed->entries[i].made_ms;
        last = stamps[i] = i + 1 < feed->count && made < last + SECOND_MS ? last + SECOND_MS : made;
    }
    add_head(&out, feed, last);
    for (size_t i = 0; i < feed->count; i++)
        if (feed->entries[i].made_ms > 0) /* else it was withdrawn meanwhile */
            add_entry(&out, gateway, &feed->entries[i], stamps[i]);
    buf_printf(&out, "</feed>\n");
    free_feed(feed);
    exchange_send(x, 200, "application/atom+xml; charset=utf-8", &out);
}

static void
count_down(struct feed *feed, const struct err *err)
{
    if (err != NULL && err->kind == ERR_RETRY)
        feed->away = true;
    if (--feed->waiting == 0)
        finish(feed);
}

static void
on_versions(void *arg, const struct asked *asked, const struct err *err)
{
    struct entry *entry = arg;
    for (size_t i = 0; err == NULL && i < asked->answer->version_count; i++)
        if (asked->answer->versions[i].current)
            entry->made_ms = asked->answer->versions[i].made_ms;
    count_down(entry->feed, err);
}

static void
on_record(void *arg, const struct asked *asked, const struct err *err)
{
    struct entry *entry = arg;
    struct err fault;
    if (err == NULL)
        entry->has_record = record_decode(&entry->record, asked->body, &fault) == 0;
    count_down(entry->feed, err);
}

static void
ask_parts(struct entry *entry)
{
    struct gateway *gateway = entry->feed->x->gateway;
    struct query query;
    query_init(&query, QUERY_VERSIONS);
    query.page_id = entry->hit->page_id;
    ask_query(gateway->store, &query, gateway->ask_ms, on_versions, entry);
    query_done(&query);
    query_init(&query, QUERY_SHOW);
    query.page_id = entry->hit->page_id;
    query.article = entry->hit->article;
    ask_query(gateway->store, &query, gateway->ask_ms, on_record, entry);
    query_done(&query);
}

static void
on_results(struct exchange *x, struct answer *answer, struct slice body)
{
    (void)body;
    struct feed *feed = calloc(1, sizeof *feed);
    if (feed == NULL)
        die("out of memory");
    feed->x = x;
    feed->results = *answer;
    answer_init(answer, ANSWER_RESULTS);
    feed->count = feed->results.hit_count < ENTRIES_MAX ? feed->results.hit_count : ENTRIES_MAX;
    feed->waiting = 2 * feed->count + 1; /* answers may come while we still ask */
    for (size_t i = 0; i < feed->count; i++) {
        feed->entries[i] = (struct entry){ .feed = feed, .hit = &feed->results.hits[i] };
        ask_parts(&feed->entries[i]);
    }
    count_down(feed, NULL);
}

void
atom_search(struct exchange *x)
{
    struct query query;
    struct err err;
    query_init(&query, QUERY_SEARCH);
    if (search_query(x, &query, &err) != 0) {
        exchange_problem(x, 400, "empty-search", "%s", err.text);
    } else {
        query.order = ORDER_NEWEST;
        query.facets = false;
        if (query.limit > ENTRIES_MAX)
            query.limit = ENTRIES_MAX;
        upstream_query(x, &query, ANSWER_RESULTS, on_results);
    }
    query_done(&query);
}
