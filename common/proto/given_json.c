#include "common/proto/given_json.h"

void
given_encode(const struct page *page, struct jsonw *w)
{
    jsonw_open(w, '[');
    for (size_t i = 0; i < page->given_count; i++) {
        const struct segment *given = &page->given[i];
        jsonw_open(w, '[');
        jsonw_number(w, given->start);
        jsonw_number(w, given->end);
        jsonw_number(w, given->article);
        jsonw_text(w, slice_from(role_name(given->role)));
        jsonw_close(w, ']');
    }
    jsonw_close(w, ']');
}

static bool
read_whole(const json_t *value, uint32_t *number)
{
    json_int_t whole = json_integer_value(value);
    *number = (uint32_t)whole;
    return json_is_integer(value) && whole >= 0 && whole <= UINT32_MAX;
}

int
given_check(const struct page *page, size_t length, struct err *err)
{
    uint32_t end = 0;
    for (size_t i = 0; i < page->given_count; i++) {
        const struct segment *given = &page->given[i];
        if (given->start < end || given->end < given->start || given->end > length)
            return err_set(err, ERR_REJECT, "segment %zu lies in another, or off the page", i + 1);
        if (given->article > page->given_count)
            return err_set(err, ERR_REJECT, "segment %zu is of article %u of at most %zu", i + 1,
                           given->article, page->given_count);
        end = given->end;
    }
    return 0;
}

int
given_decode(struct page *page, const json_t *value, size_t length, struct err *err)
{
    size_t i;
    json_t *row;
    if (!json_is_array(value) || json_array_size(value) > GIVEN_MAX)
        return err_set(err, ERR_REJECT, "page: given is no list of at most %d", GIVEN_MAX);
    json_array_foreach(value, i, row)
    {
        struct segment *given = page_add_given(page);
        const json_t *role = json_array_get(row, 3);
        struct slice name = { json_string_value(role), json_string_length(role) };
        if (!json_is_string(role) || !read_whole(json_array_get(row, 0), &given->start) ||
            !read_whole(json_array_get(row, 1), &given->end) ||
            !read_whole(json_array_get(row, 2), &given->article) || !role_find(name, &given->role))
            return err_set(err, ERR_REJECT, "page: given %zu is no segment", i + 1);
    }
    return given_check(page, length, err);
}
