#include "common/proto/scan.h"

#include <string.h>

/* The byte after the string that begins at s[at], or s.len. */
static size_t
string_end(struct slice s, size_t at)
{
    for (at++; at < s.len; at++) {
        if (s.ptr[at] == '\\')
            at++;
        else if (s.ptr[at] == '"')
            return at + 1;
    }
    return s.len;
}

int
json_scan(struct slice json, size_t max_bytes, unsigned max_depth, struct err *err)
{
    if (json.len > max_bytes)
        return err_set(err, ERR_REJECT, "JSON of %zu bytes, at most %zu are taken", json.len,
                       max_bytes);
    unsigned depth = 0;
    for (size_t at = 0; at < json.len;) {
        char c = json.ptr[at];
        if (c == '"') {
            at = string_end(json, at);
            continue;
        }
        if ((c == '[' || c == '{') && ++depth > max_depth)
            return err_set(err, ERR_REJECT, "JSON nested deeper than %u at byte %zu", max_depth,
                           at);
        if ((c == ']' || c == '}') && depth > 0)
            depth--;
        at++;
    }
    return 0;
}
