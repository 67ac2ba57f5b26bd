/* Tests of services/segment/cut/second: an article is signed once. */
#include "services/segment/cut/second.h"
#include "services/segment/read/read.h"

#include "common/buf.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

/* A line a piece: roles by letter, articles by digit; says which article each is in at last. */
static void
assert_articles_as(const char *evidence, const char *roles, const char *before, const char *after,
                   const char *roles_after)
{ /* m: （李明） at the end of a text; w: who helped */
    static const char letters[] = {
        'k', 'h', 'd', 'y', 'a', 'l', 'e', 'b', 's', 'p', 'c', 'j', 'f'
    };
    struct page page;
    struct sheet sheet = { 0 };
    struct buf text = { 0 };
    for (const char *role = roles; *role != '\0'; role++)
        buf_add_slice(&text, slice_from(*role == 'k'   ? "老李的打算——\n"
                                        : *role == 'm' ? "（李明）\n"
                                        : *role == 'w' ? "（李明参与采写）\n"
                                                       : "老渠通水\n"));
    page_init(&page);
    read_text(&sheet, &page.arena, buf_slice(&text), NULL);
    uint32_t articles = 0;
    for (size_t i = 0; i < sheet.piece_count; i++) {
        for (int r = 0; r < ROLE_COUNT; r++)
            if (letters[r] == (strchr("mw", roles[i]) != NULL ? 'y' : roles[i]))
                sheet.pieces[i].role = (enum role)r;
        sheet.pieces[i].evidence = evidence;
        sheet.pieces[i].first =
            -(float)i; /* the second line of a head most likely begins another */
        sheet.pieces[i].aide = roles[i] == 'w';
        sheet.pieces[i].article = (uint32_t)(before[i] - '0');
        articles = sheet.pieces[i].article > articles ? sheet.pieces[i].article : articles;
    }
    second_mend(&sheet, articles);
    struct buf found = { 0 }, now = { 0 };
    for (size_t i = 0; i < sheet.piece_count; i++) {
        buf_add_char(&found, (char)('0' + sheet.pieces[i].article));
        buf_add_char(&now, letters[sheet.pieces[i].role]);
    }
    assert_string_equal(buf_string(&found), after);
    assert_string_equal(buf_string(&now), roles_after);
    buf_done(&found);
    buf_done(&now);
    buf_done(&text);
    page_done(&page);
}

static void
assert_articles(const char *roles, const char *before, const char *after, const char *roles_after)
{
    assert_articles_as("head-first", roles, before, after, roles_after);
}

/* Of a page whose heads all come first: two texts that are signed have two heads. */
static void
stacked_texts_are_parted(void **state)
{
    (void)state;
    assert_articles_as("head-stack", "hdbmbm", "111111", "121122", "hhbyby");
    assert_articles_as("head-stack", "hdbm", "1111", "1111", "hdby");
    assert_articles_as("head-stack", "hbmbm", "11111", "11111", "hbyby");
    assert_articles("hdbmbm", "111111", "111111", "hdbyby");
}

static void
second_bylines_cut(void **state)
{
    (void)state;
    assert_articles("hybbsbby", "11111111", "11112222", "hybbhbby"); /* signed at the end */
    assert_articles("hybbsyb", "1111111", "1111222", "hybbhyb");     /* right below its head */
    assert_articles("hbbsyb", "111111", "111111", "hbbsyb");         /* only one */
    assert_articles("hyybsb", "111111", "111111", "hyybsb");         /* two, above one text */
    assert_articles("hybsbm", "111111", "111222", "hybhby"); /* a bracket closes the second */
    assert_articles("hbmsbm", "111111", "111222", "hbyhby"); /* and one the first */
    assert_articles("hybm", "1111", "1111", "hyby");         /* two, for one text */
    assert_articles("hybsbw", "111111", "111111", "hybsby"); /* who helped signs nothing */
    assert_articles("hybsbysby", "111111111", "111222333", "hybhbyhby");
}

static void
sections_go_back(void **state)
{
    (void)state;
    assert_articles("hybkhbhyb", "111222333", "111111222", "hybssbhyb");
    assert_articles("hybhbkhbhyb", "11122333444", "11111111222", "hybsbssbhyb"); /* and before it */
    assert_articles("hybkhbhbhyb", "11122233444", "11111122333", "hybssbhbhyb"); /* not after it */
    assert_articles("hybkhybhyb", "1112222333", "1112222333", "hybkhybhyb");     /* signed itself */
    assert_articles("hbkhbhb", "1122233", "1122233", "hbkhbhb");                 /* nobody signs */
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(second_bylines_cut),
        cmocka_unit_test(stacked_texts_are_parted),
        cmocka_unit_test(sections_go_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
