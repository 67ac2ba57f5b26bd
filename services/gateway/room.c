#include "services/gateway/room.h"

#include "common/file.h"
#include "common/log.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { DEPTH_MAX = 4 };

/* Scripts, styles, fonts and data come from here alone; nothing may frame us. */
#define POLICY                                                                                     \
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "        \
    "font-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri 'none'; "                  \
    "form-action 'self'; frame-ancestors 'none'"

struct file {
    char *path; /* "index.html", "fonts/a.woff2" */
    struct payload *payload;
};

struct room {
    struct file files[ROOM_FILES_MAX];
    size_t count, bytes;
};

const char *
room_type(const char *name)
{
    static const char *const types[][2] = {
        { "html", "text/html; charset=utf-8" },
        { "css", "text/css; charset=utf-8" },
        { "js", "text/javascript; charset=utf-8" },
        { "mjs", "text/javascript; charset=utf-8" },
        { "json", "application/json" },
        { "webmanifest", "application/manifest+json" },
        { "svg", "image/svg+xml" },
        { "png", "image/png" },
        { "jpg", "image/jpeg" },
        { "webp", "image/webp" },
        { "ico", "image/x-icon" },
        { "woff2", "font/woff2" },
        { "txt", "text/plain; charset=utf-8" },
        { "xml", "application/xml" },
    };
    const char *dot = strrchr(name, '.');
    for (size_t i = 0; dot != NULL && i < sizeof types / sizeof types[0]; i++)
        if (strcmp(dot + 1, types[i][0]) == 0)
            return types[i][1];
    return NULL;
}

/* ---- reading ---- */

static int
add_file(struct room *room, const char *path, const char *name, struct err *err)
{
    struct buf bytes = { 0 };
    const char *type = room_type(name);
    if (type == NULL)
        return strstr(name, ".md") != NULL
                   ? 0 /* notes for those who work on it */
                   : err_set(err, ERR_REJECT, "room: %.150s: no type is known for it", path);
    if (room->count == ROOM_FILES_MAX || file_load(path, ROOM_BYTES_MAX, &bytes, err) != 0 ||
        room->bytes + bytes.len > ROOM_BYTES_MAX) {
        buf_done(&bytes);
        return err_set(err, ERR_REJECT, "room: %.150s: cannot be read, or there is too much", path);
    }
    room->bytes += bytes.len;
    struct file *file = &room->files[room->count++];
    file->path = slice_dup(slice_from(name));
    file->payload = payload_new(type, &bytes);
    return 0;
}

static int
add_folder(struct room *room, const char *dir, const char *prefix, int depth, struct err *err)
{
    DIR *folder = opendir(dir);
    if (folder == NULL)
        return depth == 0 && errno == ENOENT
                   ? 0
                   : err_set(err, ERR_REJECT, "room: %.150s: %s", dir, strerror(errno));
    int rc = 0;
    for (struct dirent *entry; rc == 0 && (entry = readdir(folder)) != NULL;) {
        struct buf path = { 0 }, name = { 0 };
        struct stat what;
        if (entry->d_name[0] == '.')
            continue;
        buf_printf(&path, "%s/%s", dir, entry->d_name);
        buf_printf(&name, "%s%s", prefix, entry->d_name);
        if (stat(buf_string(&path), &what) == 0 && S_ISREG(what.st_mode)) {
            rc = add_file(room, path.ptr, buf_string(&name), err);
        } else if (S_ISDIR(what.st_mode) && depth < DEPTH_MAX) {
            buf_add_char(&name, '/');
            rc = add_folder(room, path.ptr, buf_string(&name), depth + 1, err);
        }
        buf_done(&path);
        buf_done(&name);
    }
    (void)closedir(folder);
    return rc;
}

int
room_open(struct room **room, const char *dir, struct err *err)
{
    struct room *opened = calloc(1, sizeof *opened);
    if (opened == NULL)
        die("out of memory");
    if (*dir != '\0' && add_folder(opened, dir, "", 0, err) != 0) {
        room_close(opened);
        return -1;
    }
    log_info(NULL, "room", "dir=\"%s\" files=%zu bytes=%zu", dir, opened->count, opened->bytes);
    *room = opened;
    return 0;
}

void
room_close(struct room *room)
{
    if (room == NULL)
        return;
    for (size_t i = 0; i < room->count; i++) {
        free(room->files[i].path);
        payload_drop(room->files[i].payload);
    }
    free(room);
}

/* ---- serving ---- */

bool
room_serves(const struct room *room, const struct exchange *x)
{
    (void)room;
    bool api = x->uri.part_count > 0 && slice_equal(x->uri.parts[0], SLICE_LITERAL("v1"));
    return x->method == METHOD_GET && !api;
}

static struct payload *
find(const struct room *room, struct slice path)
{
    for (size_t i = 0; i < room->count; i++)
        if (slice_equal(path, slice_from(room->files[i].path)))
            return room->files[i].payload;
    return NULL;
}

void
room_answer(struct room *room, struct exchange *x)
{
    struct buf path = { 0 };
    const struct uri *uri = &x->uri;
    bool tricky = false; /* a slash that was escaped: in a name that is read about, in no file's */
    for (size_t i = 0; i < uri->part_count; i++) {
        buf_printf(&path, "%s", i > 0 ? "/" : "");
        tricky |= memchr(uri->parts[i].ptr, '/', uri->parts[i].len) != NULL;
        buf_add_slice(&path, uri->parts[i]);
    }
    bool index = uri->part_count == 0 || slice_equal(uri->parts[0], SLICE_LITERAL("read"));
    struct payload *payload = find(room, index ? SLICE_LITERAL("index.html") : buf_slice(&path));
    buf_done(&path);
    if (payload == NULL || (tricky && !index)) {
        exchange_problem(x, 404, "not-found",
                         "there is nothing here; GET /v1/openapi.json describes the API");
        return;
    }
    exchange_add(x, "Cache-Control", SLICE_LITERAL("no-cache"));
    exchange_add(x, "Content-Security-Policy", SLICE_LITERAL(POLICY));
    exchange_add(x, "Referrer-Policy", SLICE_LITERAL("no-referrer"));
    exchange_add(x, "Cross-Origin-Opener-Policy", SLICE_LITERAL("same-origin"));
    exchange_share(x, 200, payload);
}
