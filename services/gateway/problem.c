#include "services/gateway/problem.h"

#include "common/proto/api.h"
#include "common/utf8.h"

#include <stdio.h>

const char *
problem_title(unsigned code)
{
    static const struct {
        unsigned code;
        const char *title;
    } titles[] = {
        { 400, "Bad Request" },
        { 401, "Unauthorized" },
        { 403, "Forbidden" },
        { 404, "Not Found" },
        { 405, "Method Not Allowed" },
        { 406, "Not Acceptable" },
        { 409, "Conflict" },
        { 410, "Gone" },
        { 413, "Content Too Large" },
        { 414, "URI Too Long" },
        { 415, "Unsupported Media Type" },
        { 422, "Unprocessable Content" },
        { 429, "Too Many Requests" },
        { 431, "Request Header Fields Too Large" },
        { 500, "Internal Server Error" },
        { 501, "Not Implemented" },
        { 502, "Bad Gateway" },
        { 503, "Service Unavailable" },
    };
    for (size_t i = 0; i < sizeof titles / sizeof titles[0]; i++)
        if (titles[i].code == code)
            return titles[i].title;
    return "Error";
}

void
problem_write(struct buf *json, unsigned code, const char *kind, const char *detail)
{
    char type[80];
    struct buf clean = { 0 };
    buf_printf(&clean, "%s", detail);
    for (size_t bad; !utf8_valid(buf_slice(&clean), &bad);)
        clean.ptr[bad] = '?';
    (void)snprintf(type, sizeof type, "urn:pagewire:problem:%s", kind);
    api_problem(json, type, problem_title(code), code, buf_slice(&clean));
    buf_done(&clean);
}
