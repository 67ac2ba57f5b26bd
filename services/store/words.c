#include "services/store/words.h"

#include "common/utf8.h"

#include <string.h>
#include <unicode/uchar.h>

/* Marks around whole names: what unicode61 takes for words and no text holds. */
static const char mark_begin[] = "zqbeginqz";
static const char mark_end[] = "zqendqz";

/* Letters, marks and digits: what unicode61 keeps in tokens, too. */
static bool
is_word(uint32_t point)
{
    return u_isalnum((UChar32)point) || (U_GET_GC_MASK((UChar32)point) & U_GC_M_MASK) != 0;
}

/* The token at byte *at of text, which moves past the character or word.
 * `pair` says whether a Han character takes the next one along. */
static struct slice
next_token(struct slice text, size_t *at, bool *pair)
{
    size_t start = *at;
    uint32_t point = utf8_next(text, at);
    size_t end = *at;
    *pair = false;
    if (point_is_han(point)) {
        if (end < text.len && point_is_han(utf8_next(text, &end)))
            *pair = true;
        else
            end = *at;
        return slice_part(text, start, end);
    }
    if (!is_word(point))
        return SLICE_EMPTY;
    while (end < text.len) {
        size_t next = end;
        point = utf8_next(text, &next);
        if (point_is_han(point) || !is_word(point))
            break;
        end = next;
    }
    *at = end;
    return slice_part(text, start, end);
}

void
words_shadow(struct slice text, struct buf *shadow)
{
    bool pair;
    for (size_t at = 0; at < text.len;) {
        struct slice token = next_token(text, &at, &pair);
        if (token.len == 0)
            continue;
        buf_add_slice(shadow, token);
        buf_add_char(shadow, ' ');
    }
}

void
words_shadow_name(struct slice name, struct buf *shadow)
{
    buf_printf(shadow, "%s ", mark_begin);
    words_shadow(name, shadow);
    buf_printf(shadow, "%s ", mark_end);
}

/* Without what follows its last token. */
static struct slice
trim_end(struct slice word)
{
    bool pair;
    size_t end = 0;
    for (size_t at = 0; at < word.len;)
        if (next_token(word, &at, &pair).len > 0)
            end = at;
    return slice_part(word, 0, end);
}

/* One word as a phrase.  The last character of a run is in the pair before it,
 * and after a character that came alone whatever follows may stand. */
static bool
add_phrase(struct slice word, const char *column, bool whole, struct buf *expression)
{
    bool pair = false, paired = false, prefix = false;
    size_t tokens = 0;
    struct buf phrase = { 0 };
    word = trim_end(word);
    if (whole)
        buf_printf(&phrase, "%s ", mark_begin);
    for (size_t at = 0; at < word.len;) {
        size_t start = at;
        struct slice token = next_token(word, &at, &pair);
        bool last = !whole && at == word.len;
        bool alone = token.len > 0 && !pair && point_is_han(utf8_next(word, &start));
        if (token.len > 0 && !(last && alone && paired)) {
            buf_add_slice(&phrase, token);
            buf_add_char(&phrase, ' ');
            prefix = last && alone;
            tokens++;
        }
        paired = pair;
    }
    if (whole)
        buf_printf(&phrase, "%s ", mark_end);
    if (tokens > 0)
        buf_printf(expression, "%s%s : \"%.*s\"%s", expression->len > 0 ? " AND " : "", column,
                   (int)(phrase.len - 1), phrase.ptr, prefix ? " *" : "");
    buf_done(&phrase);
    return tokens > 0;
}

bool
words_match(struct slice text, const char *column, bool whole, struct buf *expression)
{
    if (whole)
        return add_phrase(text, column, true, expression);
    bool any = false; /* of the words parted by blanks */
    size_t start = 0;
    for (size_t at = 0; at < text.len;) {
        size_t here = at;
        if (!point_is_blank(utf8_next(text, &at)))
            continue;
        any |= add_phrase(slice_part(text, start, here), column, false, expression);
        start = at;
    }
    any |= add_phrase(slice_part(text, start, text.len), column, false, expression);
    return any;
}
