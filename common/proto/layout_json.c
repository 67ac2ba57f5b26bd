#include "common/proto/layout_json.h"

#include <math.h>
#include <string.h>

static const char *const mark_names[MARK_KIND_COUNT] = {
    [MARK_RULE] = "rule",
    [MARK_FRAME] = "frame",
    [MARK_TINT] = "tint",
    [MARK_PICTURE] = "picture",
};

static const char *const sources[] = { "pdf", "alto", "hocr", "page-xml", "ocr" };

enum { LINE_BOLD = 1, LINE_VERTICAL = 2 };

/* ---- writing ---- */

static void
write_length(struct jsonw *w, float points)
{
    double value = isfinite(points) ? (double)points * 100 : 0;
    double most = LAYOUT_LENGTH_MAX;
    jsonw_number(w, llround(fmax(-most, fmin(most, value))));
}

static void
write_box(struct jsonw *w, const struct box *box)
{
    write_length(w, box->left);
    write_length(w, box->top);
    write_length(w, box->right);
    write_length(w, box->bottom);
}

static void
write_line(struct jsonw *w, const struct layout_line *line)
{
    jsonw_open(w, '[');
    jsonw_number(w, line->start);
    jsonw_number(w, line->end);
    write_box(w, &line->box);
    write_length(w, line->size);
    jsonw_number(w, line->face);
    jsonw_number(w, (line->bold ? LINE_BOLD : 0) | (line->vertical ? LINE_VERTICAL : 0));
    jsonw_number(w, line->turned);
    jsonw_share(w, line->confidence);
    jsonw_number(w, line->block);
    jsonw_close(w, ']');
}

void
layout_encode(const struct layout *layout, struct jsonw *w)
{
    jsonw_open(w, '{');
    jsonw_member(w, "source", slice_from(layout->source));
    jsonw_key(w, "size");
    jsonw_open(w, '[');
    write_length(w, layout->width);
    write_length(w, layout->height);
    jsonw_close(w, ']');
    jsonw_key(w, "faces");
    jsonw_open(w, '[');
    for (size_t i = 0; i < layout->face_count; i++)
        jsonw_text(w, slice_from(layout->faces[i]));
    jsonw_close(w, ']');
    jsonw_key(w, "lines");
    jsonw_open(w, '[');
    for (size_t i = 0; i < layout->line_count; i++)
        write_line(w, &layout->lines[i]);
    jsonw_close(w, ']');
    jsonw_key(w, "marks");
    jsonw_open(w, '[');
    for (size_t i = 0; i < layout->mark_count; i++) {
        jsonw_open(w, '[');
        jsonw_text(w, slice_from(mark_names[layout->marks[i].kind]));
        write_box(w, &layout->marks[i].box);
        jsonw_close(w, ']');
    }
    jsonw_close(w, ']');
    jsonw_close(w, '}');
}

/* ---- reading ---- */

struct reading {
    struct layout *layout;
    struct arena *arena;
    size_t length;
    struct err *err;
};

static int
fault(const struct reading *r, const char *what)
{
    return err_set(r->err, ERR_REJECT, "page: \"layout\" %s", what);
}

/* The whole numbers from place `at` of an array, each within bounds. */
static bool
take(const json_t *array, size_t at, size_t count, json_int_t low, json_int_t high,
     json_int_t *numbers)
{
    for (size_t i = 0; i < count; i++) {
        const json_t *value = json_array_get(array, at + i);
        if (!json_is_integer(value))
            return false;
        numbers[i] = json_integer_value(value);
        if (numbers[i] < low || numbers[i] > high)
            return false;
    }
    return true;
}

static bool
take_box(const json_t *array, size_t at, struct box *box)
{
    json_int_t n[4];
    if (!take(array, at, 4, -LAYOUT_LENGTH_MAX, LAYOUT_LENGTH_MAX, n) || n[0] > n[2] || n[1] > n[3])
        return false;
    *box =
        (struct box){ (float)n[0] / 100, (float)n[1] / 100, (float)n[2] / 100, (float)n[3] / 100 };
    return true;
}

static bool
take_line(const struct reading *r, const json_t *value, struct layout_line *line)
{
    json_int_t place[2], size, face, flags, turned, block;
    const json_t *share = json_array_get(value, 10);
    if (!json_is_array(value) || !take(value, 0, 2, 0, (json_int_t)r->length, place) ||
        place[0] >= place[1] || !take_box(value, 2, &line->box) ||
        !take(value, 6, 1, 0, LAYOUT_LENGTH_MAX, &size) ||
        !take(value, 7, 1, 0, UINT16_MAX, &face) || !take(value, 8, 1, 0, INT32_MAX, &flags) ||
        !take(value, 9, 1, 0, 3, &turned) || !json_is_number(share) ||
        !take(value, 11, 1, 0, INT32_MAX, &block))
        return false;
    double confidence = json_number_value(share);
    if ((size_t)face >= r->layout->face_count || !(confidence >= 0 && confidence <= 1))
        return false;
    line->start = (uint32_t)place[0];
    line->end = (uint32_t)place[1];
    line->size = (float)size / 100;
    line->face = (uint16_t)face;
    line->bold = (flags & LINE_BOLD) != 0;
    line->vertical = (flags & LINE_VERTICAL) != 0;
    line->turned = (uint8_t)turned;
    line->confidence = (float)confidence;
    line->block = (uint32_t)block;
    return true;
}

/* An array of at most `max` elements that the object must have. */
static const json_t *
take_array(const json_t *object, const char *name, size_t max)
{
    const json_t *array = json_object_get(object, name);
    return json_is_array(array) && json_array_size(array) <= max ? array : NULL;
}

static int
read_head(struct reading *r, const json_t *value)
{
    struct layout *layout = r->layout;
    json_int_t size[2];
    const json_t *source = json_object_get(value, "source");
    for (size_t i = 0; json_is_string(source) && i < sizeof sources / sizeof *sources; i++)
        if (strcmp(json_string_value(source), sources[i]) == 0)
            layout->source = sources[i];
    if (layout->source == NULL)
        return fault(r, "has no \"source\" that is known");
    if (!take(json_object_get(value, "size"), 0, 2, 1, LAYOUT_LENGTH_MAX, size))
        return fault(r, "has no \"size\"");
    layout->width = (float)size[0] / 100;
    layout->height = (float)size[1] / 100;
    const json_t *faces = take_array(value, "faces", LAYOUT_FACES_MAX);
    if (faces == NULL)
        return fault(r, "has no \"faces\"");
    layout->face_count = layout->face_cap = json_array_size(faces);
    layout->faces = arena_alloc(r->arena, layout->face_count + 1, sizeof *layout->faces);
    for (size_t i = 0; i < layout->face_count; i++) {
        const json_t *face = json_array_get(faces, i);
        if (!json_is_string(face))
            return fault(r, "has a face without a name");
        layout->faces[i] = arena_string(r->arena, slice_from(json_string_value(face)));
    }
    return 0;
}

static int
read_lines(struct reading *r, const json_t *value)
{
    struct layout *layout = r->layout;
    const json_t *lines = take_array(value, "lines", LAYOUT_LINES_MAX);
    if (lines == NULL)
        return fault(r, "has no \"lines\"");
    layout->line_count = layout->line_cap = json_array_size(lines);
    layout->lines = arena_alloc(r->arena, layout->line_count + 1, sizeof *layout->lines);
    uint32_t end = 0;
    for (size_t i = 0; i < layout->line_count; i++) {
        struct layout_line *line = &layout->lines[i];
        if (!take_line(r, json_array_get(lines, i), line))
            return fault(r, "has a broken line");
        if (line->start < end)
            return fault(r, "has lines out of order");
        end = line->end;
    }
    return 0;
}

static int
read_marks(struct reading *r, const json_t *value)
{
    struct layout *layout = r->layout;
    const json_t *marks = take_array(value, "marks", LAYOUT_MARKS_MAX);
    if (marks == NULL)
        return fault(r, "has no \"marks\"");
    layout->mark_cap = json_array_size(marks);
    layout->marks = arena_alloc(r->arena, layout->mark_cap + 1, sizeof *layout->marks);
    for (size_t i = 0; i < layout->mark_cap; i++) {
        const json_t *mark = json_array_get(marks, i), *name = json_array_get(mark, 0);
        struct layout_mark *to = &layout->marks[layout->mark_count];
        if (!json_is_string(name) || !take_box(mark, 1, &to->box))
            return fault(r, "has a broken mark");
        int kind = 0; /* one that a newer decoder tells is passed over */
        while (kind < MARK_KIND_COUNT && strcmp(json_string_value(name), mark_names[kind]) != 0)
            kind++;
        to->kind = (enum layout_mark_kind)kind;
        layout->mark_count += kind < MARK_KIND_COUNT;
    }
    return 0;
}

int
layout_decode(struct layout **layout, struct arena *arena, const json_t *value, size_t length,
              struct err *err)
{
    struct reading r = { arena_alloc(arena, 1, sizeof *r.layout), arena, length, err };
    if (!json_is_object(value))
        return fault(&r, "is no object");
    if (read_head(&r, value) != 0 || read_lines(&r, value) != 0 || read_marks(&r, value) != 0)
        return -1;
    *layout = r.layout;
    return 0;
}
