/*
 * item: what the formats say alike of an article: its names, its times, whom it names.
 */
#ifndef PAGEWIRE_FORMAT_ITEM_H
#define PAGEWIRE_FORMAT_ITEM_H

#include "common/format/format.h"
#include "common/proto/json_write.h"

#include <stddef.h>

/* Append names that stay the same whatever the result: of an article, urn:pagewire:PAGE:2 and where
 * the gateway serves it (the urn, without one); of a page (article 0) likewise. */
void item_urn(const struct record *record, uint32_t article, struct buf *out);
void item_uri(const struct record *record, uint32_t article, const struct format_context *context,
              struct buf *out);

/* A member whose text is one of these. */
void item_member_urn(struct jsonw *w, const char *key, const struct record *record,
                     uint32_t article);
void item_member_uri(struct jsonw *w, const char *key, const struct record *record,
                     uint32_t article, const struct format_context *context);

/* The headline; without one the kicker, or how the text begins, at most 24 code points and … */
void item_title(const struct record_article *article, struct buf *out);

/* The language of all texts. */
#define ITEM_LANGUAGE SLICE_LITERAL("zh-Hans")

/* The paragraphs; of an article that is but a lead, that. */
const struct slice *item_paragraphs(const struct record_article *article, size_t *count);
/* The same as one text, an empty line between. */
void item_body(const struct record_article *article, struct buf *out);

/* The byline as readers expect it: names parted by 、. */
void item_byline(const struct record_article *article, struct buf *out);

/* Where the dateline says it was written (新华社北京9月15日电: 北京): the first place named in the
 * dateline's segment; SLICE_EMPTY when it names none. */
struct slice item_located(const struct record_article *article);

/* 2026-11-28T16:22:54Z, without fractions. */
void item_time(int64_t ms, struct buf *out);

/* A member of that form; nothing for an unknown time (0). */
void item_member_time(struct jsonw *w, const char *key, int64_t ms);

/* The date of print as a time, 2018-01-09T00:00:00Z; false when the page has no whole date. */
bool item_print_time(const struct record *record, struct buf *out);

/* Something an article names, once however often: an entity of the page, or the surface of
 * mentions that have none. */
struct item_name {
    enum mention_type type;
    struct slice name;
    const struct entity *entity; /* NULL: only the surface is known */
    size_t mentions;
};

/* The names of an article, in the order of their first mention; in an array that the caller
 * frees. */
struct item_name *item_names(const struct record *record, const struct record_article *article,
                             size_t *count);

/* "gbt2260" for the codes of Chinese places, "iso3166" for countries, "" for others. */
const char *item_code_scheme(struct slice code);

/* Text for HTML and XML, also in attributes; control characters that XML forbids are left out. */
void item_escape(struct slice text, struct buf *out);

#endif
