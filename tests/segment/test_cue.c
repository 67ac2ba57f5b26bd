/* Tests of services/segment/cue: what the lists of words promise those who look in them. */
#include "common/utf8.h"
#include "services/segment/cue.h"
#include "services/segment/glyph.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
/* cmocka wants those before */
#include <cmocka.h>

static const char *const *const lists[] = {
    cue_tags,           cue_jumps,         cue_houses,         cue_reporters,
    cue_telling,        cue_tunes,         cue_bylines,        cue_offices,
    cue_deeds,          cue_writers,       cue_tasks,          cue_employers,
    cue_picture_starts, cue_picture_ends,  cue_closing_houses, cue_closing_bylines,
    cue_photo_labels,   cue_columns,       cue_notices,        cue_signers,
    cue_kickers,        cue_photo_credits, cue_posts,          cue_bearers,
    cue_titles,         cue_outlets,       cue_small_adverts,  cue_advert_titles,
    cue_trades,         cue_small_starts,  cue_small_ends,
};
enum { LISTS = sizeof lists / sizeof *lists };

/* They are looked for in a page that is folded and in simplified forms. */
static void
check_word(const char *word)
{
    size_t count, bad;
    assert_true(word[0] != '\0');
    if (!utf8_valid(slice_from(word), &bad))
        fail_msg("%s is no UTF-8", word);
    uint32_t *points = utf8_points(slice_from(word), &count);
    for (size_t i = 0; i < count; i++)
        if (glyph_simple(glyph_fold(points[i])) != points[i])
            fail_msg("%s is never found: its sign %zu is another on a page", word, i + 1);
    free(points);
}

static void
words_can_be_found(void **state)
{
    (void)state;
    for (size_t i = 0; i < LISTS; i++)
        for (const char *const *word = lists[i]; *word != NULL; word++)
            check_word(*word);
    for (const struct cue_word *word = cue_words; word->word != NULL; word++)
        check_word(word->word);
    for (int i = 0; i < CUE_CLASSES; i++)
        for (const char *const *word = cue_classes[i].words; *word != NULL; word++)
            check_word(*word);
}

static void
words_stand_once(void **state)
{
    (void)state;
    for (size_t i = 0; i < LISTS; i++)
        for (const char *const *word = lists[i]; *word != NULL; word++)
            for (const char *const *other = lists[i]; other != word; other++)
                if (strcmp(*word, *other) == 0)
                    fail_msg("%s stands twice", *word);
}

/* The first that fits is taken, so a longer one has to come before those that begin it. */
static void
longer_words_come_first(void **state)
{
    (void)state;
    for (const struct cue_word *word = cue_words; word->word != NULL; word++)
        for (const struct cue_word *before = cue_words; before != word; before++)
            if (slice_starts(slice_from(word->word), slice_from(before->word)))
                fail_msg("%s is never found behind %s", word->word, before->word);
}

static void
classes_are_named(void **state)
{
    (void)state;
    for (int i = 0; i < CUE_CLASSES; i++) {
        assert_non_null(cue_classes[i].name);
        assert_non_null(cue_classes[i].words[0]);
        assert_null(cue_classes[i].words[sizeof cue_classes[i].words / sizeof(char *) - 1]);
        for (int j = 0; j < i; j++)
            assert_string_not_equal(cue_classes[i].name, cue_classes[j].name);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_can_be_found),
        cmocka_unit_test(words_stand_once),
        cmocka_unit_test(longer_words_come_first),
        cmocka_unit_test(classes_are_named),
    };
    return cmocka_run_group_tests_name("cue", tests, NULL, NULL);
}
