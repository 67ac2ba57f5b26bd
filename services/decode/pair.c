#include "services/decode/pair.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

enum {
    BLOCK = 512,
    NAME_MAX_BYTES = 100,
    SIZE_AT = 124,
    SIZE_DIGITS = 11,
    SUM_AT = 148,
    MAGIC_AT = 257
};

static const struct slice magic = { "ustar\0"
                                    "00",
                                    8 };

/* ---- writing ---- */

/* As POSIX has it: the sum of the header's bytes, with blanks where the sum will stand. */
static unsigned
sum_of(const char *header)
{
    unsigned sum = 0;
    for (size_t i = 0; i < BLOCK; i++)
        sum += i >= SUM_AT && i < SUM_AT + 8 ? ' ' : (unsigned char)header[i];
    return sum;
}

static void
write_member(struct buf *out, const char *name, struct slice bytes)
{
    char header[BLOCK] = { 0 };
    static const char zeros[BLOCK] = { 0 };
    (void)snprintf(header, NAME_MAX_BYTES, "%s", name);
    memcpy(header + 100, "0000644", 8); /* mode; then the owner, who is nobody */
    memcpy(header + 108, "0000000", 8);
    memcpy(header + 116, "0000000", 8);
    (void)snprintf(header + SIZE_AT, SIZE_DIGITS + 1, "%011llo", (unsigned long long)bytes.len);
    memcpy(header + 136, "00000000000", 12); /* the same bytes at any time */
    header[156] = '0';
    memcpy(header + MAGIC_AT, magic.ptr, magic.len);
    (void)snprintf(header + SUM_AT, 8, "%06o", sum_of(header));
    header[SUM_AT + 7] = ' ';
    buf_add_slice(out, (struct slice){ header, BLOCK });
    buf_add_slice(out, bytes);
    buf_add_slice(out, (struct slice){ zeros, (BLOCK - bytes.len % BLOCK) % BLOCK });
}

void
pair_write(struct buf *out, struct slice xml, struct slice picture)
{
    static const char zeros[2 * BLOCK] = { 0 };
    unsigned char first = picture.len > 0 ? (unsigned char)picture.ptr[0] : 0;
    write_member(out, "page.xml", xml);
    write_member(out,
                 first == 0x89   ? "picture.png"
                 : first == 0xff ? "picture.jpg"
                 : first == 0    ? "picture.jp2"
                                 : "picture.tif",
                 picture);
    buf_add_slice(out, (struct slice){ zeros, sizeof zeros });
}

/* ---- reading ---- */

/* One member from the front of *rest. */
static bool
read_member(struct slice *rest, const char *name, struct slice *bytes)
{
    if (rest->len < BLOCK)
        return false;
    const char *header = rest->ptr;
    if (memcmp(header + MAGIC_AT, magic.ptr, magic.len) != 0 ||
        strncmp(header, name, strlen(name)) != 0)
        return false;
    uint64_t size = 0;
    for (size_t i = 0; i < SIZE_DIGITS; i++) {
        if (header[SIZE_AT + i] < '0' || header[SIZE_AT + i] > '7')
            return false;
        size = size * 8 + (uint64_t)(header[SIZE_AT + i] - '0');
    }
    uint64_t padded = (size + BLOCK - 1) / BLOCK * BLOCK;
    if (padded > rest->len - BLOCK)
        return false;
    *bytes = slice_part(*rest, BLOCK, BLOCK + size);
    *rest = slice_part(*rest, BLOCK + padded, rest->len);
    return true;
}

bool
pair_read(struct slice bytes, struct slice *xml, struct slice *picture)
{
    struct slice rest = bytes;
    return read_member(&rest, "page.xml", xml) && read_member(&rest, "picture.", picture);
}
