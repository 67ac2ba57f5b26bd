/* What the second look adds and changes, with made-up findings. */
#include "common/utf8.h"
#include "services/enrich/look.h"
#include "tests/enrich/model_fixture.h"

static struct gazetteer gazetteer;
static char path[512];
static struct arena arena;

/* Marks `name` (its n-th standing) in the text. */
static void
found(struct look_text *text, const char *name, int nth, enum mention_type type, float confidence)
{
    size_t length;
    uint32_t *points = utf8_points(slice_from(name), &length);
    for (uint32_t at = 0; at + length <= text->count; at++) {
        if (memcmp(text->points + at, points, length * sizeof *points) != 0 || nth-- > 0)
            continue;
        struct tagged *longer = arena_alloc(&arena, text->tagged_count + 1, sizeof *longer);
        for (size_t i = 0; i < text->tagged_count; i++)
            longer[i] = text->tagged[i];
        longer[text->tagged_count++] =
            (struct tagged){ at, at + (uint32_t)length, type, confidence };
        text->tagged = longer;
        break;
    }
    free(points);
}

static struct look_text
make_text(const char *string)
{
    size_t count;
    uint32_t *points = utf8_points(slice_from(string), &count);
    uint32_t *copy = arena_alloc(&arena, count + 1, sizeof *copy);
    for (size_t i = 0; i < count; i++)
        copy[i] = points[i];
    free(points);
    return (struct look_text){ copy, count, NULL, 0 };
}

/* "LOC 3-5 PER 7-9" */
static const char *
list(const struct look_text *text)
{
    static struct buf out;
    buf_clear(&out);
    for (size_t i = 0; i < text->tagged_count; i++)
        buf_printf(&out, "%s%s %u-%u", i ? " " : "", mention_type_name(text->tagged[i].type),
                   text->tagged[i].start, text->tagged[i].end);
    return buf_string(&out);
}

static void
places_of_the_gazetteer_spread_from_one(void **state)
{
    (void)state;
    struct look_text texts[] = { make_text("来到焦作"), make_text("学焦作，爱焦作") };
    found(&texts[0], "焦作", 0, MENTION_LOC, 0.6f);
    look_again(&gazetteer, texts, 2, &arena);
    assert_string_equal(list(&texts[0]), "LOC 2-4");
    assert_string_equal(list(&texts[1]), "LOC 1-3 LOC 5-7");
}

static void
medicine_is_no_place(void **state)
{
    (void)state;
    struct look_text text = make_text("中草药和中医，中美");
    for (int i = 0; i < 3; i++)
        found(&text, "中", i, MENTION_LOC, 0.9f);
    look_again(&gazetteer, &text, 1, &arena);
    assert_string_equal(list(&text), "LOC 7-8");
    text = make_text("中医疗队");
    found(&text, "中", 0, MENTION_LOC, 0.9f);
    look_again(&gazetteer, &text, 1, &arena);
    assert_string_equal(list(&text), "LOC 0-1");
}

static void
short_forms_that_spell_a_city_are_it(void **state)
{
    (void)state;
    struct look_text text = make_text("辽宁与京津、巴中、英德");
    static const char *const each[] = { "辽", "宁", "京", "津", "巴", "中", "英", "德" };
    for (size_t i = 0; i < sizeof each / sizeof each[0]; i++)
        found(&text, each[i], 0, MENTION_LOC, 0.8f);
    look_again(&gazetteer, &text, 1, &arena);
    assert_string_equal(list(&text), "LOC 0-2 LOC 3-4 LOC 4-5 LOC 6-7 LOC 7-8 LOC 9-10 LOC 10-11");
    text = make_text("晋中市");
    found(&text, "晋", 0, MENTION_LOC, 0.8f);
    found(&text, "中", 0, MENTION_ORG, 0.8f);
    look_again(&gazetteer, &text, 1, &arena);
    assert_string_equal(list(&text), "LOC 0-1 ORG 1-2");
}

static void
other_places_spread_from_two(void **state)
{
    (void)state;
    struct look_text texts[] = { make_text("来到蓬溪口"), make_text("学蓬溪口") };
    found(&texts[0], "蓬溪口", 0, MENTION_LOC, 0.9f);
    look_again(&gazetteer, texts, 2, &arena);
    assert_string_equal(list(&texts[1]), "");
    texts[0] = make_text("蓬溪口，蓬溪口");
    found(&texts[0], "蓬溪口", 0, MENTION_LOC, 0.9f);
    found(&texts[0], "蓬溪口", 1, MENTION_LOC, 0.9f);
    look_again(&gazetteer, texts, 2, &arena);
    assert_string_equal(list(&texts[1]), "LOC 1-4");
}

static void
sure_people_and_bodies_spread(void **state)
{
    (void)state;
    struct look_text texts[] = { make_text("林建国说华山公司好"), make_text("林建国在华山公司") };
    found(&texts[0], "林建国", 0, MENTION_PER, 0.95f);
    found(&texts[0], "华山公司", 0, MENTION_ORG, 0.95f);
    look_again(&gazetteer, texts, 2, &arena);
    assert_string_equal(list(&texts[1]), "PER 0-3 ORG 4-8");
    struct look_text doubtful[] = { make_text("林建国说"), make_text("林建国在") };
    found(&doubtful[0], "林建国", 0, MENTION_PER, 0.6f);
    look_again(&gazetteer, doubtful, 2, &arena);
    assert_string_equal(list(&doubtful[1]), "");
}

static void
mentions_are_not_cut(void **state)
{
    (void)state;
    struct look_text texts[] = { make_text("焦作，焦作"), make_text("焦作大学在焦作") };
    found(&texts[0], "焦作", 0, MENTION_LOC, 0.9f);
    found(&texts[1], "焦作大学", 0, MENTION_ORG, 0.9f);
    look_again(&gazetteer, texts, 2, &arena);
    assert_string_equal(list(&texts[0]), "LOC 0-2 LOC 3-5");
    assert_string_equal(list(&texts[1]), "ORG 0-4 LOC 5-7");
}

static void
the_longest_name_wins(void **state)
{
    (void)state;
    struct look_text texts[] = { make_text("焦作和焦作市"), make_text("焦作市好") };
    found(&texts[0], "焦作", 0, MENTION_LOC, 0.9f);
    found(&texts[0], "焦作市", 0, MENTION_LOC, 0.9f);
    look_again(&gazetteer, texts, 2, &arena);
    assert_string_equal(list(&texts[1]), "LOC 0-3");
}

static void
most_occurrences_decide_the_type(void **state)
{
    (void)state;
    struct look_text text = make_text("高明，高明，高明");
    found(&text, "高明", 0, MENTION_LOC, 0.9f);
    found(&text, "高明", 1, MENTION_PER, 0.7f);
    found(&text, "高明", 2, MENTION_LOC, 0.9f);
    look_again(&gazetteer, &text, 1, &arena);
    assert_string_equal(list(&text), "LOC 0-2 LOC 3-5 LOC 6-8");
    text = make_text("高明，高明");
    found(&text, "高明", 0, MENTION_LOC, 0.9f);
    found(&text, "高明", 1, MENTION_PER, 0.9f);
    look_again(&gazetteer, &text, 1, &arena);
    assert_string_equal(list(&text), "LOC 0-2 PER 3-5"); /* undecided: as found */
}

static void
long_and_short_forms_know_each_other(void **state)
{
    (void)state;
    struct look_text texts[] = { make_text("来到焦作市"), make_text("学焦作") };
    found(&texts[0], "焦作市", 0, MENTION_LOC, 0.9f);
    look_again(&gazetteer, texts, 2, &arena);
    assert_string_equal(list(&texts[1]), "LOC 1-3");
    struct look_text reversed[] = { make_text("来到焦作"), make_text("学焦作市") };
    found(&reversed[0], "焦作", 0, MENTION_LOC, 0.9f);
    look_again(&gazetteer, reversed, 2, &arena);
    assert_string_equal(list(&reversed[1]), "LOC 1-4");
}

static void
sites_are_whole(void **state)
{
    (void)state;
    struct look_text text = make_text("焦作机场与第九纵队司令部旧址，石桥村古建");
    found(&text, "焦作", 0, MENTION_LOC, 0.9f);
    found(&text, "第九纵队司令部", 0, MENTION_ORG, 0.9f);
    found(&text, "石桥村", 0, MENTION_LOC, 0.9f);
    look_again(&gazetteer, &text, 1, &arena);
    assert_string_equal(list(&text), "LOC 0-4 LOC 5-14 LOC 15-18");
}

static void
lonely_doubts_are_dropped(void **state)
{
    (void)state;
    struct look_text text = make_text("蓬溪口，焦作，林建国，林建国");
    found(&text, "蓬溪口", 0, MENTION_LOC, 0.4f);
    found(&text, "焦作", 0, MENTION_LOC, 0.4f);
    found(&text, "林建国", 0, MENTION_PER, 0.4f);
    found(&text, "林建国", 1, MENTION_PER, 0.4f);
    look_again(&gazetteer, &text, 1, &arena);
    assert_string_equal(list(&text), "LOC 4-6 PER 7-10 PER 11-14");
}

static void
a_place_and_a_character_are_no_person(void **state)
{
    (void)state;
    struct look_text text = make_text("焦作，焦作，焦作，焦作籍");
    for (int i = 0; i < 3; i++)
        found(&text, "焦作", i, MENTION_LOC, 0.9f);
    found(&text, "焦作籍", 0, MENTION_PER, 0.9f);
    look_again(&gazetteer, &text, 1, &arena);
    assert_string_equal(list(&text), "LOC 0-2 LOC 3-5 LOC 6-8 LOC 9-11");
}

static void
nothing_comes_of_nothing(void **state)
{
    (void)state;
    struct look_text texts[] = { make_text(""), make_text("焦作") };
    look_again(&gazetteer, texts, 2, &arena);
    look_again(&gazetteer, NULL, 0, &arena);
    assert_string_equal(list(&texts[1]), "");
}

static int
setup(void **state)
{
    (void)state;
    struct err err = { 0 };
    (void)snprintf(path, sizeof path, "%s/gazetteer.bin", data_dir());
    if (gazetteer_open(&gazetteer, path, &err) != 0)
        fail_msg("%s", err.text);
    return 0;
}

static int
teardown(void **state)
{
    (void)state;
    gazetteer_close(&gazetteer);
    arena_done(&arena);
    return 0;
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(places_of_the_gazetteer_spread_from_one),
        cmocka_unit_test(medicine_is_no_place),
        cmocka_unit_test(short_forms_that_spell_a_city_are_it),
        cmocka_unit_test(other_places_spread_from_two),
        cmocka_unit_test(sure_people_and_bodies_spread),
        cmocka_unit_test(mentions_are_not_cut),
        cmocka_unit_test(the_longest_name_wins),
        cmocka_unit_test(most_occurrences_decide_the_type),
        cmocka_unit_test(long_and_short_forms_know_each_other),
        cmocka_unit_test(sites_are_whole),
        cmocka_unit_test(lonely_doubts_are_dropped),
        cmocka_unit_test(a_place_and_a_character_are_no_person),
        cmocka_unit_test(nothing_comes_of_nothing),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
