/* Tests of services/segment/border: parts of a page, and which articles begin first. */
#include "services/segment/border.h"
#include "services/segment/read/read.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
/* cmocka wants those before */
#include <cmocka.h>

/* Lines of a page, a piece each, with roles by their letters: h headline, y byline, f furniture, b
 * body. */
struct scene {
    struct page page;
    struct sheet sheet;
};

static void
read_scene(struct scene *scene, const char *text, const char *roles)
{
    *scene = (struct scene){ .sheet = { 0 } };
    page_init(&scene->page);
    read_text(&scene->sheet, &scene->page.arena, slice_from(text), NULL);
    for (size_t i = 0; i < scene->sheet.piece_count; i++) {
        struct piece *piece = &scene->sheet.pieces[i];
        char letter = roles[piece->line];
        piece->role = letter == 'h'   ? ROLE_HEADLINE
                      : letter == 'y' ? ROLE_BYLINE
                      : letter == 'f' ? ROLE_FURNITURE
                                      : ROLE_BODY;
    }
}

/* The first piece of a line. */
static size_t
at(const struct scene *scene, uint32_t line)
{
    for (size_t i = 0; i < scene->sheet.piece_count; i++)
        if (scene->sheet.pieces[i].line == line)
            return i;
    fail_msg("there is no line %u", line);
    return 0;
}

static void
bylines_in_brackets_are_text(void **state)
{
    (void)state;
    static const enum part parts[] = { PART_HEAD, PART_BYLINE, PART_TEXT, PART_TEXT, PART_NONE };
    struct scene scene;
    read_scene(&scene, "老渠通水\n记者 李明\n水到了。\n（记者 李明）\n第三版\n", "hybyf");
    for (size_t i = 0; i < scene.sheet.piece_count; i++)
        assert_int_equal(border_part(&scene.sheet, i), parts[scene.sheet.pieces[i].line]);
    page_done(&scene.page);
}

static void
what_stands_before(void **state)
{
    (void)state;
    struct scene scene;
    size_t before = 99;
    read_scene(&scene,
               "水到了。\n老渠通水\n第三版\n记者 李明\n桥也修好了。\n新桥通车\n三个月修完\n",
               "bhfybhh");
    assert_true(
        border_before(&scene.sheet, at(&scene, 4), &before)); /* over head, furniture and byline */
    assert_int_equal(scene.sheet.pieces[before].line, 0);
    assert_false(border_before(&scene.sheet, at(&scene, 0), &before)); /* nothing is before it */
    assert_false(border_before(&scene.sheet, at(&scene, 1), &before)); /* it is no text */
    assert_false(border_head_before(&scene.sheet, at(&scene, 5), &before)); /* text is between */
    assert_true(border_head_before(&scene.sheet, at(&scene, 6), &before));
    assert_int_equal(scene.sheet.pieces[before].line, 5);
    page_done(&scene.page);
}

static void
numbers_follow_the_text(void **state)
{
    (void)state;
    static const uint32_t given[] = { 3, 0, 3, 7, 1, 7 }, wanted[] = { 1, 0, 1, 2, 3, 2 };
    struct scene scene;
    read_scene(&scene, "一\n二\n三\n四\n五\n六\n", "bbbbbb");
    assert_int_equal(scene.sheet.piece_count, 6);
    for (size_t i = 0; i < 6; i++)
        scene.sheet.pieces[i].article = given[i];
    assert_int_equal(border_renumber(&scene.sheet, 7), 3);
    for (size_t i = 0; i < 6; i++)
        assert_int_equal(scene.sheet.pieces[i].article, wanted[i]);
    page_done(&scene.page);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bylines_in_brackets_are_text),
        cmocka_unit_test(what_stands_before),
        cmocka_unit_test(numbers_follow_the_text),
    };
    return cmocka_run_group_tests_name("border", tests, NULL, NULL);
}
