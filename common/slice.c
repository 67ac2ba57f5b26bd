#include "common/slice.h"

#include "common/err.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

struct slice
slice_from(const char *string)
{
    return string == NULL ? SLICE_EMPTY : (struct slice){ string, strlen(string) };
}

bool
slice_equal(struct slice a, struct slice b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

bool
slice_starts(struct slice s, struct slice prefix)
{
    return s.len >= prefix.len && slice_equal((struct slice){ s.ptr, prefix.len }, prefix);
}

bool
slice_ends(struct slice s, struct slice suffix)
{
    return s.len >= suffix.len &&
           slice_equal((struct slice){ s.ptr + s.len - suffix.len, suffix.len }, suffix);
}

int
slice_compare(struct slice a, struct slice b)
{
    size_t n = a.len < b.len ? a.len : b.len;
    int order = n == 0 ? 0 : memcmp(a.ptr, b.ptr, n);
    return order != 0 ? order : (a.len > b.len) - (a.len < b.len);
}

size_t
slice_find(struct slice s, struct slice needle)
{
    if (needle.len == 0)
        return 0;
    const char *hit = s.len == 0 ? NULL : memmem(s.ptr, s.len, needle.ptr, needle.len);
    return hit == NULL ? s.len : (size_t)(hit - s.ptr);
}

struct slice
slice_part(struct slice s, size_t start, size_t end)
{
    if (end > s.len)
        end = s.len;
    if (start > end)
        start = end;
    /* C has no NULL + 0. */
    return (struct slice){ start == 0 ? s.ptr : s.ptr + start, end - start };
}

struct slice
slice_trim(struct slice s)
{
    while (s.len > 0 && isspace((unsigned char)s.ptr[0])) {
        s.ptr++;
        s.len--;
    }
    while (s.len > 0 && isspace((unsigned char)s.ptr[s.len - 1]))
        s.len--;
    return s;
}

bool
slice_line(struct slice *rest, struct slice *line)
{
    if (rest->len == 0)
        return false;
    const char *end = memchr(rest->ptr, '\n', rest->len);
    size_t length = end == NULL ? rest->len : (size_t)(end - rest->ptr);
    *line = (struct slice){ rest->ptr, length };
    size_t used = end == NULL ? length : length + 1;
    rest->ptr += used;
    rest->len -= used;
    return true;
}

char *
slice_dup(struct slice s)
{
    char *copy = malloc(s.len + 1);
    if (copy == NULL)
        die("out of memory");
    if (s.len > 0)
        memcpy(copy, s.ptr, s.len);
    copy[s.len] = '\0';
    return copy;
}
