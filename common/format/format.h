/*
 * format: finished pages in the formats that other systems read.  All are made from the record
 * (proto/record.h) alone, so that HTTP, the command line and a reader's own program give the same
 * bytes.  PROTOCOL.md (Formats) says what each holds.
 *
 * A format's unit is what one document of it describes.  Documents of an article can stand in one
 * stream: `head` once, then the documents, each ending with a line end.
 */
#ifndef PAGEWIRE_FORMAT_H
#define PAGEWIRE_FORMAT_H

#include "common/buf.h"
#include "common/proto/record.h"

#include <stdbool.h>
#include <stdint.h>

enum format_unit {
    FORMAT_ARTICLE, /* one document an article */
    FORMAT_PAGE,    /* one document a page */
    FORMAT_ISSUE,   /* one document for the pages of a paper and a date */
};

/* What a record does not know of itself. */
struct format_context {
    struct slice base; /* where a gateway serves the archive: http://host:8080; "" for nowhere */
    bool issue;        /* the records are all pages of their issue */
    bool by_id;        /* gold: a page is named by its id, as names of files come again */
    bool withdrawn;    /* the article was taken back: formats that can, say so, and no more */
};

struct format {
    const char *name;       /* of --format */
    const char *suffix;     /* of a file or URL, with its dot */
    const char *media_type; /* Content-Type */
    enum format_unit unit;
    const char *head;    /* first bytes of a stream, NULL for none */
    const char *summary; /* one line for --help */
    bool withdraws;      /* has a document for an article that was withdrawn */
    /* The one that fits the unit is set; appends a document. */
    void (*article)(const struct record *record, const struct record_article *article,
                    const struct format_context *context, struct buf *out);
    void (*page)(const struct record *record, const struct format_context *context,
                 struct buf *out);
    void (*issue)(const struct record *records, size_t count, const struct format_context *context,
                  struct buf *out);
};

extern const struct format *const formats[];
extern const size_t format_count;

/* By name, by the suffix of a file or URL (".ninjs.json"), by media type (without parameters,
 * not case sensitive; the first that has it); NULL for others. */
const struct format *format_find(struct slice name);
const struct format *format_find_suffix(struct slice suffix);
const struct format *format_find_media(struct slice media_type);

/* Appends all documents of a record: the page's, or one for each article, after each a line end. */
void format_write(const struct format *format, const struct record *record,
                  const struct format_context *context, struct buf *out);

/* Appends what a format that `withdraws` says of an article that is no more: its names and those
 * of its page (which has no more than page_id, paper, date, number and made_ms), nothing of it. */
void format_write_withdrawn(const struct format *format, const struct record *page,
                            uint32_t article, struct slice base, struct buf *out);

#endif
