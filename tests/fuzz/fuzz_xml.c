/*
 * Any bytes as ALTO, hOCR, PAGE-XML or METS: what the decoder tells of them is a stream
 * that the daemon takes, or refuses for what it says, and never breaks.
 *
 * The decoder frees nothing, as it is a program that ends after one page; so libxml2's memory is
 * counted here and all of it freed after each input.  Its way out is a buffer, its end a jump.
 */
#include "decoders/xml/tell.h"

#include "common/buf.h"
#include "services/decode/compose.h"
#include "services/decode/stream.h"

#include <libxml/parser.h>
#include <libxml/xmlmemory.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { TOLD_MOST = 8 << 20 };

/* ---- memory: every block in one ring ---- */

struct block {
    struct block *prev, *next;
    max_align_t bytes[];
};

static struct block ring = { &ring, &ring };

static void
unlink_block(struct block *block)
{
    block->prev->next = block->next;
    block->next->prev = block->prev;
}

static void *
link_block(struct block *block)
{
    if (block == NULL)
        return NULL;
    block->prev = &ring;
    block->next = ring.next;
    block->prev->next = block->next->prev = block;
    return block->bytes;
}

static struct block *
block_of(void *bytes)
{
    return (struct block *)((char *)bytes - offsetof(struct block, bytes));
}

static void *
take(size_t size)
{
    return link_block(malloc(sizeof(struct block) + size));
}

static void
give(void *bytes)
{
    if (bytes == NULL)
        return;
    unlink_block(block_of(bytes));
    free(block_of(bytes));
}

static void *
change(void *bytes, size_t size)
{
    if (bytes == NULL)
        return take(size);
    struct block *block = block_of(bytes);
    unlink_block(block);
    return link_block(realloc(block, sizeof *block + size));
}

static char *
copy(const char *text)
{
    char *bytes = take(strlen(text) + 1);
    return bytes == NULL ? NULL : strcpy(bytes, text);
}

/* ---- the way out, in place of services/decode/stream_out.c ---- */

static struct buf told;
static jmp_buf ended;

_Noreturn void
stream_end(struct stream_out *out)
{
    (void)out;
    longjmp(ended, 1);
}

static void
tell(struct stream_out *out, const char *bytes, size_t len)
{
    if (told.len + len > TOLD_MOST)
        stream_end(out);
    buf_add(&told, bytes, len);
}

void
stream_flush(struct stream_out *out)
{
    (void)out;
}

void
stream_text(struct stream_out *out, const char *bytes, size_t len)
{
    for (size_t i = 0; i < len; i++)
        tell(out, (unsigned char)bytes[i] < 0x20 || bytes[i] == 0x7f ? " " : bytes + i, 1);
}

void
stream_line(struct stream_out *out, const char *format, ...)
{
    char line[1024];
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    stream_text(out, line, strlen(line));
    tell(out, "\n", 1);
}

void
stream_numbers(struct stream_out *out, char record, const long *numbers, size_t count)
{
    tell(out, &record, 1);
    for (size_t i = 0; i < count; i++) {
        char digits[32];
        tell(out, digits, (size_t)snprintf(digits, sizeof digits, " %ld", numbers[i]));
    }
    tell(out, "\n", 1);
}

_Noreturn void
stream_fail(struct stream_out *out, const char *format, ...)
{
    char text[1024];
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    stream_line(out, "error %s", text);
    stream_end(out);
}

long
stream_points(double points)
{
    const double most = 4e8;
    double value = points * 100;
    return points != points ? 0 : (long)(value > most ? most : value < -most ? -most : value);
}

/* ---- */

static void
hear(void)
{
    struct arena arena = { 0 };
    struct stream stream;
    struct page page;
    struct err err;
    page_init(&page);
    if (stream_read(&stream, &arena, buf_slice(&told), &err) == 0)
        (void)compose_page(&page, &arena, &stream, NULL, &err);
    page_done(&page);
    arena_done(&arena);
}

/* The first byte: 0xff for an issue, else the page in its low bits. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 2)
        return 0;
    static bool ready;
    if (!ready && xmlMemSetup(give, take, change, copy) != 0)
        abort();
    ready = true;
    xmlInitParser();
    told.len = 0;
    bool issue = data[0] == 0xff;
    if (setjmp(ended) == 0) {
        tell_dpi = data[0] & 0x80 ? 300 : 0;
        read_document(data + 1, size - 1, issue ? 0 : data[0] & 3, issue);
        stream_end(&tell_out);
    }
    if (!issue)
        hear();
    xmlCleanupParser();
    while (ring.next != &ring)
        give(ring.next->bytes);
    return 0;
}
