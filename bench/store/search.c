/*
 * search: how long searches take among many articles.
 *
 *     search FOLDER [ARTICLES [QUERIES]]
 *
 * Makes FOLDER/archive.db of generated pages, eight articles each, unless it is there with
 * as many: words of two characters by Zipf's law, names of people and places, ten papers,
 * twelve years.  Then asks for words of two characters, frequent and rare ones, in each order
 * with all facets, one after another as a reader does, and prints the times that QUERIES took.
 */
#include "common/proto/page_json.h"
#include "common/utf8.h"
#include "services/store/archive.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { WORDS = 20000, ARTICLE_WORDS = 180, PAGE_ARTICLES = 8, NAMES = 3000, BATCH = 32 };

static uint64_t seed = 88172645463325252U;

static uint32_t
draw(uint32_t below)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return (uint32_t)((seed >> 11) % below);
}

/* A word's number, the small ones far more often. */
static uint32_t
draw_word(void)
{
    double u = (draw(1000000) + 1) / 1000001.0;
    double exponent = 9.9; /* ln WORDS */
    uint32_t word = 0;
    for (double sum = 1, x = u * exponent; x > 0 && word < WORDS - 1; word++, sum++)
        x -= 1 / sum; /* harmonic */
    return word;
}

static uint32_t *table; /* of words already drawn: the sum above is slow */

static void
add_word(struct buf *text, uint32_t word)
{
    utf8_add(text, 0x4E00 + word * 7 % 3000);
    utf8_add(text, 0x4E00 + word * 13 % 3000 + word / 3000);
}

static struct slice
keep(struct page *page, struct buf *text)
{
    struct slice kept = arena_slice(&page->arena, buf_slice(text));
    buf_done(text);
    return kept;
}

static struct slice
make_name(struct page *page, uint32_t number, const char *end)
{
    struct buf name = { 0 };
    add_word(&name, number + 500);
    buf_add_slice(&name, slice_from(end));
    return keep(page, &name);
}

static void
make_article(struct page *page)
{
    static const char *const ends[] = { "国", "镇", "公司" };
    struct article *article = page_add_article(page);
    article->confidence = (float)(draw(1000) / 1000.0);
    for (int i = 0; i < 2; i++) {
        struct buf text = { 0 };
        int words = i == 0 ? 6 : ARTICLE_WORDS;
        for (int w = 0; w < words; w++) {
            add_word(&text, table[draw(1 << 20)]);
            if (i == 1 && w % 6 == 5)
                buf_add_slice(&text, SLICE_LITERAL("，"));
        }
        struct passage *passage = article_add_passage(page, article);
        passage->role = i == 0 ? ROLE_HEADLINE : ROLE_BODY;
        passage->text = keep(page, &text);
    }
    for (uint32_t i = 0; i < 9; i++) {
        struct mention *mention = article_add_mention(page, article);
        mention->type = (enum mention_type)(i % 3);
        mention->start = i;
        mention->end = i + 1;
        mention->text = make_name(page, draw(NAMES) * draw(NAMES) / NAMES, ends[i % 3]);
        mention->confidence = 0.9F;
    }
}

static void
make_page(struct page *page, uint32_t number)
{
    char text[64];
    page_init(page);
    (void)snprintf(text, sizeof text, "%08x%024x", number * 2654435761U, number);
    page->id = arena_slice(&page->arena, slice_from(text));
    (void)snprintf(text, sizeof text, "第%u报", draw(10));
    page->paper = arena_slice(&page->arena, slice_from(text));
    (void)snprintf(text, sizeof text, "%u-%02u-%02u", 2008 + draw(12), 1 + draw(12), 1 + draw(28));
    page->date = arena_slice(&page->arena, slice_from(text));
    (void)snprintf(text, sizeof text, "A%u", number); /* none supersedes another */
    page->number = arena_slice(&page->arena, slice_from(text));
    page->encoding = SLICE_LITERAL("UTF-8");
    for (int i = 0; i < PAGE_ARTICLES; i++)
        make_article(page);
}

static void
fill(struct archive *archive, uint32_t pages)
{
    struct page made[BATCH];
    struct archive_item items[BATCH];
    struct buf records[BATCH] = { 0 };
    struct err err;
    for (uint32_t from = 0; from < pages; from += BATCH) {
        uint32_t count = pages - from < BATCH ? pages - from : BATCH;
        for (uint32_t i = 0; i < count; i++) {
            make_page(&made[i], from + i);
            buf_clear(&records[i]);
            page_encode_record(&made[i], &records[i]);
            items[i] = (struct archive_item){
                .page = &made[i],
                .original = SLICE_LITERAL("-"),
                .record = buf_slice(&records[i]),
                .accepted_ms = from + i,
            };
        }
        if (archive_commit(archive, items, count, &err) != 0)
            die("%s", err.text);
        for (uint32_t i = 0; i < count; i++)
            page_done(&made[i]);
    }
    for (size_t i = 0; i < BATCH; i++)
        buf_done(&records[i]);
}

static double
ticked_ms(clockid_t clock)
{
    struct timespec now;
    (void)clock_gettime(clock, &now);
    return (double)now.tv_sec * 1000 + (double)now.tv_nsec / 1000000;
}

static double
now_ms(void)
{
    return ticked_ms(CLOCK_MONOTONIC);
}

static int
compare(const void *a, const void *b)
{
    const double *x = a, *y = b;
    return *x < *y ? -1 : *x > *y;
}

static void
ask(struct archive *archive, const char *name, enum search_order order, bool facets, int queries)
{
    double *times = calloc((size_t)queries, sizeof *times);
    double *work = calloc((size_t)queries, sizeof *work);
    int64_t found = 0, largest = 0;
    if (times == NULL || work == NULL)
        die("out of memory");
    for (int i = 0; i < queries; i++) {
        struct query query;
        struct answer answer;
        struct err err;
        struct buf words = { 0 };
        int64_t next;
        query_init(&query, QUERY_SEARCH);
        answer_init(&answer, ANSWER_RESULTS);
        add_word(&words, i % 4 == 0 ? draw(20) : draw(i % 4 == 1 ? 500 : WORDS));
        query.words = buf_slice(&words);
        query.order = order;
        query.facets = facets;
        double start = now_ms(), worked = ticked_ms(CLOCK_THREAD_CPUTIME_ID);
        if (archive_search(archive, &query, 20, 0, &answer, &next, &err) != 0)
            die("%s", err.text);
        times[i] = now_ms() - start;
        found += answer.total;
        largest = answer.total > largest ? answer.total : largest;
        work[i] = ticked_ms(CLOCK_THREAD_CPUTIME_ID) - worked;
        answer_done(&answer);
        buf_done(&words);
    }
    qsort(times, (size_t)queries, sizeof *times, compare);
    qsort(work, (size_t)queries, sizeof *work, compare);
    printf(
        "%-20s p50 %6.1f ms  p99 %6.1f ms  CPU p50 %6.1f ms  p99 %6.1f ms  found %lld on average,"
        " %lld at most\n",
        name, times[queries / 2], times[queries * 99 / 100], work[queries / 2],
        work[queries * 99 / 100], (long long)found / queries, (long long)largest);
    free(times);
    free(work);
}

int
main(int argc, char **argv)
{
    if (argc < 2)
        die("usage: search FOLDER [ARTICLES [QUERIES]]");
    uint32_t articles = argc > 2 ? (uint32_t)atoi(argv[2]) : 100000;
    int queries = argc > 3 ? atoi(argv[3]) : 400;
    char path[512];
    struct archive *archive;
    struct err err;
    int64_t pages = 0, held = 0, bytes;
    (void)snprintf(path, sizeof path, "%s/archive.db", argv[1]);
    if (archive_open(&archive, path, ARCHIVE_WRITE, &err) != 0 ||
        archive_totals(archive, &pages, &held, &bytes, &err) != 0)
        die("%s", err.text);
    if (held == 0) {
        table = malloc(((size_t)1 << 20) * sizeof *table);
        if (table == NULL)
            die("out of memory");
        for (size_t i = 0; i < (size_t)1 << 20; i++)
            table[i] = draw_word();
        double start = now_ms();
        fill(archive, articles / PAGE_ARTICLES);
        printf("%u articles committed in %.1f s\n", articles, (now_ms() - start) / 1000);
        free(table);
    }
    archive_close(archive);
    if (archive_open(&archive, path, ARCHIVE_READ, &err) != 0)
        die("%s", err.text);
    double start = now_ms();
    ask(archive, "first search", ORDER_NEWEST, false, 1);
    printf("facts loaded in %.0f ms\n", now_ms() - start);
    ask(archive, "newest", ORDER_NEWEST, false, queries);
    ask(archive, "newest, facets", ORDER_NEWEST, true, queries);
    ask(archive, "date, facets", ORDER_DATE, true, queries);
    ask(archive, "relevance, facets", ORDER_RELEVANCE, true, queries);
    archive_close(archive);
    return 0;
}
