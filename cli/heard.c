#include "cli/heard.h"

#include "cli/tongue.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { VALUES = 8, DEPTH = 6, LETTERS = 4 };

/* Of comparing, for one message: strangers write into messages, and some of what they could write
 * fits formats in more ways than anybody wants to wait for. */
enum { STEPS_MAX = 2000000 };

static const char *const phrases[] = {
#define PHRASE(text) text,
#include "phrases.h"
#undef PHRASE
};

/* What is in no err_set: conditions, and reasons that are literals.  tests/cli/chinese looks each
 * up in the sources. */
static const char *const others[] = {
    N_("a 7z archive"),
    N_("a batch is being written for more than 5 s"),
    N_("a BMP image"),
    N_("a DjVu document"),
    N_("a GIF image"),
    N_("a gzip archive"),
    N_("a JPEG 2000 image"),
    N_("a JPEG image"),
    N_("a matrix product"),
    N_("a number is not finite"),
    N_("a piece's score is not finite"),
    N_("a PNG image"),
    N_("a PostScript document"),
    N_("a program"),
    N_("a RAR archive"),
    N_("a RIFF file (image, sound or film)"),
    N_("a TIFF image"),
    N_("a weight exceeds 63"),
    N_("a ZIP archive or office document"),
    N_("an answer that nobody asked for"),
    N_("an engine"),
    N_("an ingest named \"%.64s\" was alive %u ms ago"),
    N_("an old office document"),
    N_("an RTF document"),
    N_("an unknown record"),
    N_("an xz archive"),
    N_("another ingest has this one's name"),
    N_("answers wait to be fetched"),
    N_("being decoded for %lld s"),
    N_("cannot watch the hop's socket"),
    N_("connected anew"),
    N_("ends past the page"),
    N_("has a broken line"),
    N_("has a broken mark"),
    N_("has a face without a name"),
    N_("has elements that are too short"),
    N_("has lines out of order"),
    N_("has no \"faces\""),
    N_("has no \"lines\""),
    N_("has no \"marks\""),
    N_("has no \"size\""),
    N_("has no \"source\" that is known"),
    N_("has too many elements"),
    N_("holds a number out of bounds"),
    N_("holds a share that is not 0 to 1"),
    N_("holds an unknown role"),
    N_("holds an unknown type"),
    N_("holds ids that are not 1, 2, 3 ..."),
    N_("holds no number"),
    N_("holds no whole number"),
    N_("holds offsets out of order or bounds"),
    N_("ingest is stopping"),
    N_("is missing"),
    N_("is neither true nor false"),
    N_("is no array"),
    N_("is no object"),
    N_("is no string"),
    N_("is not 32 hex digits"),
    N_("is not above the article's before"),
    N_("is not one number a mention"),
    N_("is too long"),
    N_("it begins with something else"),
    N_("it ends too early"),
    N_("it is asked no more"),
    N_("its place in the ledger was taken over"),
    N_("its reason"),
    N_("its scripts were flushed"),
    N_("known to be missing"),
    N_("names an article that is not there"),
    N_("names an entity that is not there"),
    N_("no address"),
    N_("no answer in time"),
    N_("no dead page has that id"),
    N_("no upstream is connected"),
    N_("no worker of the next stage can pass pages on"),
    N_("no worker of the next stage is connected"),
    N_("not connected yet"),
    N_("not enrolled yet"),
    N_("not ready"),
    N_("number of gazetteer bits"),
    N_("repacked weights"),
    N_("something follows its end"),
    N_("store does not say which pages are committed"),
    N_("store was not asked yet"),
    N_("SUBMIT needs the file's bytes in a second frame"),
    N_("the body is of another page, %.*s"),
    N_("the file has %lld bytes, more than the %zu that a page may have"),
    N_("the file has %u pages; submit it again"),
    N_("the file's name or folder is not UTF-8"),
    N_("the job has no document"),
    N_("the ledger is full: ledger_max_bytes is reached"),
    N_("the message has more than a header and a body"),
    N_("the message has no header"),
    N_("the page is empty"),
    N_("the page is larger than a message may be"),
    N_("the page is on its way from before"),
    N_("the worker died while it computed this page"),
    N_("this key may not ask that"),
    N_("this page is a dead letter (pagewire dlq show %s): %.*s"),
    N_("too many dead pages are being read"),
    N_("too many requests are under way"),
    N_("too much is on its way in"),
    N_("UTF-32 text"),
    N_("waits for a decoder"),
    N_("without name"),
};

/* A conversion of a format, such as %.*s. */
struct conversion {
    size_t len;
    char kind;      /* 's', 'd', 'f' or '%' */
    unsigned at;    /* N of %N$s, or 0 */
    unsigned stars; /* arguments that it takes before its own */
};

static struct conversion
conversion_at(const char *format)
{
    struct conversion c = { .len = 1 };
    size_t digits = strspn(format + 1, "0123456789");
    if (digits > 0 && format[1 + digits] == '$') {
        c.at = (unsigned)strtoul(format + 1, NULL, 10);
        c.len += digits + 1;
    }
    for (; format[c.len] != '\0' && strchr("-+ #0123456789.*hlzjt$", format[c.len]) != NULL;
         c.len++)
        c.stars += format[c.len] == '*' ? 1 : 0;
    char type = format[c.len];
    c.kind = type == '%' ? '%' : type == 's' || type == 'c' ? 's' : strchr("fge", type) ? 'f' : 'd';
    c.len += type != '\0';
    return c;
}

struct match {
    struct slice values[VALUES]; /* by argument */
    size_t count;
    size_t letters; /* of the format that were met */
    size_t *steps;  /* that are left */
};

static bool match_from(struct match *match, const char *format, struct slice rest);

/* A value at the beginning of `rest`, of any length that lets the rest of the format fit. */
static bool
match_value(struct match *match, const char *format, struct slice rest)
{
    struct conversion c = conversion_at(format);
    size_t most = rest.len, count = match->count, at = count + c.stars;
    if (at >= VALUES)
        return false;
    if (c.kind != 's')
        for (most = 0;
             most < rest.len &&
             strchr(c.kind == 'f' ? "0123456789.-" : "0123456789abcdef-", rest.ptr[most]) != NULL;)
            most++;
    for (size_t len = c.kind != 's'; len <= most && *match->steps > 0; len++) {
        (*match->steps)--;
        match->values[at] = slice_part(rest, 0, len);
        match->count = at + 1;
        if (match_from(match, format + c.len, slice_part(rest, len, rest.len)))
            return true;
    }
    match->count = count;
    return false;
}

static bool
match_from(struct match *match, const char *format, struct slice rest)
{
    size_t letters = 0;
    for (; *format != '\0'; format++, rest = slice_part(rest, 1, rest.len)) {
        if (*format == '%' && format[1] != '%') {
            if (!match_value(match, format, rest))
                return false;
            match->letters += letters;
            return true;
        }
        format += *format == '%';
        if (rest.len == 0 || *rest.ptr != *format)
            return false;
        letters += isalpha((unsigned char)*format) ? 1 : 0;
    }
    match->letters += letters;
    return rest.len == 0;
}

static bool say(struct buf *out, struct slice said, int depth, size_t *steps);

/* The format with the values of a match. */
static void
fill(struct buf *out, const char *format, const struct match *match, int depth)
{
    size_t next = 0;
    for (; *format != '\0';) {
        if (*format != '%') {
            buf_add_char(out, *format++);
            continue;
        }
        struct conversion c = conversion_at(format);
        format += c.len;
        if (c.kind == '%') {
            buf_add_char(out, '%');
            continue;
        }
        size_t at = c.at > 0 ? c.at - 1 : next + c.stars;
        next = at + 1;
        if (at < match->count && !say(out, match->values[at], depth + 1, match->steps))
            buf_add_slice(out, match->values[at]);
    }
}

/* The whole of `said` as one phrase that has values. */
static bool
say_phrase(struct buf *out, struct slice said, int depth, size_t *steps)
{
    struct match best = { .steps = steps };
    const char *translated = NULL;
    for (size_t i = 0; i < sizeof phrases / sizeof *phrases; i++) {
        struct match match = { .steps = steps };
        const char *other = gettext(phrases[i]);
        if (other != phrases[i] && match_from(&match, phrases[i], said) &&
            match.letters > best.letters && match.letters >= LETTERS) {
            best = match;
            translated = other;
        }
    }
    if (translated == NULL)
        return false;
    fill(out, translated, &best, depth);
    return true;
}

/* One that has no values.  A word by itself may be a name of anything. */
static bool
say_plain(struct buf *out, struct slice said)
{
    if (slice_find(said, SLICE_LITERAL(" ")) == said.len)
        return false;
    char *text = slice_dup(said);
    const char *other = gettext(text);
    if (other != text)
        buf_add_slice(out, slice_from(other));
    bool found = other != text;
    free(text);
    return found;
}

/* The first colon at or behind `at`: where it stands, and its length.  Translations have a wide
 * one. */
static size_t
find_colon(struct slice said, size_t at, size_t *len)
{
    static const char narrow[] = ": ", wide[] = "：";
    struct slice rest = slice_part(said, at, said.len);
    size_t first = slice_find(rest, slice_from(narrow)), other = slice_find(rest, slice_from(wide));
    *len = first < other ? sizeof narrow - 1 : sizeof wide - 1;
    return at + (first < other ? first : other);
}

static bool
say(struct buf *out, struct slice said, int depth, size_t *steps)
{
    if (said.len == 0 || depth > DEPTH || *steps == 0)
        return false;
    (*steps)--;
    if (say_plain(out, said) || say_phrase(out, said, depth, steps))
        return true;
    size_t len;
    for (size_t at = find_colon(said, 0, &len); at < said.len;
         at = find_colon(said, at + len, &len)) {
        struct slice head = slice_part(said, 0, at), colon = slice_part(said, at, at + len);
        struct slice tail = slice_part(said, at + len, said.len);
        struct buf first = { 0 }, second = { 0 };
        bool translated = say(&first, head, DEPTH, steps);
        bool more = say(&second, tail, depth + 1, steps);
        if (translated || more)
            buf_printf(out, "%.*s%.*s%.*s", SLICE_ARGS(translated ? buf_slice(&first) : head),
                       SLICE_ARGS(colon), SLICE_ARGS(more ? buf_slice(&second) : tail));
        buf_done(&first);
        buf_done(&second);
        if (translated || more)
            return true;
    }
    return false;
}

void
heard_add(struct buf *out, struct slice said)
{
    (void)others;
    size_t steps = STEPS_MAX;
    if (!say(out, said, 0, &steps))
        buf_add_slice(out, said);
}
