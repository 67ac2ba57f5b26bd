#include "services/decode/sizes.h"

#include "services/decode/ink.h"

#include "common/utf8.h"

#include <math.h>
#include <stdlib.h>

enum { STEPS_LEAST = 7, LINES_LEAST = 5, LINES_MOST = 3000, FULL_WIDTH = 0x2e80 };

static const float PITCH_LEAST = 0.5F, PITCH_MOST = 1.4F; /* of the box's height */
static const float NEAR = 0.10F;  /* sizes of one type, measured from signs, differ less */
static const float LOOSE = 0.16F; /* and those from boxes less than this */

static const float STROKE_MOST = 3; /* of the line's height */

static const float SPREAD = 1.1F; /* of what the box says: signs farther apart are spread */
static const float AMONG = 1.3F;  /* a line larger by more is of another text */
static const float HIGH = 1.5F;   /* and a box of few signs, one of them tall, is higher by less */
static const float STEP_MOST = 1.15F;                   /* from line to line, of the step before */
static const float INDENT_MOST = 2.8F, FIRST_LEAST = 8; /* em: of a paragraph, of its line */
static const float LEADING_MOST = 2;                    /* em */

struct measured {
    struct box box; /* in the frame that the line is read in */
    float size;
    float signs; /* how much it weighs */
    bool exact;  /* from signs */
    bool done;
};

static int
compare(const void *a, const void *b)
{
    float x = *(const float *)a, y = *(const float *)b;
    return (x > y) - (x < y);
}

static float
median(float *values, size_t count)
{
    qsort(values, count, sizeof *values, compare);
    return values[count / 2];
}

static size_t
count_signs(struct slice text, bool *full)
{
    size_t count = 0;
    *full = true;
    for (size_t at = 0; at < text.len; count++)
        *full &= utf8_next(text, &at) >= FULL_WIDTH;
    return count;
}

/* A line's box as its words span it. */
static struct box
box_of(const struct stream *stream, const struct stream_line *line)
{
    struct box box = stream->words[line->first_word].box;
    for (size_t i = 1; i < line->word_count; i++)
        box = box_join(box, stream->words[line->first_word + i].box);
    return box;
}

static bool
runs_down(const struct stream_line *line)
{
    return line->vertical != (line->turned % 2 == 1);
}

static float
thickness(const struct stream *stream, const struct stream_line *line)
{
    struct box box = box_of(stream, line);
    return runs_down(line) ? box.right - box.left : box.bottom - box.top;
}

/* How far apart the signs of full width of a line stand; 0: they are too few. */
static float
pitch_of(const struct stream *stream, const struct stream_line *line, float *steps)
{
    size_t count = 0;
    float before = 0;
    bool was = false;
    for (size_t i = 0; i < line->word_count; i++) {
        const struct stream_word *word = &stream->words[line->first_word + i];
        bool full, down = runs_down(line);
        size_t signs = count_signs(word->text, &full);
        float start = down ? word->box.top : word->box.left,
              end = down ? word->box.bottom : word->box.right, middle = (start + end) / 2;
        if (full && signs > 1)
            for (size_t k = 0; k < signs; k++)
                steps[count++] = (end - start) / (float)signs;
        else if (full && was && middle > before)
            steps[count++] = middle - before;
        was = full && signs == 1;
        before = middle;
    }
    return count >= STEPS_LEAST ? median(steps, count) : 0;
}

static bool
measure(const struct stream *stream, struct arena *arena, struct measured *lines)
{
    size_t most = 1, known = 0;
    for (size_t i = 0; i < stream->word_count; i++)
        most += stream->words[i].text.len;
    float *steps = arena_alloc(arena, most, sizeof *steps);
    float *ratios = arena_alloc(arena, stream->line_count + 1, sizeof *ratios);
    for (size_t i = 0; i < stream->line_count; i++) {
        const struct stream_line *line = &stream->lines[i];
        bool full;
        for (size_t k = 0; k < line->word_count; k++)
            lines[i].signs += (float)count_signs(stream->words[line->first_word + k].text, &full);
        if (line->word_count == 0)
            continue;
        lines[i].box = box_to_frame(box_of(stream, line), ink_frame(line->turned, line->vertical));
        float pitch = pitch_of(stream, line, steps), thick = thickness(stream, line);
        lines[i].exact = pitch > PITCH_LEAST * thick && pitch < PITCH_MOST * thick;
        lines[i].size = lines[i].exact ? pitch : thick;
        if (lines[i].exact)
            ratios[known++] = pitch / thick;
    }
    if (known < LINES_LEAST)
        return false;
    float ratio = median(ratios, known);
    for (size_t i = 0; i < stream->line_count; i++)
        if (!lines[i].exact)
            lines[i].size *= ratio;
        else if (thickness(stream, &stream->lines[i]) > 0) /* spread to fill its column */
            lines[i].size =
                fminf(lines[i].size, SPREAD * ratio * thickness(stream, &stream->lines[i]));
    return true;
}

static bool
is_near(const struct measured *line, float size)
{
    return fabsf(line->size - size) < (line->exact ? NEAR : LOOSE) * size;
}

/* The size around which most signs that are left were measured; 0: none. */
static float
next_size(const struct measured *lines, size_t count)
{
    float best = 0, most = 0;
    for (size_t i = 0; i < count; i++) {
        float signs = 0, sum = 0;
        for (size_t k = 0; k < count && !lines[i].done; k++)
            if (!lines[k].done && lines[k].exact >= lines[i].exact &&
                fabsf(lines[k].size - lines[i].size) < NEAR / 2 * lines[i].size) {
                signs += lines[k].signs;
                sum += lines[k].signs * lines[k].size;
            }
        if (lines[i].exact)
            signs *= 4;
        if (signs > most) {
            most = signs;
            best = sum / (lines[i].exact ? signs / 4 : signs);
        }
    }
    return best;
}

/* The line next to line `at` in its column, above (-1) or below (1); count: none. */
static size_t
next_line(const struct stream *stream, size_t at, const struct measured *lines, int side)
{
    const struct stream_line *line = &stream->lines[at];
    struct box own = lines[at].box;
    size_t best = stream->line_count;
    float least = LEADING_MOST * lines[at].size;
    for (size_t i = 0; i < stream->line_count; i++) {
        const struct stream_line *other = &stream->lines[i];
        if (i == at || other->word_count == 0 || other->vertical != line->vertical ||
            other->turned != line->turned)
            continue;
        struct box box = lines[i].box;
        if (side < 0) /* a paragraph's first line is set in */
            box.left -= INDENT_MOST * lines[i].size;
        float over = fminf(own.right, box.right) - fmaxf(own.left, box.left);
        float away = (float)side * (box.top + box.bottom - own.top - own.bottom) / 2;
        if (over > 0.6F * fminf(own.right - own.left, box.right - box.left) &&
            away > 0.6F * lines[at].size && away < least) {
            least = away;
            best = i;
        }
    }
    return best;
}

/* Whether the line begins a text in the column of the line below it: it ends where that ends, and
 * begins there or as far in as paragraphs do. */
static bool
is_first_of(const struct box *own, const struct box *next, float size)
{
    return fabsf(own->right - next->right) < size && own->left > next->left - 0.6F * size &&
           own->left < next->left + INDENT_MOST * size &&
           own->right - own->left > FIRST_LEAST * size;
}

/* Middle of a line, down the page as it is read. */
static float
middle_of(const struct measured *line)
{
    return (line->box.top + line->box.bottom) / 2;
}

/* Whether a line is no farther below the line above it than that is below the one before; `leading`
 * (in sizes) is the page's, for when there is none. */
static bool
is_in_step(const struct stream *stream, size_t at, size_t above, const struct measured *lines,
           float leading)
{
    size_t first = next_line(stream, above, lines, -1);
    float middle = middle_of(&lines[above]), step = leading * lines[above].size;
    if (first < stream->line_count)
        step = middle - middle_of(&lines[first]);
    return middle_of(&lines[at]) - middle < STEP_MOST * step;
}

/* Whether the line, of too few signs to measure, begins where the line above it does, or as far out
 * as paragraphs are set in, and is short: the end of a paragraph. */
static bool
is_last_of(const struct box *own, const struct box *before, float size)
{
    return own->left < before->left + 0.6F * size &&
           own->left > before->left - INDENT_MOST * size &&
           own->right - own->left < 0.6F * (before->right - before->left);
}

/* A line between two of one smaller size is one of theirs, spread to fill its column; so is the
 * first one of a text, and the last.  The box of few signs, one of them tall, is high for its size:
 * how far it is from the line above tells more. */
static float
size_among(const struct stream *stream, size_t at, const struct measured *lines, float leading)
{
    size_t none = stream->line_count;
    size_t above = next_line(stream, at, lines, -1), below = next_line(stream, at, lines, 1);
    float own = lines[at].size, size = below == none ? 0 : lines[below].size, most = AMONG;
    if (above != none && !lines[at].exact && is_in_step(stream, at, above, lines, leading))
        most = HIGH;
    if (above != none && !lines[at].exact && lines[above].exact && own < most * lines[above].size &&
        own * AMONG > lines[above].size &&
        is_last_of(&lines[at].box, &lines[above].box, lines[above].size))
        return lines[above].size;
    if (below == none || own <= size || own > most * size)
        return own;
    if (above != none && lines[above].size == size)
        return size;
    return own <= AMONG * size && is_first_of(&lines[at].box, &lines[below].box, size) ? size : own;
}

/* From line to line of one size, in sizes; 0: no two lines are. */
static float
usual_leading(const struct stream *stream, const struct measured *lines, struct arena *arena)
{
    float *steps = arena_alloc(arena, stream->line_count + 1, sizeof *steps);
    size_t count = 0;
    for (size_t i = 0; i < stream->line_count; i++) {
        size_t above = lines[i].exact ? next_line(stream, i, lines, -1) : stream->line_count;
        if (above < stream->line_count && lines[above].size == lines[i].size)
            steps[count++] = (middle_of(&lines[i]) - middle_of(&lines[above])) / lines[i].size;
    }
    return count > 0 ? median(steps, count) : 0;
}

static void
set_size(struct stream *stream, const struct stream_line *line, float size)
{
    for (size_t k = 0; k < line->word_count; k++) {
        struct box *box = &stream->words[line->first_word + k].box;
        float *from = runs_down(line) ? &box->left : &box->top,
              *to = runs_down(line) ? &box->right : &box->bottom;
        float middle = (*from + *to) / 2;
        *from = middle - size / 2;
        *to = middle + size / 2;
    }
}

void
sizes_settle(struct stream *stream, struct arena *arena)
{
    size_t count = stream->line_count;
    struct measured *lines = arena_alloc(arena, count + 1, sizeof *lines);
    if (count > LINES_MOST || !measure(stream, arena, lines))
        return;
    for (float size; (size = next_size(lines, count)) > 0;)
        for (size_t i = 0; i < count; i++)
            if (!lines[i].done && is_near(&lines[i], size)) {
                lines[i].size = size;
                lines[i].done = true;
            }
    float leading = usual_leading(stream, lines, arena);
    for (size_t i = 0; i < count; i++)
        if (lines[i].size > 0)
            lines[i].size = size_among(stream, i, lines, leading);
    for (size_t i = 0; i < count; i++)
        if (lines[i].size > 0) {
            stream->lines[i].size = lines[i].size;
            set_size(stream, &stream->lines[i], lines[i].size);
        }
}

bool
sizes_is_stroke(const struct stream *stream, struct box box)
{
    float x = (box.left + box.right) / 2, y = (box.top + box.bottom) / 2;
    for (size_t i = 0; i < stream->line_count; i++) {
        const struct stream_line *line = &stream->lines[i];
        if (line->word_count == 0)
            continue;
        struct box all = box_of(stream, line);
        float length = fmaxf(box.right - box.left, box.bottom - box.top);
        if (x > all.left && x < all.right && y > all.top && y < all.bottom &&
            length < STROKE_MOST * thickness(stream, line))
            return true;
    }
    return false;
}
