/*
 * Searching.  The full text index gives the ids of articles that have the words; what a search
 * filters, counts and orders by is in memory (facts.h), so each id costs well under a
 * microsecond and all of them are counted.  Only those that are shown are read.
 *
 * What an article is ordered by is one number, its key, the highest first: its id, or date,
 * score or doubt in front of it.  Keys of an article do not change, so the last one shown is a
 * cursor that stays valid.
 */
#include "services/store/archive_sqlite.h"
#include "services/store/facets.h"
#include "services/store/score.h"
#include "services/store/snippet.h"
#include "services/store/words.h"

#include <stdlib.h>
#include <string.h>

enum {
    TOP_MAX = 256,
    SCAN_MAX = 500000, /* articles that are counted */
    NAMED_MAX = 200,   /* whose names are counted */
    KEY_BITS = 40,     /* of an id */
};

/* The highest keys, in order. */
struct top {
    int64_t keys[TOP_MAX];
    size_t count, max;
};

/* What of a dictionary fits; NULL: all. */
struct scan {
    struct facts *facts;
    const struct query *query;
    bool *papers, *dates, *numbers;
    bool *placed; /* by id - 1: lies in the place whose code is asked for */
    int64_t cursor;
    struct top shown, named;
    int64_t total;
    int64_t *paper_counts, *date_counts;
};

static void
top_add(struct top *top, int64_t key)
{
    if (top->count == top->max && key <= top->keys[top->max - 1])
        return;
    size_t at = top->count < top->max ? top->count++ : top->max - 1;
    for (; at > 0 && top->keys[at - 1] < key; at--)
        top->keys[at] = top->keys[at - 1];
    top->keys[at] = key;
}

static int64_t
top_id(int64_t key)
{
    return key & (((int64_t)1 << KEY_BITS) - 1);
}

static void *
zeroed(size_t count, size_t size)
{
    void *made = calloc(count + 1, size);
    if (made == NULL)
        die("out of memory");
    return made;
}

/* ---- what fits ---- */

/* 2018 includes 2018-12-31, 2018-1 does not include 2018-12: see where_page. */
static bool
date_fits(struct slice date, struct slice from, struct slice to)
{
    if (from.len > 0 && slice_compare(date, from) < 0)
        return false;
    if (to.len == 0)
        return true;
    struct slice head = slice_part(date, 0, date.len < to.len ? date.len : to.len);
    if (date.len == 0 || slice_compare(head, to) > 0)
        return false;
    return !slice_equal(head, to) || date.len == to.len || date.ptr[to.len] < '.';
}

static bool *
fit_texts(const struct facts_texts *texts, struct slice wanted)
{
    if (wanted.len == 0)
        return NULL;
    bool *fits = zeroed(texts->count, sizeof *fits);
    for (size_t i = 0; i < texts->count; i++)
        fits[i] = slice_equal(texts->items[i], wanted);
    return fits;
}

static bool *
fit_dates(const struct facts_texts *dates, const struct query *query)
{
    if (query->date.len + query->date_from.len + query->date_to.len == 0)
        return NULL;
    bool *fits = zeroed(dates->count, sizeof *fits);
    for (size_t i = 0; i < dates->count; i++)
        fits[i] = date_fits(dates->items[i], query->date, query->date) &&
                  date_fits(dates->items[i], query->date_from, query->date_to);
    return fits;
}

static bool
is_code(struct slice text)
{
    bool digits = text.len == 6 || text.len == 9;
    for (size_t i = 0; digits && i < text.len; i++)
        digits = text.ptr[i] >= '0' && text.ptr[i] <= '9';
    return digits;
}

struct slice
code_prefix(struct slice code)
{
    size_t len = code.len;
    while (code.len == 6 && len > 2 && code.ptr[len - 1] == '0' && code.ptr[len - 2] == '0')
        len -= 2;
    return slice_part(code, 0, len);
}

static int
fit_place(struct scan *scan, struct sql *sql, struct slice code, struct err *err)
{
    sqlite3_stmt *s;
    struct slice prefix = code_prefix(code);
    scan->placed = zeroed(scan->facts->count, sizeof *scan->placed);
    int more = sql_first(sql, err, &s,
                         "SELECT article FROM names CROSS JOIN article_names"
                         " ON article_names.name = names.id"
                         " WHERE code >= ?1 AND code < ?1 || ':' AND code <> '' UNION ALL"
                         " SELECT article FROM names CROSS JOIN article_names"
                         " ON article_names.name = names.id"
                         " WHERE place >= ?1 AND place < ?1 || ':' AND place <> '' AND code = ''",
                         "t", prefix);
    for (; more == 1; more = sql_step(sql, s, err))
        if ((size_t)sql_integer(s, 0) <= scan->facts->count)
            scan->placed[sql_integer(s, 0) - 1] = true;
    return more;
}

/* The full text expression; false when a field that is given has nothing to
 * search for, so that nothing can be found. */
static bool
match_query(const struct query *query, struct buf *expression)
{
    const struct {
        struct slice text;
        const char *column;
        bool whole;
    } parts[] = {
        { query->words, "words", false },
        { query->person, "people", true },
        { is_code(query->place) ? SLICE_EMPTY : query->place, "places", false },
        { query->organisation, "organisations", false },
    };
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (parts[i].text.len > 0 &&
            !words_match(parts[i].text, parts[i].column, parts[i].whole, expression))
            return false;
    return true;
}

/* ---- going over the articles ---- */

static int64_t
make_key(const struct scan *scan, const struct fact *fact, int64_t id, int64_t score)
{
    switch (scan->query->order) {
    case ORDER_NEWEST:
        return id;
    case ORDER_DATE:
        return scan->facts->days[fact->date].day << KEY_BITS | id;
    case ORDER_RELEVANCE:
        return score << KEY_BITS | id;
    case ORDER_CONFIDENCE:
        return (int64_t)(1000 - (fact->confidence > 1000 ? 1000 : fact->confidence)) << KEY_BITS |
               id;
    }
    return id;
}

static void
take(struct scan *scan, int64_t id, int64_t score)
{
    const struct fact *fact = facts_find(scan->facts, id);
    if (fact == NULL || (scan->papers != NULL && !scan->papers[fact->paper]) ||
        (scan->dates != NULL && !scan->dates[fact->date]) ||
        (scan->numbers != NULL && !scan->numbers[fact->number]) ||
        (scan->placed != NULL && !scan->placed[id - 1]))
        return;
    int64_t key = make_key(scan, fact, id, score);
    scan->total++;
    if (scan->cursor == 0 || key < scan->cursor)
        top_add(&scan->shown, key);
    if (!scan->query->facets)
        return;
    top_add(&scan->named, key);
    scan->paper_counts[fact->paper]++;
    scan->date_counts[fact->date]++;
}

static int
scan_matches(struct scan *scan, struct sql *sql, const struct buf *expression, struct err *err)
{
    sqlite3_stmt *s;
    bool scored = scan->query->order == ORDER_RELEVANCE;
    if (scored && score_register(sql->db, scan->facts) != 0)
        return err_set(err, ERR_RETRY, "archive: the index cannot be scored");
    int more = scored ? sql_first(sql, err, &s,
                                  "SELECT rowid, article_score(article_index) FROM article_index"
                                  " WHERE article_index MATCH ?1 ORDER BY rowid DESC",
                                  "t", buf_slice(expression))
                      : sql_first(sql, err, &s,
                                  "SELECT rowid FROM article_index WHERE article_index MATCH ?1"
                                  " ORDER BY rowid DESC",
                                  "t", buf_slice(expression));
    for (; more == 1 && scan->total < SCAN_MAX; more = sql_step(sql, s, err))
        take(scan, sql_integer(s, 0), scored ? sql_integer(s, 1) : 0);
    return more;
}

static int
scan_all(struct scan *scan)
{
    int64_t id = (int64_t)scan->facts->count;
    for (; id > 0 && scan->total < SCAN_MAX; id--)
        take(scan, id, 0);
    return id > 0;
}

/* ---- what is shown ---- */

static struct slice
text_of(struct answer *answer, sqlite3_stmt *s, int place)
{
    return arena_slice(&answer->arena, sql_column(s, place));
}

static int
add_hit(struct sql *sql, const struct query *query, int64_t id, struct answer *answer,
        struct err *err)
{
    sqlite3_stmt *s;
    int found = sql_first(sql, err, &s,
                          "SELECT pages.id, articles.number, headline, paper, date, pages.number,"
                          " text, confidence FROM articles JOIN pages USING (seq)"
                          " WHERE articles.id = ?1",
                          "i", id);
    if (found != 1)
        return found;
    struct hit *hit = answer_add_hit(answer);
    const struct slice sought[] = { query->words, query->person, query->place,
                                    query->organisation };
    struct snippet snippet;
    hit->page_id = text_of(answer, s, 0);
    hit->article = (uint32_t)sql_integer(s, 1);
    hit->headline = text_of(answer, s, 2);
    hit->paper = text_of(answer, s, 3);
    hit->date = text_of(answer, s, 4);
    hit->number = text_of(answer, s, 5);
    hit->confidence = sqlite3_column_double(s, 7);
    snippet_cut(&answer->arena, sql_column(s, 6), sought, 4, &snippet);
    hit->snippet = snippet.text;
    hit->snippet_hits = snippet.hits;
    hit->snippet_hit_count = snippet.hit_count;
    hit->headline_hits =
        snippet_mark(&answer->arena, hit->headline, sought, 4, &hit->headline_hit_count);
    sqlite3_reset(s);
    return 0;
}

static int
add_hits(struct scan *scan, struct sql *sql, uint32_t limit, struct answer *answer, int64_t *next,
         struct err *err)
{
    size_t count = scan->shown.count < limit ? scan->shown.count : limit;
    for (size_t i = 0; i < count; i++)
        if (add_hit(sql, scan->query, top_id(scan->shown.keys[i]), answer, err) != 0)
            return -1;
    if (scan->shown.count > limit)
        *next = scan->shown.keys[limit - 1];
    return 0;
}

/* ---- a search ---- */

static int
prepare_scan(struct scan *scan, struct sql *sql, struct err *err)
{
    const struct query *query = scan->query;
    struct facts *facts = scan->facts;
    if (facts_refresh(facts, sql, err) != 0)
        return -1;
    scan->papers = fit_texts(&facts->papers, query->paper);
    scan->numbers = fit_texts(&facts->numbers, query->number);
    scan->dates = fit_dates(&facts->dates, query);
    scan->paper_counts = zeroed(facts->papers.count, sizeof *scan->paper_counts);
    scan->date_counts = zeroed(facts->dates.count, sizeof *scan->date_counts);
    return is_code(query->place) ? fit_place(scan, sql, query->place, err) : 0;
}

static void
scan_done(struct scan *scan)
{
    free(scan->papers);
    free(scan->dates);
    free(scan->numbers);
    free(scan->placed);
    free(scan->paper_counts);
    free(scan->date_counts);
}

static int
search(struct scan *scan, struct sql *sql, const struct buf *expression, uint32_t limit,
       struct answer *answer, int64_t *next, struct err *err)
{
    if (prepare_scan(scan, sql, err) != 0)
        return -1;
    int more = expression->len > 0 ? scan_matches(scan, sql, expression, err) : scan_all(scan);
    if (more < 0 || add_hits(scan, sql, limit, answer, next, err) != 0)
        return -1;
    answer->total = scan->total;
    answer->total_more = more == 1;
    if (!scan->query->facets)
        return 0;
    int64_t ids[NAMED_MAX];
    for (size_t i = 0; i < scan->named.count; i++)
        ids[i] = top_id(scan->named.keys[i]);
    facets_add(scan->facts, scan->paper_counts, scan->date_counts, answer);
    return facets_add_names(sql, ids, scan->named.count, answer, err);
}

int
archive_search(struct archive *archive, const struct query *query, uint32_t limit, int64_t cursor,
               struct answer *answer, int64_t *next, struct err *err)
{
    struct sql *sql = &archive->sql;
    struct buf expression = { 0 };
    *next = 0;
    if (!match_query(query, &expression)) {
        buf_done(&expression);
        return 0;
    }
    if (sql_begin_read(sql, err) != 0) {
        buf_done(&expression);
        return -1;
    }
    struct scan *scan = zeroed(1, sizeof *scan);
    scan->facts = &archive->facts;
    scan->query = query;
    scan->cursor = cursor;
    scan->shown.max = limit + 1 < TOP_MAX ? limit + 1 : TOP_MAX;
    scan->named.max = NAMED_MAX;
    int result = search(scan, sql, &expression, limit, answer, next, err);
    scan_done(scan);
    free(scan);
    buf_done(&expression);
    return sql_end_read(sql, result);
}

int
archive_warm(struct archive *archive, struct err *err)
{
    if (sql_begin_read(&archive->sql, err) != 0)
        return -1;
    return sql_end_read(&archive->sql, facts_refresh(&archive->facts, &archive->sql, err));
}
