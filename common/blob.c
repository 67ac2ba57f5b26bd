#include "common/blob.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

enum { HEADER = 64, ENTRY = 32, NAME = 16, ALIGN = 64 };

static uint32_t
load32(const unsigned char *p)
{
    return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

static uint64_t
load64(const unsigned char *p)
{
    return load32(p) | (uint64_t)load32(p + 4) << 32;
}

uint32_t
crc32_of(const void *bytes, size_t size)
{
    return (uint32_t)crc32_z(0, bytes, size);
}

/* Whether every entry of the table lies in the file; the checksum has passed. */
static bool
table_in_bounds(const unsigned char *bytes, size_t size, uint32_t sections)
{
    size_t at = HEADER + (size_t)sections * ENTRY;
    for (uint32_t i = 0; i < sections; i++) {
        const unsigned char *entry = bytes + HEADER + (size_t)i * ENTRY;
        uint64_t offset = load64(entry + NAME), length = load64(entry + NAME + 8);
        if (offset < at || offset % ALIGN != 0 || offset > size || length > size - offset ||
            length == 0)
            return false;
    }
    return true;
}

int
blob_view(struct blob *blob, const void *bytes, size_t size, const char *what, const char *magic,
          uint32_t version, struct err *err)
{
    const unsigned char *p = bytes;
    if (size < HEADER)
        return err_set(err, ERR_REJECT, "%s: truncated, only %zu bytes", what, size);
    if (memcmp(p, magic, 8) != 0)
        return err_set(err, ERR_REJECT, "%s: not a file of this kind (no %s)", what, magic);
    if (load32(p + 8) > version)
        return err_set(err, ERR_REJECT, "%s: format %u is newer than this program's %u", what,
                       load32(p + 8), version);
    if (load32(p + 8) != version)
        return err_set(err, ERR_REJECT, "%s: format %u, this program needs %u", what, load32(p + 8),
                       version);
    if (load64(p + 16) > size)
        return err_set(err, ERR_REJECT, "%s: truncated, %zu of %llu bytes", what, size,
                       (unsigned long long)load64(p + 16));
    if (load64(p + 16) < size)
        return err_set(err, ERR_REJECT, "%s: %llu bytes too many", what,
                       (unsigned long long)(size - load64(p + 16)));
    if (crc32_of(p + HEADER, size - HEADER) != load32(p + 24))
        return err_set(err, ERR_REJECT, "%s: damaged, the checksum is wrong", what);
    uint32_t sections = load32(p + 12);
    if (sections > (size - HEADER) / ENTRY || !table_in_bounds(p, size, sections))
        return err_set(err, ERR_REJECT, "%s: damaged table of sections", what);
    *blob = (struct blob){ p, size, sections, load32(p + 24), false, what };
    return 0;
}

int
blob_open(struct blob *blob, const char *path, const char *magic, uint32_t version, struct err *err)
{
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return err_set(err, ERR_REJECT, "%s: %s", path, strerror(errno));
    struct stat status;
    void *map = MAP_FAILED;
    if (fstat(file, &status) == 0 && status.st_size > 0)
        map = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_PRIVATE, file, 0);
    int problem = errno;
    close(file);
    if (map == MAP_FAILED && status.st_size == 0)
        return err_set(err, ERR_REJECT, "%s: truncated, empty", path);
    if (map == MAP_FAILED)
        return err_set(err, ERR_REJECT, "%s: %s", path, strerror(problem));
    if (blob_view(blob, map, (size_t)status.st_size, path, magic, version, err) != 0) {
        munmap(map, (size_t)status.st_size);
        return -1;
    }
    blob->mapped = true;
    return 0;
}

void
blob_close(struct blob *blob)
{
    if (blob->mapped)
        munmap((void *)blob->ptr, blob->size);
    *blob = (struct blob){ 0 };
}

int
blob_section(const struct blob *blob, const char *name, size_t element, const void **array,
             size_t *count, struct err *err)
{
    char padded[NAME] = { 0 };
    memcpy(padded, name, strnlen(name, NAME));
    for (uint32_t i = 0; i < blob->sections; i++) {
        const unsigned char *entry = blob->ptr + HEADER + (size_t)i * ENTRY;
        if (memcmp(entry, padded, NAME) != 0)
            continue;
        size_t offset = (size_t)load64(entry + NAME), length = (size_t)load64(entry + NAME + 8);
        if (length % element != 0 || (*count != 0 && length / element != *count))
            return err_set(err, ERR_REJECT, "%s: section %s has a wrong size", blob->what, name);
        *array = blob->ptr + offset;
        *count = length / element;
        return 0;
    }
    return err_set(err, ERR_REJECT, "%s: no section %s", blob->what, name);
}

void
blob_forget(const struct blob *blob, const void *ptr, size_t size)
{
    if (!blob->mapped)
        return;
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    size_t start = (size_t)((const unsigned char *)ptr - blob->ptr);
    size_t from = (start + page - 1) / page * page, to = (start + size) / page * page;
    if (from < to)
        (void)madvise((void *)(blob->ptr + from), to - from, MADV_DONTNEED);
}
