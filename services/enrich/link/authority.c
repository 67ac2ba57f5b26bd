#include "services/enrich/link/authority.h"

#include "common/blob.h"
#include "common/buf.h"
#include "common/file.h"
#include "common/log.h"
#include "common/table.h"
#include "common/utf8.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { FILE_MAX = 64 << 20 };
#define SEVERAL UINT32_MAX

/* What is read of a file. */
struct names {
    struct arena arena;
    struct authority_name *items;
    size_t count, cap;
    struct table index; /* type; surface -> index + 1, or SEVERAL */
    uint32_t hash;
};

struct authority {
    char *path;
    struct names names;
    struct timespec changed;
    off_t size;
    ino_t inode;
};

static int
read_file(const char *path, struct buf *content, struct stat *about, struct err *err)
{
    if (stat(path, about) != 0)
        return err_set(err, ERR_REJECT, "%s: %s", path, strerror(errno));
    if (file_load(path, FILE_MAX, content, err) != 0)
        return -1;
    size_t bad;
    if (!utf8_valid(buf_slice(content), &bad))
        return err_set(err, ERR_REJECT, "%s: byte %zu is not UTF-8", path, bad);
    return 0;
}

/* Takes the part before the first `mark` off *rest. */
static struct slice
take(struct slice *rest, const char *mark)
{
    size_t at = slice_find(*rest, slice_from(mark));
    struct slice part = slice_trim(slice_part(*rest, 0, at));
    *rest = slice_part(*rest, at < rest->len ? at + 1 : at, rest->len);
    return part;
}

static void
note(struct names *names, enum mention_type type, struct slice surface, uint32_t index)
{
    if (surface.len == 0)
        return;
    uint32_t *at = table_at(&names->index, type, surface);
    *at = *at == 0 || *at == index ? index : SEVERAL;
}

static int
read_line(struct names *names, struct slice line, struct err *err)
{
    struct authority_name name = { 0 };
    struct slice copy = arena_slice(&names->arena, line), type;
    name.name = take(&copy, "\t");
    struct slice variants = take(&copy, "\t");
    type = take(&copy, "\t");
    name.code = take(&copy, "\t");
    name.id = take(&copy, "\t");
    if (name.name.len == 0 || !mention_type_find(type, &name.type))
        return err_set(err, ERR_REJECT, "needs a name and PER, LOC or ORG in the third column");
    names->items =
        arena_grow(&names->arena, names->items, names->count, &names->cap, sizeof *names->items);
    names->items[names->count++] = name;
    note(names, name.type, name.name, (uint32_t)names->count);
    while (variants.len > 0)
        note(names, name.type, take(&variants, "|"), (uint32_t)names->count);
    return 0;
}

static int
read_names(struct names *names, struct slice content, struct err *err)
{
    names->index.arena = NULL; /* set by the owner, whose address stays */
    struct slice line;
    struct names read = { .hash = crc32_of(content.ptr, content.len) };
    read.index.arena = &read.arena;
    for (size_t number = 1; slice_line(&content, &line); number++) {
        if (slice_trim(line).len == 0 || line.ptr[0] == '#')
            continue;
        if (read_line(&read, line, err) != 0) {
            arena_done(&read.arena);
            return err_prefix(err, "line %zu", number);
        }
    }
    *names = read;
    names->index.arena = NULL;
    return 0;
}

/* Reads the file; what was in force stays when it is faulty. */
static int
load(struct authority *authority, struct err *err)
{
    struct buf content = { 0 };
    struct stat about = { 0 };
    struct names names = { 0 };
    int result = read_file(authority->path, &content, &about, err);
    authority->changed = about.st_mtim;
    authority->size = about.st_size;
    authority->inode = about.st_ino;
    if (result == 0 && (result = read_names(&names, buf_slice(&content), err)) != 0)
        err_prefix(err, "%s", authority->path);
    buf_done(&content);
    if (result != 0)
        return -1;
    arena_done(&authority->names.arena);
    authority->names = names;
    return 0;
}

int
authority_open(struct authority **authority, const char *path, struct err *err)
{
    struct authority *a = calloc(1, sizeof *a);
    if (a == NULL)
        die("out of memory");
    a->path = slice_dup(slice_from(path));
    if (load(a, err) != 0) {
        authority_close(a);
        return -1;
    }
    *authority = a;
    return 0;
}

void
authority_close(struct authority *authority)
{
    if (authority == NULL)
        return;
    arena_done(&authority->names.arena);
    free(authority->path);
    free(authority);
}

void
authority_refresh(struct authority *authority)
{
    struct stat about;
    struct err err = { 0 };
    if (stat(authority->path, &about) != 0 ||
        (about.st_mtim.tv_sec == authority->changed.tv_sec &&
         about.st_mtim.tv_nsec == authority->changed.tv_nsec && about.st_size == authority->size &&
         about.st_ino == authority->inode))
        return;
    if (load(authority, &err) != 0)
        log_warn(NULL, "names-faulty", "reason=\"%s\"", err.text);
    else
        log_info(NULL, "names-read", "names=%zu hash=%08x", authority->names.count,
                 authority->names.hash);
}

uint32_t
authority_hash(const struct authority *authority)
{
    return authority->names.hash;
}

const struct authority_name *
authority_find(const struct authority *authority, enum mention_type type, struct slice surface)
{
    uint32_t at = table_find(&authority->names.index, type, surface);
    return at == 0 || at == SEVERAL ? NULL : &authority->names.items[at - 1];
}
