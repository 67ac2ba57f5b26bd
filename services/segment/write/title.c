#include "services/segment/write/title.h"

#include "common/utf8.h"
#include "services/segment/glyph.h"
#include "services/segment/person.h"

#include <string.h>

static bool
is_among(uint32_t point, const char *list)
{
    return utf8_has(slice_from(list), point);
}

size_t
title_cue(const uint32_t *point, size_t len, const struct cue_word **found)
{
    for (const struct cue_word *cue = cue_words; cue->word != NULL; cue++) {
        struct slice word = slice_from(cue->word);
        size_t byte = 0, at = 0;
        while (byte < word.len) {
            while (at < len && at > 0 && point_is_blank(point[at]))
                at++;
            if (at >= len || glyph_simple(point[at]) != utf8_next(word, &byte))
                break;
            at++;
            if (byte < word.len)
                continue;
            if (at == 1 && at < len && point_is_han(point[at]))
                break; /* 文 and 图 begin names, too */
            *found = cue;
            return at;
        }
    }
    return 0;
}

bool
title_is_post(const struct cue_word *cue)
{
    struct slice word = slice_from(cue->word);
    for (const char *const *end = cue_posts; *end != NULL; end++) {
        size_t len = strlen(*end);
        if (len <= word.len && memcmp(word.ptr + word.len - len, *end, len) == 0)
            return true;
    }
    return false;
}

bool
title_is(const uint32_t *point, size_t len, bool before)
{
    for (const char *const *word = cue_bearers; *word != NULL; word++)
        if (utf8_is(slice_from(*word), point, len))
            return true;
    if (len < 2)
        return false;
    if (before && len >= 3 && is_among(point[len - 1], "院处部局系厅厂站司校馆团委"))
        return true;
    return is_among(point[len - 1], "院处部局报社团委学民者厂站司") &&
           (len > 3 || !person_is_name(point, len));
}

bool
title_begins(const uint32_t *point, size_t len)
{
    const struct cue_word *cue;
    return title_cue(point, len, &cue) > 0 || title_is(point, len, false);
}
