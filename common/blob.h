/*
 * blob: a read-only data file of named sections, mapped into memory.
 *
 * 64 bytes of header (magic, format version, section count, file size, CRC-32
 * of the rest), a table of sections, then the sections, each at a multiple of
 * 64.  Little endian, written by train/gazetteer/blob.py.
 */
#ifndef PAGEWIRE_BLOB_H
#define PAGEWIRE_BLOB_H

#include "common/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct blob {
    const unsigned char *ptr; /* NULL while closed */
    size_t size;
    uint32_t sections;
    uint32_t crc;     /* of the content: names the file's version */
    bool mapped;      /* by blob_open */
    const char *what; /* for messages: the path, or another name; borrowed */
};

/* Maps the file at path, which blob must not outlive, and checks that its magic
 * is `magic` (8 characters), its version `version`, its size and checksum right.
 * Otherwise -1 with a message that names file and reason. */
int blob_open(struct blob *blob, const char *path, const char *magic, uint32_t version,
              struct err *err);

/* The same for bytes in memory, aligned to 8, which must outlive the blob and
 * which blob_close leaves alone. */
int blob_view(struct blob *blob, const void *bytes, size_t size, const char *what,
              const char *magic, uint32_t version, struct err *err);

void blob_close(struct blob *blob);

/* The section of that name as an array of elements of `element` bytes.  With
 * *count 0 the file decides how many (at least one), else it must have exactly
 * that many.  Returns -1 when there is no such section or its size is wrong. */
int blob_section(const struct blob *blob, const char *name, size_t element, const void **array,
                 size_t *count, struct err *err);

/* Tells the kernel that the pages of [ptr, ptr + size) are not needed soon. */
void blob_forget(const struct blob *blob, const void *ptr, size_t size);

/* CRC-32 as in zlib and PNG (polynomial 0xedb88320). */
uint32_t crc32_of(const void *bytes, size_t size);

#endif
