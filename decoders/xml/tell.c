#include "decoders/xml/tell.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct stream_out tell_out = { .fd = 1 };
double tell_dpi;

void *
tell_grow(void *array, size_t count, size_t *cap, size_t size)
{
    if (count < *cap)
        return array;
    *cap = *cap < 64 ? 64 : *cap * 2;
    array = xmlRealloc(array, *cap * size);
    if (array == NULL)
        stream_fail(&tell_out, "the document is too large");
    return array;
}

/* ---- the tree ---- */

bool
node_is(const xmlNode *node, const char *name)
{
    return node->type == XML_ELEMENT_NODE && strcasecmp((const char *)node->name, name) == 0;
}

xmlNode *
node_next(xmlNode *node, const xmlNode *top, bool into)
{
    if (into && node->children != NULL && node->type == XML_ELEMENT_NODE)
        return node->children;
    while (node != top && node->next == NULL)
        node = node->parent;
    return node == top ? NULL : node->next;
}

const char *
node_value(xmlNode *node, const char *name)
{
    for (xmlAttr *attr = node->properties; attr != NULL; attr = attr->next)
        if (strcasecmp((const char *)attr->name, name) == 0) {
            xmlChar *value = xmlNodeListGetString(node->doc, attr->children, 1);
            return value != NULL ? (const char *)value : "";
        }
    return NULL;
}

double
node_number(xmlNode *node, const char *name, double otherwise)
{
    const char *value = node_value(node, name);
    char *end;
    if (value == NULL)
        return otherwise;
    double number = strtod(value, &end);
    return end == value || !isfinite(number) ? otherwise : number;
}

/* ---- the sheet ---- */

void
sheet_block(struct sheet *sheet)
{
    sheet->block++;
}

struct text_line *
sheet_line(struct sheet *sheet)
{
    sheet->lines =
        tell_grow(sheet->lines, sheet->line_count, &sheet->line_cap, sizeof *sheet->lines);
    struct text_line *line = &sheet->lines[sheet->line_count++];
    *line = (struct text_line){ .first = sheet->word_count,
                                .block = sheet->block,
                                .article = sheet->article,
                                .role = sheet->role };
    return line;
}

void
sheet_word(struct sheet *sheet, struct word word)
{
    if (sheet->line_count == 0 || word.text == NULL || *word.text == '\0')
        return;
    sheet->words =
        tell_grow(sheet->words, sheet->word_count, &sheet->word_cap, sizeof *sheet->words);
    sheet->words[sheet->word_count++] = word;
    sheet->lines[sheet->line_count - 1].count++;
}

void
sheet_mark(struct sheet *sheet, char record, struct area area)
{
    if (!area.known)
        return;
    sheet->marks =
        tell_grow(sheet->marks, sheet->mark_count, &sheet->mark_cap, sizeof *sheet->marks);
    sheet->marks[sheet->mark_count].record = record;
    sheet->marks[sheet->mark_count++].area = area;
}

int
sheet_face(struct sheet *sheet, const char *name, bool bold)
{
    for (int i = 0; i < sheet->face_count; i++)
        if (strcmp(sheet->faces[i], name) == 0 && sheet->bold_faces[i] == bold)
            return i;
    if (sheet->face_count == 1024)
        return 0;
    sheet->faces[sheet->face_count] = name;
    sheet->bold_faces[sheet->face_count] = bold;
    return sheet->face_count++;
}

static void
grow_area(struct area *area, struct area more)
{
    if (!more.known)
        return;
    if (!area->known) {
        *area = more;
        return;
    }
    area->left = fmin(area->left, more.left);
    area->top = fmin(area->top, more.top);
    area->right = fmax(area->right, more.right);
    area->bottom = fmax(area->bottom, more.bottom);
}

static int
compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

/* Units for each point: as the sizes of type say, or 300 to the inch when that gives a
 * page of paper, or such that the page is as wide as one. */
static double
guess_units(const struct sheet *sheet)
{
    size_t cap = 0, count = 0;
    double *ratios = NULL;
    for (size_t i = 0; i < sheet->line_count; i++) {
        const struct text_line *line = &sheet->lines[i];
        double width = line->area.right - line->area.left,
               height = line->area.bottom - line->area.top;
        if (line->size <= 0 || !line->area.known || !(fmin(width, height) > 0))
            continue;
        ratios = tell_grow(ratios, count, &cap, sizeof *ratios);
        ratios[count++] = fmin(width, height) / line->size;
    }
    if (count >= 5) {
        qsort(ratios, count, sizeof *ratios, compare);
        return ratios[count / 2];
    }
    double wide = sheet->visible.right - sheet->visible.left, points = wide * 72 / 300;
    return points >= 350 && points <= 2500 ? 300.0 / 72 : wide / 1000;
}

/* A line without an area has that of its words; a page without one, of its lines. */
static void
complete(struct sheet *sheet)
{
    struct area all = { .known = false };
    for (size_t i = 0; i < sheet->line_count; i++) {
        struct text_line *line = &sheet->lines[i];
        struct area words = { .known = false };
        for (size_t k = 0; k < line->count; k++)
            grow_area(&words, sheet->words[line->first + k].area);
        if (!line->area.known)
            line->area = words;
        if (!line->area.known)
            line->area = (struct area){ 0, 0, 0, 0, true };
        for (size_t k = 0; k < line->count; k++)
            if (!sheet->words[line->first + k].area.known)
                sheet->words[line->first + k].area = line->area;
        grow_area(&all, line->area);
    }
    if (!sheet->visible.known || !(sheet->visible.right > sheet->visible.left) ||
        !(sheet->visible.bottom > sheet->visible.top)) {
        sheet->visible = (struct area){ 0, 0, fmax(all.right, 1), fmax(all.bottom, 1), true };
    }
    if (!(sheet->units > 0) && tell_dpi > 0)
        sheet->units = tell_dpi / 72;
    if (!(sheet->units > 0))
        sheet->units = guess_units(sheet);
    if (!(sheet->units > 0) || !isfinite(sheet->units))
        sheet->units = 1;
}

static void
tell_area(const struct sheet *sheet, struct area area, long numbers[4])
{
    numbers[0] = stream_points((area.left - sheet->visible.left) / sheet->units);
    numbers[1] = stream_points((area.top - sheet->visible.top) / sheet->units);
    numbers[2] = stream_points((area.right - sheet->visible.left) / sheet->units);
    numbers[3] = stream_points((area.bottom - sheet->visible.top) / sheet->units);
    for (int i = 0; i < 2; i++)
        if (numbers[i + 2] < numbers[i])
            numbers[i + 2] = numbers[i];
}

/* Whether it is a sign that is written without blanks around. */
static bool
is_wide(const char *text, bool last)
{
    size_t len = strlen(text), at = 0;
    if (last)
        for (at = len > 0 ? len - 1 : 0; at > 0 && ((unsigned char)text[at] & 0xc0) == 0x80;)
            at--;
    return (unsigned char)text[at] >= 0xe2; /* U+2000 and above */
}

static bool
is_glued(const struct text_line *line, const struct word *before, const struct word *word,
         bool down)
{
    if (!word->blank)
        return true;
    if (!is_wide(before->text, true) || !is_wide(word->text, false))
        return false;
    if (word->told && word->area.left <= line->area.left && word->area.right >= line->area.right)
        return false; /* where it stands is not known, so the element is all that there is */
    /* Programs put a blank between any two strings; between signs only a gap is one. */
    double gap = down ? word->area.top - before->area.bottom : word->area.left - before->area.right;
    double side = down ? line->area.right - line->area.left : line->area.bottom - line->area.top;
    return gap < 0.75 * side;
}

/* Points of the text, to judge whether a tall line is written downwards. */
static size_t
count_signs(const struct sheet *sheet, const struct text_line *line)
{
    size_t count = 0;
    for (size_t i = 0; i < line->count; i++)
        for (const char *c = sheet->words[line->first + i].text; *c != '\0'; c++)
            count += ((unsigned char)*c & 0xc0) != 0x80;
    return count;
}

static void
tell_line(const struct sheet *sheet, const struct text_line *line)
{
    double width = line->area.right - line->area.left, height = line->area.bottom - line->area.top;
    size_t signs = count_signs(sheet, line);
    bool down = signs >= 2 && height > 1.4 * width && line->turned % 2 == 0 &&
                is_wide(sheet->words[line->first].text, false);
    double size = line->size > 0 ? line->size : (down ? width : height) / sheet->units;
    long head[6] = { line->block, stream_points(size), line->face,
                     down,        line->turned & 3,    line->bold };
    if (head[1] < 0)
        head[1] = 0;
    if (sheet->tagged)
        stream_line(&tell_out, "t %u %s", line->article, line->role != NULL ? line->role : "-");
    stream_numbers(&tell_out, 'n', head, 6);
    for (size_t i = 0; i < line->count; i++) {
        const struct word *word = &sheet->words[line->first + i];
        long box[4];
        tell_area(sheet, word->area, box);
        stream_line(&tell_out, "w %ld %ld %ld %ld %ld %d %s", box[0], box[1], box[2], box[3],
                    lround(fmax(0, fmin(1, word->share)) * 1000),
                    i == 0 || is_glued(line, word - 1, word, down), word->text);
    }
}

void
tell_none(const char *format, int pages, int number)
{
    if (number > 0 || pages == 0)
        stream_fail(&tell_out, "%s: it has %d pages, no page %d", format, pages,
                    number > 0 ? number : 1);
    stream_line(&tell_out, "pages %d", pages);
    stream_line(&tell_out, "end");
    stream_end(&tell_out);
}

void
sheet_tell(struct sheet *sheet, const char *source, int pages)
{
    complete(sheet);
    stream_line(&tell_out, "pages %d", pages);
    stream_line(&tell_out, "source %s", source);
    stream_line(
        &tell_out, "size %ld %ld",
        labs(stream_points((sheet->visible.right - sheet->visible.left) / sheet->units)) + 1,
        labs(stream_points((sheet->visible.bottom - sheet->visible.top) / sheet->units)) + 1);
    if (sheet->face_count == 0)
        (void)sheet_face(sheet, "", false);
    for (int i = 0; i < sheet->face_count; i++)
        stream_line(&tell_out, "face %d 0 %.200s", sheet->bold_faces[i], sheet->faces[i]);
    for (size_t i = 0; i < sheet->mark_count; i++) {
        long numbers[5] = { 0 };
        tell_area(sheet, sheet->marks[i].area, numbers);
        stream_numbers(&tell_out, sheet->marks[i].record, numbers,
                       sheet->marks[i].record == 'i' ? 5 : 4);
    }
    for (size_t i = 0; i < sheet->line_count; i++)
        if (sheet->lines[i].count > 0)
            tell_line(sheet, &sheet->lines[i]);
    stream_line(&tell_out, "end");
    stream_flush(&tell_out);
}
