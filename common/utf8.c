#include "common/utf8.h"

#include "common/err.h"

#include <stdlib.h>

/* Length of the sequence that begins at s[at], or 0 when it is malformed:
 * overlong forms, surrogates and points past U+10FFFF included. */
static size_t
sequence_length(struct slice s, size_t at)
{
    const unsigned char *p = (const unsigned char *)s.ptr + at;
    size_t left = s.len - at;
    if (p[0] < 0x80)
        return 1;
    size_t length = p[0] >= 0xf0 ? 4 : p[0] >= 0xe0 ? 3 : 2;
    if (p[0] < 0xc2 || p[0] > 0xf4 || left < length)
        return 0;
    for (size_t i = 1; i < length; i++)
        if ((p[i] & 0xc0) != 0x80)
            return 0;
    if ((p[0] == 0xe0 && p[1] < 0xa0) || (p[0] == 0xed && p[1] > 0x9f) ||
        (p[0] == 0xf0 && p[1] < 0x90) || (p[0] == 0xf4 && p[1] > 0x8f))
        return 0;
    return length;
}

bool
utf8_valid(struct slice s, size_t *bad)
{
    for (size_t at = 0; at < s.len;) {
        size_t length = sequence_length(s, at);
        if (length == 0) {
            if (bad != NULL)
                *bad = at;
            return false;
        }
        at += length;
    }
    return true;
}

uint32_t
utf8_next(struct slice s, size_t *at)
{
    const unsigned char *p = (const unsigned char *)s.ptr + *at;
    if (p[0] < 0x80) {
        *at += 1;
        return p[0];
    }
    if (p[0] < 0xe0) {
        *at += 2;
        return (uint32_t)(p[0] & 0x1f) << 6 | (p[1] & 0x3f);
    }
    if (p[0] < 0xf0) {
        *at += 3;
        return (uint32_t)(p[0] & 0x0f) << 12 | (uint32_t)(p[1] & 0x3f) << 6 | (p[2] & 0x3f);
    }
    *at += 4;
    return (uint32_t)(p[0] & 0x07) << 18 | (uint32_t)(p[1] & 0x3f) << 12 |
           (uint32_t)(p[2] & 0x3f) << 6 | (p[3] & 0x3f);
}

size_t
utf8_count(struct slice s)
{
    size_t count = 0;
    for (size_t i = 0; i < s.len; i++)
        count += ((unsigned char)s.ptr[i] & 0xc0) != 0x80;
    return count;
}

bool
utf8_has(struct slice s, uint32_t point)
{
    for (size_t at = 0; at < s.len;)
        if (utf8_next(s, &at) == point)
            return true;
    return false;
}

bool
utf8_is(struct slice s, const uint32_t *points, size_t len)
{
    size_t at = 0, count = 0;
    while (at < s.len && count < len && utf8_next(s, &at) == points[count])
        count++;
    return at == s.len && count == len;
}

size_t
utf8_put(char *p, uint32_t point)
{
    if (point < 0x80) {
        p[0] = (char)point;
        return 1;
    }
    if (point < 0x800) {
        p[0] = (char)(0xc0 | point >> 6);
        p[1] = (char)(0x80 | (point & 0x3f));
        return 2;
    }
    if (point < 0x10000) {
        p[0] = (char)(0xe0 | point >> 12);
        p[1] = (char)(0x80 | (point >> 6 & 0x3f));
        p[2] = (char)(0x80 | (point & 0x3f));
        return 3;
    }
    p[0] = (char)(0xf0 | point >> 18);
    p[1] = (char)(0x80 | (point >> 12 & 0x3f));
    p[2] = (char)(0x80 | (point >> 6 & 0x3f));
    p[3] = (char)(0x80 | (point & 0x3f));
    return 4;
}

void
utf8_add(struct buf *buf, uint32_t point)
{
    buf->len += utf8_put(buf_reserve(buf, UTF8_MOST), point);
}

uint32_t *
utf8_points(struct slice s, size_t *count)
{
    *count = utf8_count(s);
    if (*count == 0)
        return NULL;
    uint32_t *points = malloc(*count * sizeof *points);
    if (points == NULL)
        die("out of memory");
    size_t n = 0;
    for (size_t at = 0; at < s.len;)
        points[n++] = utf8_next(s, &at);
    return points;
}

bool
point_is_blank(uint32_t point)
{
    return point == ' ' || (point >= 0x09 && point <= 0x0d) || point == 0x85 || point == 0xa0 ||
           point == 0x1680 || (point >= 0x2000 && point <= 0x200a) || point == 0x2028 ||
           point == 0x2029 || point == 0x202f || point == 0x205f || point == 0x3000;
}

bool
point_is_han(uint32_t point)
{
    return (point >= 0x4e00 && point <= 0x9fff) || (point >= 0x3400 && point <= 0x4dbf) ||
           (point >= 0xf900 && point <= 0xfaff) || (point >= 0x20000 && point <= 0x323af) ||
           point == 0x3007;
}

bool
point_is_in(uint32_t point, const uint32_t *set)
{
    for (size_t i = 0; set[i] != 0; i++)
        if (point == set[i])
            return true;
    return false;
}
