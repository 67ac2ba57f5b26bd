#include "services/segment/label/view.h"

#include "common/utf8.h"
#include "services/segment/bigram.h"
#include "services/segment/cue.h"
#include "services/segment/glyph.h"
#include "services/segment/label/cohesion.h"
#include "services/segment/person.h"

enum { SHORT_RUN = 6, NAMES_INK = 24 };

static const char *const class_names[] = {
    "none",        "han",   "stop",   "pause", "colon", "quote", "paren", "open",
    "close-paren", "close", "bullet", "dash",  "digit", "latin", "other",
};

static enum glyph_class
classify(uint32_t point)
{
    switch (point) {
    case U'：':
    case ':':
        return CLASS_COLON;
    case U'“':
    case U'‘':
    case U'「':
    case U'『':
        return CLASS_OPEN_QUOTE;
    case U'（':
    case '(':
        return CLASS_OPEN_BRACKET;
    case U'）':
    case ')':
        return CLASS_CLOSE_BRACKET;
    default:
        break;
    }
    if (glyph_is_stop(point))
        return CLASS_STOP;
    if (glyph_is_pause(point))
        return CLASS_PAUSE;
    if (glyph_is_open(point))
        return CLASS_OPEN;
    if (glyph_is_close(point))
        return CLASS_CLOSE;
    if (glyph_is_bullet(point))
        return CLASS_BULLET;
    if (glyph_is_dash(point))
        return CLASS_DASH;
    if (glyph_is_digit(point))
        return CLASS_DIGIT;
    if (glyph_is_latin(point))
        return CLASS_LATIN;
    return point_is_han(point) ? CLASS_HAN : CLASS_OTHER;
}

static uint32_t
find_cues(const struct sheet *sheet, uint32_t start, uint32_t end)
{
    uint32_t found = 0;
    if (end - start > 200)
        end = start + 200;
    for (uint32_t i = 0; i < CUE_CLASSES; i++)
        for (const char *const *word = cue_classes[i].words; *word != NULL; word++) {
            bool here = cue_classes[i].where == '^' ? sheet_starts(sheet, start, end, *word)
                        : cue_classes[i].where == '$'
                            ? sheet_ends(sheet, start, end, *word)
                            : sheet_find(sheet, start, end, *word, NULL) < end;
            if (here) {
                found |= 1u << i;
                break;
            }
        }
    return found;
}

/* Names parted by blanks or 、, at least one of them sure; of one that is padded (李  明) two words
 * are one name. */
static bool
are_names(const struct sheet *sheet, uint32_t start, uint32_t end)
{
    unsigned names = 0, words = 0, ink = 0;
    if (end - start > 60)
        return false;
    bool spaced = end - start > 11 && sheet_spaced(sheet, start, end) == end;
    for (uint32_t at = start; at < end; at++) /* an echo is no gap */
        spaced |= point_is_blank(sheet->plain[at]) && !point_is_blank(sheet->point[at]);
    for (uint32_t at = start; at < end;) {
        uint32_t stop = at;
        while (stop < end && !point_is_blank(sheet->plain[stop]) && sheet->plain[stop] != U'、')
            stop++;
        if (stop == at + 1 && point_is_han(sheet->plain[at]) && !spaced &&
            person_is_common(sheet->plain[at])) {
            uint32_t next = stop;
            while (next < end && point_is_blank(sheet->plain[next]))
                next++;
            if (next + 1 == end || (next < end && point_is_blank(sheet->plain[next + 1])))
                stop = next + 1;
        }
        if (stop > at) {
            if ((stop - at > 4 && !point_is_blank(sheet->plain[at + 1])) ||
                !point_is_han(sheet->plain[at]) ||
                (ink += stop - at > 4 ? 2 : stop - at) > NAMES_INK)
                return false;
            names += person_is_name(sheet->plain + at, stop - at);
            words++;
        }
        at = stop + 1;
    }
    return words >= 2 && names * 2 >= words;
}

/* Words parted by blanks or 、 that may all be names, one at least written by its sound: 1 when one
 * of those has a dot inside, else 2; 0 when there is none. */
static int
are_strangers(const struct sheet *sheet, uint32_t start, uint32_t end)
{
    int found = 0;
    if (end - start > 60)
        return 0;
    for (uint32_t at = start, stop; at < end; at = stop + 1) {
        bool dot = false;
        for (stop = at;
             stop < end && !point_is_blank(sheet->plain[stop]) && sheet->plain[stop] != U'、';
             stop++)
            dot |= person_is_dot(sheet->plain[stop]);
        if (stop == at)
            continue;
        if (person_is_stranger(sheet->plain + at, stop - at))
            found = dot || found == 1 ? 1 : 2;
        else if (stop - at > 3 || dot)
            return 0;
    }
    return found;
}

/* A word or two, then a name that may be padded: 读者 韩 淑. */
static bool
ends_in_name(const struct sheet *sheet, uint32_t start, uint32_t end)
{
    if (end - start > 24)
        return false;
    uint32_t at = end, ink = 0;
    while (at > start && ink < 4 && !(ink > 1 && point_is_blank(sheet->plain[at - 1]))) {
        at--;
        ink += !point_is_blank(sheet->plain[at]);
        if (ink == 1 && at > start + 1 && point_is_blank(sheet->plain[at - 1])) {
            at--; /* a padded name: one more character before the blank */
            while (at > start && point_is_blank(sheet->plain[at - 1]))
                at--;
        }
    }
    return at > start && point_is_blank(sheet->plain[at - 1]) && ink >= 2 &&
           person_is_name(sheet->plain + at, end - at);
}

static void
look(const struct sheet *sheet, size_t i, struct view *view)
{
    const struct piece *piece = &sheet->pieces[i];
    const struct line *line = &sheet->lines[piece->line];
    for (uint32_t at = piece->start; at < piece->end; at++) {
        uint32_t point = sheet->plain[at];
        if (point_is_blank(point)) {
            view->blanks++;
            continue;
        }
        view->ink++;
        view->han += point_is_han(point);
        view->digits += glyph_is_digit(point);
        view->latin += glyph_is_latin(point);
        view->pauses += glyph_is_pause(point);
        view->stops += glyph_is_stop(point);
    }
    view->first = classify(sheet->plain[piece->from]);
    view->last = classify(sheet->plain[piece->to - 1]);
    unsigned reach = line->indent + line->width, full = line->full > 0 ? line->full : 1;
    view->fill = (int)(reach >= full ? 10 : reach * 10 / full);
    if (reach + 2 >= full && view->fill < 10 && full > 16)
        view->fill = 10; /* an ideograph that would not fit, or a hanging mark */
    if (reach > full + 6)
        view->fill = 11;
    view->indent = line->indent == 0 ? 0 : line->indent <= 2 ? 1 : line->indent <= 5 ? 2 : 3;
    view->blank_before = line->blank_before > 2 ? 2 : line->blank_before;
    if (!piece->opens)
        view->blank_before = 0;
    unsigned after = piece->line + 1 < sheet->line_count ? line[1].blank_before : 2;
    view->blank_after = !piece->closes ? 0 : after > 2 ? 2 : after;
    view->prose = (view->fill >= 10 && view->ink >= 8) || (view->stops > 0 && view->pauses > 0);
    uint32_t start = piece->start;
    while (start < piece->end &&
           (glyph_is_bullet(sheet->plain[start]) || point_is_blank(sheet->plain[start])))
        start++;
    view->name =
        piece->end - start < 16 && person_is_name(sheet->plain + start, piece->end - start);
    view->names = are_names(sheet, start, piece->end);
    view->foreign = are_strangers(sheet, start, piece->end);
    view->tail_name = !view->name && ends_in_name(sheet, start, piece->end);
    view->wrapped = view->ink > 2 && glyph_is_open(sheet->plain[piece->from]) &&
                    glyph_is_close(sheet->plain[piece->to - 1]);
    view->opens = piece->opens;
    view->closes = piece->closes;
    view->cues = find_cues(sheet, piece->start, piece->end);
}

struct view *
views_look(struct sheet *sheet)
{
    size_t count = sheet->piece_count;
    struct view *views = arena_alloc(sheet->arena, count + 1, sizeof *views);
    for (size_t i = 0; i < count && sheet_beat(sheet); i++)
        look(sheet, i, &views[i]);
    for (size_t i = 0; i < count; i++) {
        struct view *view = &views[i];
        if (i == 0)
            continue;
        if (!view[-1].prose)
            view->run_up = view[-1].run_up < SHORT_RUN ? view[-1].run_up + 1 : SHORT_RUN;
        view->join = bigrams_affinity(sheet->bigrams, sheet->plain[sheet->pieces[i - 1].to - 1],
                                      sheet->plain[sheet->pieces[i].from]);
    }
    for (size_t i = count; i-- > 1;) {
        struct view *view = &views[i - 1];
        if (!view[1].prose)
            view->run_down = view[1].run_down < SHORT_RUN ? view[1].run_down + 1 : SHORT_RUN;
    }
    for (size_t i = 0; i < count && sheet_beat(sheet); i++) {
        views[i].ahead = views[i].back = -1;
        if (!views[i].prose && views[i].ink >= 4 && views[i].ink <= 40)
            cohesion_around(sheet, i, &views[i].ahead, &views[i].back);
    }
    return views;
}

const char *class_name(enum glyph_class class)
{
    return class_names[class];
}

unsigned
cue_count(void)
{
    return CUE_CLASSES;
}

const char *
cue_name(unsigned cue)
{
    return cue_classes[cue].name;
}
