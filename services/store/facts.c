#include "services/store/facts.h"

#include "common/arena.h"

#include <czmq.h>
#include <stdlib.h>
#include <string.h>

/* ---- texts by number ---- */

static uint32_t
text_number(struct facts *facts, struct facts_texts *texts, struct slice text)
{
    if (texts->count > 0 && slice_equal(texts->items[texts->count - 1], text))
        return (uint32_t)texts->count - 1;
    if (texts->numbers == NULL)
        texts->numbers = zhash_new();
    char *key = arena_string(&facts->arena, text);
    size_t known = (size_t)(uintptr_t)zhash_lookup(texts->numbers, key);
    if (known > 0)
        return (uint32_t)known - 1;
    if (texts->count == texts->cap) {
        texts->cap = texts->cap == 0 ? 64 : texts->cap * 2;
        texts->items = realloc(texts->items, texts->cap * sizeof *texts->items);
        if (texts->items == NULL)
            die("out of memory");
    }
    texts->items[texts->count++] = (struct slice){ key, text.len };
    /* NOLINTNEXTLINE(performance-no-int-to-ptr): a number is kept, no address */
    (void)zhash_insert(texts->numbers, key, (void *)(uintptr_t)texts->count);
    return (uint32_t)texts->count - 1;
}

static void
texts_done(struct facts_texts *texts)
{
    zhash_t *numbers = texts->numbers;
    zhash_destroy(&numbers);
    free(texts->items);
    *texts = (struct facts_texts){ 0 };
}

void
facts_done(struct facts *facts)
{
    texts_done(&facts->papers);
    texts_done(&facts->dates);
    texts_done(&facts->numbers);
    texts_done(&facts->periods);
    free(facts->days);
    arena_done(&facts->arena);
    free(facts->items);
    *facts = (struct facts){ 0 };
}

/* Takes a number of at most `width` digits off *text, and a hyphen behind it; 0: there is none. */
static int
take_number(struct slice *text, int width)
{
    int number = 0;
    for (; width > 0 && text->len > 0 && *text->ptr >= '0' && *text->ptr <= '9'; width--) {
        number = number * 10 + (*text->ptr - '0');
        *text = slice_part(*text, 1, text->len);
    }
    if (text->len > 0 && *text->ptr == '-')
        *text = slice_part(*text, 1, text->len);
    return number;
}

/* Days since the year 1000, more or less: dates in order. */
static int64_t
day_of(struct slice date)
{
    int year = take_number(&date, 4), month = take_number(&date, 2), day = take_number(&date, 2);
    return year > 1000 ? (((int64_t)year - 1000) * 12 + month) * 31 + day : 0;
}

static int32_t
period_number(struct facts *facts, struct slice date, size_t len)
{
    if (date.len < len)
        return -1;
    return (int32_t)text_number(facts, &facts->periods, slice_part(date, 0, len));
}

static uint32_t
date_number(struct facts *facts, struct slice date)
{
    size_t known = facts->dates.count, cap = facts->dates.cap;
    uint32_t number = text_number(facts, &facts->dates, date);
    if (facts->dates.cap > cap) {
        facts->days = realloc(facts->days, facts->dates.cap * sizeof *facts->days);
        if (facts->days == NULL)
            die("out of memory");
    }
    if (facts->dates.count > known)
        facts->days[number] = (struct facts_date){
            .day = day_of(date),
            .year = period_number(facts, date, 4),
            .month = period_number(facts, date, 7),
        };
    return number;
}

const struct fact *
facts_find(const struct facts *facts, int64_t id)
{
    if (id < 1 || (size_t)id > facts->count || !facts->items[id - 1].live)
        return NULL;
    return &facts->items[id - 1];
}

/* ---- following the archive ---- */

static uint16_t
cut(int64_t number)
{
    return (uint16_t)(number > UINT16_MAX ? UINT16_MAX : number);
}

/* Ids that were never used, or whose articles are gone, stay dead. */
static struct fact *
fact_at(struct facts *facts, int64_t id)
{
    if ((size_t)id > facts->cap) {
        size_t cap = facts->cap == 0 ? 1024 : facts->cap;
        while (cap < (size_t)id)
            cap *= 2;
        facts->items = realloc(facts->items, cap * sizeof *facts->items);
        if (facts->items == NULL)
            die("out of memory");
        memset(facts->items + facts->cap, 0, (cap - facts->cap) * sizeof *facts->items);
        facts->cap = cap;
    }
    if ((size_t)id > facts->count)
        facts->count = (size_t)id;
    return &facts->items[id - 1];
}

static int
load_new(struct facts *facts, struct sql *sql, struct err *err)
{
    sqlite3_stmt *s;
    int more = sql_first(sql, err, &s,
                         "SELECT facts.article, seq, paper, date, pages.number, confidence,"
                         " head, length, state = 'current' AND NOT EXISTS"
                         " (SELECT 1 FROM withdrawals WHERE withdrawals.seq = facts.seq"
                         "  AND withdrawals.article = facts.number)"
                         " FROM facts CROSS JOIN pages USING (seq) WHERE facts.article > ?1"
                         " ORDER BY facts.article",
                         "i", (int64_t)facts->count);
    for (; more == 1; more = sql_step(sql, s, err)) {
        struct fact fact = {
            .seq = (uint32_t)sql_integer(s, 1),
            .paper = (uint16_t)text_number(facts, &facts->papers, sql_column(s, 2)),
            .date = date_number(facts, sql_column(s, 3)),
            .number = (uint16_t)text_number(facts, &facts->numbers, sql_column(s, 4)),
            .confidence = cut((int64_t)(sqlite3_column_double(s, 5) * 1000 + 0.5)),
            .head = cut(sql_integer(s, 6)),
            .length = cut(sql_integer(s, 7) / 8),
            .live = sql_integer(s, 8) != 0,
        };
        *fact_at(facts, sql_integer(s, 0)) = fact;
    }
    return more;
}

/* What can be found of a page now. */
static int
reload_page(struct facts *facts, struct sql *sql, int64_t seq, bool other_articles, struct err *err)
{
    sqlite3_stmt *s;
    for (size_t i = 0; other_articles && i < facts->count; i++)
        /* NOLINTNEXTLINE: none is left of facts that are done */
        if (facts->items[i].seq == (uint32_t)seq)
            facts->items[i].live = false;
    int more = sql_first(sql, err, &s,
                         "SELECT articles.id, state = 'current' AND NOT EXISTS"
                         " (SELECT 1 FROM withdrawals WHERE withdrawals.seq = articles.seq"
                         "  AND withdrawals.article = articles.number)"
                         " FROM articles JOIN pages USING (seq) WHERE articles.seq = ?1",
                         "i", seq);
    for (; more == 1; more = sql_step(sql, s, err))
        if (sql_integer(s, 0) <= (int64_t)facts->count)
            /* NOLINTNEXTLINE: none is left of facts that are done */
            facts->items[sql_integer(s, 0) - 1].live = sql_integer(s, 1) != 0;
    return more;
}

static int
follow_changes(struct facts *facts, struct sql *sql, struct err *err)
{
    sqlite3_stmt *s;
    int more = sql_first(sql, err, &s,
                         "SELECT sequence, seq, change IN ('replaced', 'corrected') FROM changes"
                         " WHERE sequence > ?1 AND change <> 'committed' ORDER BY sequence",
                         "i", facts->sequence);
    for (; more == 1; more = sql_step(sql, s, err)) {
        if (reload_page(facts, sql, sql_integer(s, 1), sql_integer(s, 2) != 0, err) != 0)
            return -1;
        facts->sequence = sql_integer(s, 0);
    }
    return more;
}

int
facts_refresh(struct facts *facts, struct sql *sql, struct err *err)
{
    sqlite3_stmt *s;
    if (sql_first(sql, err, &s, "SELECT coalesce(max(sequence), 0) FROM changes", "") != 1)
        return -1;
    int64_t last = sql_integer(s, 0);
    sqlite3_reset(s);
    if (facts->begun && last < facts->sequence)
        facts_done(facts); /* another file is in the place of that one */
    if (facts->begun && last == facts->sequence)
        return 0;
    if (!facts->begun)
        facts->sequence = last; /* what is loaded from now on is at least of then */
    bool first = !facts->begun;
    facts->begun = true;
    if (load_new(facts, sql, err) != 0) {
        facts->sequence = first && last > 0 ? last - 1 : facts->sequence; /* so as to go on */
        return -1;
    }
    if (follow_changes(facts, sql, err) != 0)
        return -1;
    facts->sequence = last;
    return 0;
}
