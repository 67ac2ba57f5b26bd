/*
 * record: a finished page as readers get it, read back.  The other half of
 * page_encode_record, for programs that show pages (the command line).
 */
#ifndef PAGEWIRE_PROTO_RECORD_H
#define PAGEWIRE_PROTO_RECORD_H

#include "common/arena.h"
#include "common/err.h"
#include "common/page.h"

struct record_entity {
    enum mention_type type;
    struct slice text;
    uint32_t start, end; /* code points of the page's text */
    double confidence;
    uint32_t entity; /* id of one of the record's entities, 0: none known */
};

struct record_author {
    struct slice name, affiliation;
};

struct record_article {
    uint32_t number;
    double confidence;
    struct slice kicker, headline, deck, dateline;
    struct record_author *authors;
    size_t author_count;
    struct slice *paragraphs, *lead, *captions, *credits;
    size_t paragraph_count, lead_count, caption_count, credit_count;
    struct record_entity *entities; /* ordered by start */
    size_t entity_count;
};

struct record {
    struct arena arena;
    struct slice page, page_id, paper, date, number, encoding; /* "" when unknown */
    bool damaged;
    struct record_article *articles;
    size_t article_count;
    struct entity *entities; /* ids ascend */
    size_t entity_count;
};

/* Reads a record, or one article of it with the page's fields.  Everything is
 * copied.  Returns 0, and the caller frees with record_done; or -1 with a
 * REJECT when it is no JSON object or something has the wrong type. */
int record_decode(struct record *record, struct slice json, struct err *err);
void record_done(struct record *record);

/* The entity of that id, or NULL. */
const struct entity *record_find_entity(const struct record *record, uint32_t id);

#endif
