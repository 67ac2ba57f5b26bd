/* Tests of common/proto/page_json. */
#include "common/proto/page_json.h"

#include "common/version.h"
#include "common/zones.h"
#include "tests/common/proto/example.h"

#include <jansson.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define ID "0123456789abcdef0123456789abcdef"

/* ---- comparing ---- */

static void
assert_slice(struct slice a, struct slice b)
{
    assert_int_equal(a.len, b.len);
    assert_memory_equal(a.ptr, b.ptr, a.len);
}

static void
assert_article(const struct article *a, const struct article *b)
{
    assert_int_equal(a->number, b->number);
    assert_float_equal(a->confidence, b->confidence, 0.0005);
    assert_int_equal(a->passage_count, b->passage_count);
    for (size_t i = 0; i < a->passage_count; i++) {
        const struct passage *p = &a->passages[i], *q = &b->passages[i];
        assert_int_equal(p->role, q->role);
        assert_slice(p->text, q->text);
        assert_int_equal(p->run_count, q->run_count);
        for (size_t j = 0; j < p->run_count; j++) {
            assert_int_equal(p->runs[j].text, q->runs[j].text);
            assert_int_equal(p->runs[j].page, q->runs[j].page);
            assert_int_equal(p->runs[j].count, q->runs[j].count);
        }
    }
    assert_int_equal(a->author_count, b->author_count);
    for (size_t i = 0; i < a->author_count; i++) {
        assert_slice(a->authors[i].name, b->authors[i].name);
        assert_slice(a->authors[i].affiliation, b->authors[i].affiliation);
    }
    assert_int_equal(a->mention_count, b->mention_count);
    for (size_t i = 0; i < a->mention_count; i++) {
        const struct mention *m = &a->mentions[i], *n = &b->mentions[i];
        assert_int_equal(m->type, n->type);
        assert_int_equal(m->start, n->start);
        assert_int_equal(m->end, n->end);
        assert_slice(m->text, n->text);
        assert_float_equal(m->confidence, n->confidence, 0.0005);
    }
}

static void
assert_page(const struct page *a, const struct page *b)
{
    assert_slice(a->id, b->id);
    assert_slice(a->name, b->name);
    assert_slice(a->paper, b->paper);
    assert_slice(a->date, b->date);
    assert_slice(a->number, b->number);
    assert_slice(a->text, b->text);
    assert_slice(a->encoding, b->encoding);
    assert_slice(a->segment_version, b->segment_version);
    assert_slice(a->enrich_version, b->enrich_version);
    assert_int_equal(a->damaged, b->damaged);
    assert_int_equal(a->segment_count, b->segment_count);
    for (size_t i = 0; i < a->segment_count; i++) {
        const struct segment *s = &a->segments[i], *t = &b->segments[i];
        assert_int_equal(s->start, t->start);
        assert_int_equal(s->end, t->end);
        assert_int_equal(s->article, t->article);
        assert_int_equal(s->role, t->role);
        assert_float_equal(s->confidence, t->confidence, 0.0005);
        assert_string_equal(s->evidence, t->evidence);
    }
    assert_int_equal(a->article_count, b->article_count);
    for (size_t i = 0; i < a->article_count; i++)
        assert_article(&a->articles[i], &b->articles[i]);
}

/* ---- a page with everything ---- */

static void
add_passage(struct page *page, struct article *article, enum role role, const char *text,
            uint32_t place, uint32_t count)
{
    struct passage *passage = article_add_passage(page, article);
    passage->role = role;
    passage->text = slice_from(text);
    passage->runs = arena_alloc(&page->arena, 2, sizeof *passage->runs);
    passage->run_count = count > 1 ? 2 : 1;
    passage->runs[0] = (struct run){ 0, place, 1 };
    if (count > 1)
        passage->runs[1] = (struct run){ 1, place + 1, count - 1 };
}

/* A place, with all that a place may have, and a person likewise. */
static void
add_entities(struct page *page)
{
    static struct slice texts[] = { SLICE_LITERAL("沁阳"), SLICE_LITERAL("沁阳县") };
    static struct entity_candidate candidates[] = {
        { SLICE_LITERAL("410824"), SLICE_LITERAL("河南省 焦作市 沁阳县"), 0.75F },
        { SLICE_LITERAL("410882"), SLICE_LITERAL("河南省 焦作市 沁阳市"), 0.25F },
    };
    static struct entity_role roles[] = {
        { KIND_AUTHOR, SLICE_LITERAL("市委党校教师"), SLICE_LITERAL("教师"),
          SLICE_LITERAL("市委党校"), 1, 3, 5 },
        { KIND_PHOTOGRAPHER, SLICE_EMPTY, SLICE_EMPTY, SLICE_EMPTY, 0, 0, 0 },
    };
    struct entity *place = page_add_entity(page);
    place->type = MENTION_LOC;
    place->name = SLICE_LITERAL("沁阳县");
    place->variants = texts;
    place->variant_count = 1;
    place->code = SLICE_LITERAL("410824");
    place->level = LEVEL_COUNTY;
    place->path = SLICE_LITERAL("河南省 焦作市 沁阳县");
    place->in = SLICE_LITERAL("410800");
    place->successor = SLICE_LITERAL("410882");
    place->candidates = candidates;
    place->candidate_count = 2;
    place->authority = SLICE_LITERAL("P-7");
    place->salience = 0.5F;
    place->why = texts;
    place->why_count = 2;
    struct entity *person = page_add_entity(page);
    person->name = SLICE_LITERAL("苗国富");
    person->roles = roles;
    person->role_count = 2;
    person->parent = 1;
    person->parent_name = SLICE_LITERAL("沁阳县");
}

/* Every role has a segment of two code points, after which comes a blank. */
static void
make_page(struct page *page)
{
    page_init(page);
    page->id = SLICE_LITERAL(ID);
    page->name = SLICE_LITERAL("A03 \"要闻\"");
    page->paper = SLICE_LITERAL("焦作日报");
    page->date = SLICE_LITERAL("2018-01-09");
    page->number = SLICE_LITERAL("A03");
    page->encoding = SLICE_LITERAL("GB18030");
    page->damaged = true;
    page->segment_version = SLICE_LITERAL("segment 1 a1b2c3d4");
    page->enrich_version = SLICE_LITERAL("enrich 1");
    page->text = SLICE_LITERAL(
        "甲一\n乙二\n丙三\n丁四\n戊五\n己六\n庚七\n辛八\n壬九\n癸十\n子①\n丑②\n寅𠀀\n");
    struct article *article = page_add_article(page);
    article->confidence = 0.97F;
    for (int i = 0; i < ROLE_COUNT; i++) {
        struct segment *segment = page_add_segment(page);
        segment->start = (uint32_t)i * 3;
        segment->end = segment->start + 2;
        segment->article = i == ROLE_FURNITURE ? 0 : 1;
        segment->role = (enum role)i;
        segment->confidence = (float)i / 12;
        segment->evidence = "bullet before a name";
        if (i != ROLE_FURNITURE)
            add_passage(page, article, (enum role)i, "甲\\一", (uint32_t)i * 3, 2);
    }
    add_passage(page, article, ROLE_BODY, "第二段", 0, 1);
    struct author *author = article_add_author(page, article);
    author->name = SLICE_LITERAL("苗国富");
    author->affiliation = SLICE_LITERAL("市委党校");
    article_add_author(page, article)->name = SLICE_LITERAL("程峰");
    for (uint32_t i = 0; i < MENTION_TYPE_COUNT; i++)
        *article_add_mention(page, article) =
            (struct mention){ (enum mention_type)i, i * 3, i * 3 + 2, SLICE_LITERAL("名字"),
                              0.5F + (float)i / 10, i };
    add_entities(page);
    article = page_add_article(page);
    article->number = 7;
}

static void
test_round_trip(void **state)
{
    (void)state;
    struct page page, back;
    struct buf json = { 0 }, again = { 0 };
    struct err err = { 0 };
    make_page(&page);
    page_init(&back);
    page_encode_job(&page, &json);
    for (int i = 0; i < 2; i++) { /* the second time into a page that is used */
        assert_int_equal(page_decode_job(&back, buf_slice(&json), &err), 0);
        assert_page(&page, &back);
    }
    page_encode_job(&back, &again);
    assert_string_equal(buf_string(&json), buf_string(&again));
    assert_null(memchr(json.ptr, '\n', json.len));
    buf_done(&json);
    buf_done(&again);
    page_done(&page);
    page_done(&back);
}

static void
test_fresh_page(void **state)
{
    (void)state;
    struct page page, back;
    struct buf json = { 0 };
    struct err err = { 0 };
    page_init(&page);
    page_init(&back);
    page.id = SLICE_LITERAL(ID);
    page.text = SLICE_LITERAL("只有正文\n\t\x01");
    page_encode_job(&page, &json);
    assert_null(strstr(buf_string(&json), "articles"));
    assert_int_equal(page_decode_job(&back, buf_slice(&json), &err), 0);
    assert_page(&page, &back);
    buf_done(&json);
    page_done(&back);
}

/* An article's record has the entities that it names, and theirs. */
static void
test_pick(void **state)
{
    (void)state;
    struct page page;
    struct buf json = { 0 }, picked = { 0 };
    make_page(&page);
    page.articles[0].mentions[1].entity = 0; /* the place is now named by nothing but the person */
    page_add_entity(&page)->name = SLICE_LITERAL("在别篇");
    page_encode_record(&page, &json);
    assert_int_equal(record_pick_article(buf_slice(&json), 1, &picked), 1);
    json_t *root = json_loadb(picked.ptr, picked.len, 0, NULL);
    json_t *entities = json_object_get(root, "entities");
    assert_int_equal(json_array_size(entities), 2);
    assert_int_equal(json_integer_value(json_object_get(json_array_get(entities, 1), "id")), 2);
    json_decref(root);
    buf_clear(&picked);
    assert_int_equal(record_pick_article(buf_slice(&json), 7, &picked), 1);
    root = json_loadb(picked.ptr, picked.len, 0, NULL);
    assert_int_equal(json_array_size(json_object_get(root, "entities")), 0);
    json_decref(root);
    buf_done(&json);
    buf_done(&picked);
    page_done(&page);
}

/* ---- what is refused ---- */

#define PAGE                                                                                       \
    "{\"page\":{\"id\":\"" ID "\",\"name\":\"\",\"paper\":\"\",\"date\":\"\",\"number\":\"\","     \
    "\"encoding\":\"\",\"damaged\":false},\"text\":\"甲乙\""
#define FULL PAGE ",\"segment_version\":\"1\",\"enrich_version\":\"\","
#define SEGMENT "\"segments\":[[0,2,1,\"body\",1,\"\"]],"
#define ARTICLE(more) FULL SEGMENT "\"articles\":[{\"number\":1,\"confidence\":1," more "}]}"

static void
expect_reject(const char *json, const char *why)
{
    struct page page;
    struct err err = { 0 };
    page_init(&page);
    page.name = SLICE_LITERAL("untouched");
    if (page_decode_job(&page, slice_from(json), &err) == 0)
        fail_msg("accepted: %s", json);
    assert_int_equal(err.kind, ERR_REJECT);
    if (strstr(err.text, why) == NULL)
        fail_msg("\"%s\" does not say \"%s\"", err.text, why);
    assert_string_equal(page.name.ptr, "untouched");
}

static void
test_refused(void **state)
{
    static const struct {
        const char *json, *why;
    } cases[] = {
        { "", "page" },
        { "null", "page" },
        { "[]", "no object" },
        { "{}", "\"page\" is missing" },
        { "{\"page\":3}", "\"page\" is no object" },
        { "{\"page\":{}}", "\"id\" is missing" },
        { PAGE, "page" },
        { PAGE "} x", "page" },
        { PAGE ",\"text\":\"\"}", "duplicate" },
        { "{\"page\":{\"id\":\"xyz\",\"name\":\"\",\"paper\":\"\",\"date\":\"\",\"number\":\"\","
          "\"encoding\":\"\",\"damaged\":false},\"text\":\"\"}",
          "\"id\" is not 32" },
        { "{\"page\":{\"id\":\"" ID "\",\"name\":\"\",\"paper\":\"\",\"date\":\"\",\"number\":\"\","
          "\"encoding\":\"\",\"damaged\":0},\"text\":\"\"}",
          "\"damaged\"" },
        { "{\"page\":{\"id\":\"" ID "\",\"name\":\"\",\"paper\":\"\",\"date\":\"\",\"number\":\"\","
          "\"encoding\":\"\",\"damaged\":true}}",
          "\"text\" is missing" },
        { FULL SEGMENT "\"articles\":{}}", "\"articles\" is no array" },
        { FULL "\"articles\":[]}", "\"segments\" is missing" },
        { FULL "\"segments\":[[0,2,1,\"body\",1]],\"articles\":[]}", "too short" },
        { FULL "\"segments\":[[0,2,1,\"poem\",1,\"\"]],\"articles\":[]}", "unknown role" },
        { FULL "\"segments\":[[0,2,1,\"body\",1.5,\"\"]],\"articles\":[]}", "0 to 1" },
        { FULL "\"segments\":[[0,2.0,1,\"body\",1,\"\"]],\"articles\":[]}", "whole number" },
        { FULL "\"segments\":[[-1,2,1,\"body\",1,\"\"]],\"articles\":[]}", "out of bounds" },
        { FULL "\"segments\":[[0,2,1,\"body\",1,\"\"]],\"articles\":[]}", "not there" },
        { FULL "\"segments\":[[0,3,0,\"furniture\",1,\"\"]],\"articles\":[]}", "past the page" },
        { FULL "\"segments\":[[0,1,0,\"furniture\",1,\"\"]],\"articles\":[]}", "in no segment" },
        { FULL SEGMENT "\"articles\":[3]}", "\"number\"" },
        { ARTICLE("\"passages\":[]"), "\"authors\" is missing" },
        { ARTICLE("\"passages\":[{\"role\":\"body\",\"text\":\"甲\"}]"), "\"runs\" is missing" },
        { ARTICLE("\"passages\":[{\"role\":\"body\",\"text\":\"甲\",\"runs\":[[0,0,3]]}],"
                  "\"authors\":[],\"mentions\":[]"),
          "out of bounds" },
        { ARTICLE("\"passages\":[],\"authors\":[[\"甲\"]],\"mentions\":[]"), "too short" },
        { ARTICLE("\"passages\":[],\"authors\":[],\"mentions\":[[\"XYZ\",0,1,\"甲\",1]]"),
          "unknown type" },
        { ARTICLE("\"passages\":[],\"authors\":[],\"mentions\":[[\"PER\",1,3,\"甲\",1]]"),
          "bounds" },
        { ARTICLE("\"passages\":[],\"authors\":[],"
                  "\"mentions\":[[\"PER\",0,1,\"甲\",1],[\"PER\",0,1,\"甲\",1]]"),
          "order" },
        { ARTICLE("\"passages\":[],\"authors\":[],\"mentions\":[[\"PER\",0,1,\"甲\",1]],"
                  "\"mention_entities\":[1]"),
          "an entity that is not there" },
        { ARTICLE("\"passages\":[],\"authors\":[],\"mentions\":[],\"mention_entities\":[0]"),
          "one number a mention" },
        { FULL SEGMENT "\"entities\":[{\"id\":2,\"type\":\"LOC\"}],\"articles\":[]}", "1, 2, 3" },
        { FULL SEGMENT "\"entities\":[{\"id\":1,\"type\":\"LOC\",\"code\":4}],\"articles\":[]}",
          "\"code\"" },
        { FULL SEGMENT "\"entities\":[{\"id\":1}],\"articles\":[]}", "\"type\"" },
        { FULL SEGMENT "\"entities\":{},\"articles\":[]}", "\"entities\"" },
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        expect_reject(cases[i].json, cases[i].why);
}

static void
test_accepted(void **state)
{
    static const char *const cases[] = {
        PAGE "}",
        PAGE ",\"future\":[{\"x\":1}]}",
        FULL SEGMENT "\"articles\":[{\"number\":1,\"confidence\":0,\"passages\":[],\"authors\":[],"
                     "\"mentions\":[]}]}",
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct page page;
        struct err err = { 0 };
        page_init(&page);
        if (page_decode_job(&page, slice_from(cases[i]), &err) != 0)
            fail_msg("%s: %s", cases[i], err.text);
        page_done(&page);
    }
}

/* ---- limits ---- */

static void
repeat(struct buf *json, const char *head, const char *element, size_t count, const char *tail)
{
    buf_add_slice(json, slice_from(head));
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            buf_add_char(json, ',');
        buf_add_slice(json, slice_from(element));
    }
    buf_add_slice(json, slice_from(tail));
}

/* What a newer stage adds to any object comes out as it went in, and longer arrays do no harm. */
static void
test_unknown_members_pass_through(void **state)
{
    (void)state;
    static const char job[] =
        "{\"page\":{\"id\":\"" ID "\",\"name\":\"\",\"paper\":\"\",\"date\":\"\",\"number\":\"\","
        "\"encoding\":\"UTF-8\",\"damaged\":false,\"source\":\"scan\"},\"text\":\"甲乙\","
        "\"segment_version\":\"s\",\"enrich_version\":\"e\","
        "\"segments\":[[0,2,1,\"body\",1,\"\"]],"
        "\"articles\":[{\"number\":1,\"confidence\":1,\"passages\":[{\"role\":\"body\",\"text\":"
        "\"甲乙\","
        "\"runs\":[[0,0,2]],\"boxes\":[[1.5,2]]}],\"authors\":[],\"mentions\":[],"
        "\"topic\":[\"体育\",0.98,null,{\"a \\\"b\\\"\":1}]}],"
        "\"lines\":[[0,2,1.25,-3]],\"era\":{\"from\":1912}}";
    static const char longer[] =
        "{\"page\":{\"id\":\"" ID "\",\"name\":\"\",\"paper\":\"\",\"date\":\"\",\"number\":\"\","
        "\"encoding\":\"UTF-8\",\"damaged\":false},\"text\":\"甲乙\","
        "\"segment_version\":\"s\",\"enrich_version\":\"e\","
        "\"segments\":[[0,2,1,\"body\",1,\"\",7]],"
        "\"articles\":[{\"number\":1,\"confidence\":1,\"passages\":[{\"role\":\"body\",\"text\":"
        "\"甲乙\","
        "\"runs\":[[0,0,2,9]]}],\"authors\":[[\"甲\",\"\",\"x\"]],"
        "\"mentions\":[[\"PER\",0,1,\"甲\",1,\"x\"]]}]}";
    struct page page;
    struct err err = { 0 };
    struct buf json = { 0 };
    page_init(&page);
    assert_int_equal(page_decode_job(&page, slice_from(job), &err), 0);
    page_encode_job(&page, &json);
    assert_string_equal(buf_string(&json), job);
    if (page_decode_job(&page, slice_from(longer), &err) != 0)
        fail_msg("%s", err.text);
    assert_int_equal(page.articles[0].mention_count, 1);
    assert_int_equal(page.extra.len, 0);
    buf_done(&json);
    page_done(&page);
}

static void
expect_many(const char *head, const char *element, size_t count, const char *tail, const char *why)
{
    struct buf json = { 0 };
    repeat(&json, head, element, count, tail);
    expect_reject(buf_string(&json), why);
    buf_done(&json);
}

static void
test_limits(void **state)
{
    (void)state;
    expect_many(FULL "\"segments\":[", "[0,1,0,\"body\",1,\"\"]", PAGE_SEGMENTS_MAX + 1,
                "],\"articles\":[]}", "\"segments\" has too many");
    expect_many(FULL SEGMENT "\"articles\":[", "{}", PAGE_ARTICLES_MAX + 1, "]}",
                "\"articles\" has too many");
    expect_many(FULL SEGMENT "\"articles\":[{\"number\":1,\"confidence\":1,\"passages\":[", "{}",
                PAGE_PASSAGES_MAX + 1, "]}]}", "\"passages\" has too many");
    expect_many(FULL SEGMENT "\"articles\":[{\"number\":1,\"confidence\":1,\"passages\":["
                             "{\"role\":\"body\",\"text\":\"\",\"runs\":[",
                "[0,0,1]", PAGE_RUNS_MAX + 1, "]}]}]}", "\"runs\" has too many");
    expect_many(FULL SEGMENT "\"articles\":[{\"number\":1,\"confidence\":1,\"passages\":[],"
                             "\"authors\":[",
                "0", PAGE_AUTHORS_MAX + 1, "]}]}", "\"authors\" has too many");
    expect_many(FULL SEGMENT "\"articles\":[{\"number\":1,\"confidence\":1,\"passages\":[],"
                             "\"authors\":[],\"mentions\":[",
                "0", PAGE_MENTIONS_MAX + 1, "]}]}", "\"mentions\" has too many");
    expect_many("", "[", 40, "", "page");
    struct buf json = { 0 };
    buf_add_slice(&json, SLICE_LITERAL("{\"page\":{\"id\":\""));
    for (size_t i = 0; i <= PAGE_FIELD_BYTES_MAX; i++)
        buf_add_char(&json, 'a');
    buf_add_slice(&json, SLICE_LITERAL("\"}}"));
    expect_reject(buf_string(&json), "\"id\" is too long");
    buf_done(&json);
}

static void
test_size(void **state)
{
    (void)state;
    struct page page;
    struct err err = { 0 };
    char *much = malloc(PAGE_JOB_BYTES_MAX + 1);
    assert_non_null(much);
    memset(much, ' ', PAGE_JOB_BYTES_MAX + 1);
    page_init(&page);
    assert_int_equal(page_decode_job(&page, (struct slice){ much, PAGE_JOB_BYTES_MAX + 1 }, &err),
                     -1);
    assert_int_equal(err.kind, ERR_REJECT);
    free(much);
}

/* Every byte that goes missing or changes is refused or harmless, never a crash. */
static void
test_damaged(void **state)
{
    (void)state;
    struct page page, back;
    struct buf json = { 0 };
    make_page(&page);
    page_init(&back);
    page_encode_job(&page, &json);
    for (size_t i = 0; i < json.len; i++) {
        struct err err = { 0 };
        assert_int_equal(page_decode_job(&back, slice_part(buf_slice(&json), 0, i), &err), -1);
        char old = json.ptr[i];
        json.ptr[i] = (char)(old ^ 1);
        (void)page_decode_job(&back, buf_slice(&json), &err);
        json.ptr[i] = old;
    }
    buf_done(&json);
    page_done(&page);
    page_done(&back);
}

/* ---- the record ---- */

static void
assert_member(const json_t *object, const char *key, const char *value)
{
    assert_string_equal(json_string_value(json_object_get(object, key)), value);
}

static void
test_record(void **state)
{
    (void)state;
    struct page page;
    struct buf json = { 0 }, again = { 0 };
    make_page(&page);
    page_encode_record(&page, &json);
    page_encode_record(&page, &again);
    assert_string_equal(buf_string(&json), buf_string(&again));

    json_t *root = json_loadb(json.ptr, json.len, JSON_REJECT_DUPLICATES, NULL);
    assert_non_null(root);
    assert_member(root, "page", "A03 \"要闻\"");
    assert_member(root, "page_id", ID);
    assert_member(root, "paper", "焦作日报");
    assert_member(root, "date", "2018-01-09");
    assert_member(root, "number", "A03");
    assert_member(root, "encoding", "GB18030");
    assert_member(root, "text", page.text.ptr);
    assert_true(json_is_true(json_object_get(root, "damaged")));
    const json_t *versions = json_object_get(root, "versions");
    assert_member(versions, "pagewire", PAGEWIRE_VERSION);
    assert_member(versions, "segment", "segment 1 a1b2c3d4");
    assert_member(versions, "enrich", "enrich 1");

    const json_t *segments = json_object_get(root, "segments");
    assert_int_equal(json_array_size(segments), ROLE_COUNT);
    const json_t *segment = json_array_get(segments, ROLE_HEADLINE);
    assert_member(segment, "role", "headline");
    assert_member(segment, "evidence", "bullet before a name");
    assert_int_equal(json_integer_value(json_object_get(segment, "start")), 3);
    assert_int_equal(json_integer_value(json_object_get(segment, "end")), 5);
    assert_int_equal(json_integer_value(json_object_get(segment, "article")), 1);

    const json_t *articles = json_object_get(root, "articles");
    assert_int_equal(json_array_size(articles), 2);
    const json_t *article = json_array_get(articles, 0);
    assert_int_equal(json_integer_value(json_object_get(article, "article")), 1);
    assert_member(article, "kicker", "甲\\一");
    assert_member(article, "headline", "甲\\一");
    assert_member(article, "deck", "甲\\一");
    assert_member(article, "dateline", "甲\\一");
    assert_int_equal(json_array_size(json_object_get(article, "paragraphs")), 3);
    assert_int_equal(json_array_size(json_object_get(article, "lead")), 1);
    assert_int_equal(json_array_size(json_object_get(article, "captions")), 1);
    assert_int_equal(json_array_size(json_object_get(article, "credits")), 1);
    const json_t *author = json_array_get(json_object_get(article, "authors"), 0);
    assert_member(author, "name", "苗国富");
    assert_member(author, "affiliation", "市委党校");
    const json_t *entities = json_object_get(article, "entities");
    assert_int_equal(json_array_size(entities), 3);
    assert_member(json_array_get(entities, 1), "type", "LOC");
    assert_member(json_array_get(entities, 1), "text", "名字");
    assert_int_equal(json_integer_value(json_object_get(json_array_get(articles, 1), "article")),
                     7);
    json_decref(root);
    buf_done(&json);
    buf_done(&again);
    page_done(&page);
}

/* ---- the examples of PROTOCOL.md ---- */

static void
test_examples(void **state)
{
    static const char *const files[] = {
        "job_ingest",
        "job_enrich",
    };
    (void)state;
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        struct buf json = { 0 }, back = { 0 };
        struct page page;
        struct err err = { 0 };
        page_init(&page);
        example_read(files[i], &json);
        if (page_decode_job(&page, buf_slice(&json), &err) != 0)
            fail_msg("%s: %s", files[i], err.text);
        page_encode_job(&page, &back);
        json_t *a = json_loadb(json.ptr, json.len, 0, NULL);
        json_t *b = json_loadb(back.ptr, back.len, 0, NULL);
        assert_true(json_equal(a, b));
        json_decref(a);
        json_decref(b);
        buf_done(&json);
        buf_done(&back);
        page_done(&page);
    }
}

/* The record of the JOB's example is the record's example. */
static void
test_record_example(void **state)
{
    (void)state;
    struct buf job = { 0 }, expected = { 0 }, record = { 0 };
    struct page page;
    struct err err = { 0 };
    page_init(&page);
    example_read("job_enrich", &job);
    example_read("record", &expected);
    assert_int_equal(page_decode_job(&page, buf_slice(&job), &err), 0);
    page_encode_record(&page, &record);
    json_t *a = json_loadb(expected.ptr, expected.len, 0, NULL);
    json_t *b = json_loadb(record.ptr, record.len, 0, NULL);
    assert_non_null(a);
    json_object_set_new(json_object_get(a, "versions"), "pagewire", json_string(PAGEWIRE_VERSION));
    assert_true(json_equal(a, b));
    json_decref(a);
    json_decref(b);
    buf_done(&job);
    buf_done(&expected);
    buf_done(&record);
    page_done(&page);
}

/* The example of PROTOCOL.md goes there and back; zones reach the record. */
static void
test_zones(void **state)
{
    (void)state;
    struct buf json = { 0 }, again = { 0 }, record = { 0 };
    example_read("job_zones", &json);
    struct page page;
    page_init(&page);
    struct err err = { 0 };
    assert_int_equal(page_decode_job(&page, buf_slice(&json), &err), 0);
    assert_non_null(page.zones);
    assert_float_equal(page.zones->articles[0].boxes[1].bottom, 130.5, 0.001);
    page_encode_job(&page, &again);
    assert_string_equal(buf_string(&again), buf_string(&json));
    page_encode_record(&page, &record);
    assert_non_null(strstr(buf_string(&record), "\"page_size\":[1105.51,1547.72]"));
    assert_non_null(
        strstr(buf_string(&record), "\"zones\":[[30,77.16,191,100.2],[30,120,191,130.5]]"));
    page_done(&page);
    buf_done(&again);
    buf_done(&record);

    char *size = strstr(json.ptr, "page_size");
    assert_non_null(size);
    size[0] = 'P';
    page_init(&page);
    assert_int_equal(page_decode_job(&page, buf_slice(&json), &err), -1);
    page_done(&page);
    buf_done(&json);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_zones),
        cmocka_unit_test(test_round_trip),
        cmocka_unit_test(test_pick),
        cmocka_unit_test(test_fresh_page),
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_accepted),
        cmocka_unit_test(test_unknown_members_pass_through),
        cmocka_unit_test(test_limits),
        cmocka_unit_test(test_size),
        cmocka_unit_test(test_damaged),
        cmocka_unit_test(test_record),
        cmocka_unit_test(test_examples),
        cmocka_unit_test(test_record_example),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
