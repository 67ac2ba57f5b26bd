/* Tests of services/segment/cut/resume: articles that go on behind another. */
#include "services/segment/cut/resume.h"
#include "services/segment/read/read.h"
#include "tests/segment/bigram_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static struct bigrams *bigrams;

static int
load(void **state)
{
    (void)state;
    bigrams = bigram_fixture_read();
    return 0;
}

static int
unload(void **state)
{
    (void)state;
    bigrams_free(bigrams);
    return 0;
}

/* Reads the text, gives every line the role that stands for its letter (h headline, b body, j
 * jump); a text begins at the last, amid a paragraph.  `line`: where it goes on from, -1 nowhere.
 */
static void
assert_resumed(const char *text, const char *roles, int line)
{
    struct page page;
    struct sheet sheet = { 0 };
    size_t parts[16];
    page_init(&page);
    read_text(&sheet, &page.arena, slice_from(text), bigrams);
    assert_true(sheet.piece_count > 0 && sheet.piece_count <= 16);
    for (size_t i = 0; i < sheet.piece_count; i++) {
        struct piece *piece = &sheet.pieces[i];
        char role = roles[piece->line];
        piece->role = role == 'h' ? ROLE_HEADLINE : role == 'j' ? ROLE_JUMP : ROLE_BODY;
        piece->para = -3;
        piece->first = piece->line + 1 == sheet.line_count ? 3 : -3;
        parts[i] = i;
    }
    const size_t *found = resume_find(&sheet, parts, sheet.piece_count);
    size_t last = found[sheet.piece_count - 1];
    assert_int_equal(last > 0 ? (int)sheet.pieces[parts[last - 1]].line : -1, line);
    for (size_t i = 0; i + 1 < sheet.piece_count; i++)
        assert_int_equal(found[i], 0);
    page_done(&page);
}

static void
text_goes_on_behind_another(void **state)
{
    (void)state;
    assert_resumed("昨天上午，修了三个月的老渠送来了灌溉用\n新楼落成\n学校的新楼落成了。\n"
                   "水，村里的人都到渠边来看。\n",
                   "bhbb", 0);
    /* of two that broke off, the one that reads on */
    assert_resumed("昨天上午，修了三个月的老渠送来了灌溉用\n新楼落成\n学校的新楼昨天落成，很多老\n"
                   "麦子熟了\n今年的麦子收完了。\n水，村里的人都到渠边来看。\n",
                   "bhbhbb", 0);
}

static void
what_goes_on_elsewhere_does_not(void **state)
{
    (void)state;
    assert_resumed("昨天上午，修了三个月的老渠送来了灌溉用\n（下转第三版）\n新楼落成\n"
                   "学校的新楼落成了。\n水，村里的人都到渠边来看。\n",
                   "bjhbb", -1);
    assert_resumed("昨天上午，修了三个月的老渠通了。\n新楼落成\n学校的新楼落成了。\n"
                   "水，村里的人都到渠边来看。\n",
                   "bhbb", -1);
    /* what stands right before it reads on better */
    assert_resumed("昨天上午，修了三个月的老渠送来的\n新楼落成\n学校的新楼都有了自来\n"
                   "水，村里的人都到渠边来看。\n",
                   "bhbb", -1);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_goes_on_behind_another),
        cmocka_unit_test(what_goes_on_elsewhere_does_not),
    };
    return cmocka_run_group_tests(tests, load, unload);
}
