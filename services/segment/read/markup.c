#include "services/segment/read/markup.h"

#include <stdbool.h>
#include <string.h>

enum {
    TAG_MOST = 300,      /* characters of a tag with its attributes */
    NAME_MOST = 10,      /* letters of a tag's or entity's name */
    DIGITS_MOST = 7,     /* of &#x4e00; */
    UNSEEN_MOST = 50000, /* of a script */
};

/* Elements that pages of news are made of; anything else between < and > is text. */
static const char *const elements[] = {
    "a",      "article", "b",      "blockquote", "body", "br",    "center", "div",     "em",
    "figure", "font",    "footer", "h1",         "h2",   "h3",    "h4",     "h5",      "h6",
    "head",   "header",  "hr",     "html",       "i",    "img",   "li",     "link",    "main",
    "meta",   "nav",     "o:p",    "ol",         "p",    "pre",   "script", "section", "small",
    "span",   "strong",  "style",  "sub",        "sup",  "table", "tbody",  "td",      "th",
    "thead",  "title",   "tr",     "u",          "ul",
};

static const struct entity {
    const char *name;
    uint32_t point;
} entities[] = {
    { "nbsp", ' ' },   { "amp", '&' },    { "lt", '<' },      { "gt", '>' },      { "quot", '"' },
    { "apos", '\'' },  { "ldquo", U'“' }, { "rdquo", U'”' },  { "lsquo", U'‘' },  { "rsquo", U'’' },
    { "mdash", U'—' }, { "ndash", U'–' }, { "middot", U'·' }, { "hellip", U'…' }, { "ensp", ' ' },
    { "emsp", ' ' },   { "copy", U'©' },  { "times", U'×' },  { "deg", U'°' },
};

static bool
is_letter(uint32_t point)
{
    return (point >= 'a' && point <= 'z') || (point >= 'A' && point <= 'Z');
}

static bool
is_digit(uint32_t point)
{
    return point >= '0' && point <= '9';
}

/* Reads a name of letters, digits and colons at text[at]; returns its length. */
static size_t
read_name(const uint32_t *text, size_t count, size_t at, char name[NAME_MOST + 1])
{
    size_t len = 0;
    while (at + len < count && len <= NAME_MOST &&
           (is_letter(text[at + len]) || is_digit(text[at + len]) || text[at + len] == ':')) {
        if (len < NAME_MOST)
            name[len] = (char)(text[at + len] | 0x20); /* small letters; digits stay */
        len++;
    }
    if (len > NAME_MOST)
        return 0;
    name[len] = '\0';
    return len;
}

size_t
markup_tag(const uint32_t *text, size_t count, size_t at)
{
    if (text[at] != '<' || at + 2 >= count)
        return 0;
    size_t i = at + 1;
    char name[NAME_MOST + 1];
    bool comment = text[i] == '!';
    if (!comment) {
        i += text[i] == '/';
        size_t len = read_name(text, count, i, name);
        bool known = false;
        for (size_t e = 0; e < sizeof elements / sizeof *elements; e++)
            known |= strcmp(elements[e], name) == 0;
        if (len == 0 || !known)
            return 0;
        i += len;
        if (i < count && text[i] != '>' && text[i] != '/' && text[i] != ' ' && text[i] != '\n')
            return 0;
    }
    for (; i < count && i - at < TAG_MOST && text[i] != '<'; i++)
        if (text[i] == '>')
            return i + 1 - at;
    return 0;
}

/* How long the entity at text[at] is and what it stands for; 0 when none is there. */
static size_t
read_entity(const uint32_t *text, size_t count, size_t at, uint32_t *point)
{
    size_t i = at + 1;
    char name[NAME_MOST + 1];
    if (i < count && text[i] == '#') {
        bool hex = ++i < count && (text[i] == 'x' || text[i] == 'X');
        uint32_t value = 0;
        size_t first = i += hex;
        for (; i < count && i - first < DIGITS_MOST; i++) {
            bool letter = hex && (text[i] | 0x20) >= 'a' && (text[i] | 0x20) <= 'f';
            if (!is_digit(text[i]) && !letter)
                break;
            value =
                value * (hex ? 16 : 10) + (letter ? (text[i] | 0x20) - 'a' + 10 : text[i] - '0');
        }
        if (i == first || i >= count || text[i] != ';' || value < ' ' || value > 0x10ffff)
            return 0;
        *point = value == 0xa0 ? ' ' : value;
        return i + 1 - at;
    }
    size_t len = read_name(text, count, i, name);
    if (len == 0 || i + len >= count || text[i + len] != ';')
        return 0;
    for (size_t e = 0; e < sizeof entities / sizeof *entities; e++)
        if (strcmp(entities[e].name, name) == 0) {
            *point = entities[e].point;
            return len + 2;
        }
    return 0;
}

int
markup_is_void(uint32_t point)
{
    return (point >= 0x200b && point <= 0x200f) || (point >= 0x202a && point <= 0x202e) ||
           (point >= 0x2060 && point <= 0x2064) || point == 0xfeff || point == 0xad;
}

/* How long what is between <script> and </script> is, which markup_tag told to begin at `at`. */
static size_t
unseen(const uint32_t *text, size_t count, size_t at, size_t tag)
{
    static const char *const names[] = { "script", "style" };
    char name[NAME_MOST + 1], other[NAME_MOST + 1];
    size_t len = read_name(text, count, at + 1, name), last = at + tag + UNSEEN_MOST;
    if (len == 0 || (strcmp(name, names[0]) != 0 && strcmp(name, names[1]) != 0))
        return 0;
    for (size_t i = at + tag; i + len + 2 < count && i < last; i++)
        if (text[i] == '<') {
            bool ends = text[i + 1] == '/';
            if (read_name(text, count, i + 1 + ends, other) == len && strcmp(name, other) == 0)
                return ends ? i - at - tag : 0;
        }
    return 0;
}

size_t
markup_element(const uint32_t *text, size_t count, size_t at)
{
    size_t tag = markup_tag(text, count, at);
    return tag > 0 ? tag + unseen(text, count, at, tag) : 0;
}

/* The same as read_entity where & itself was written as an entity: &amp;#65292; */
static size_t
read_twice(const uint32_t *text, size_t count, size_t at, uint32_t *point)
{
    size_t len = read_entity(text, count, at, point);
    while (len > 0 && *point == '&' && text[at + len - 1] == ';') {
        uint32_t inner = ' ';
        size_t more = read_entity(text, count, at + len - 1, &inner);
        if (more == 0)
            break;
        len += more - 1;
        *point = inner;
    }
    return len;
}

void
markup_hush(uint32_t *plain, size_t count)
{
    for (size_t at = 0; at < count;) {
        uint32_t point = ' ';
        size_t len = plain[at] == '<'   ? markup_element(plain, count, at)
                     : plain[at] == '&' ? read_twice(plain, count, at, &point)
                                        : 0;
        if (len == 0 && markup_is_void(plain[at]))
            len = 1;
        for (size_t i = 0; i < len; i++)
            plain[at + i] = i == 0 ? point : ' ';
        at += len > 0 ? len : 1;
    }
}
