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

/* A stretch of the page's text, and where it stands on paper. */
struct record_segment {
    uint32_t start, end;
    uint32_t article; /* 0: none */
    enum role role;
    double confidence;
    struct slice evidence;
    struct box *zones; /* points from the top left of the page; none without layout */
    size_t zone_count;
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
    const struct record_segment **segments; /* its own, by start */
    size_t segment_count;
    struct box *zones;
    size_t zone_count;
};

struct record {
    struct arena arena;
    struct slice page, page_id, paper, date, number, encoding; /* "" when unknown */
    uint32_t file_page; /* which page of the file it came in, 0: the only one */
    bool damaged;
    struct slice text;
    uint32_t *places; /* where each code point of text begins in it, and last where it ends */
    size_t point_count;
    float width, height; /* of the page in points; 0: no layout */
    int64_t made_ms;     /* when this result was committed; 0: unknown */
    uint32_t result;     /* its number; 0: unknown */
    struct slice segment_version, enrich_version;
    struct record_segment *segments; /* by start */
    size_t segment_count;
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

/* Code points [start, end) of the record's text, borrowed; what lies outside is left out. */
struct slice record_span(const struct record *record, uint32_t start, uint32_t end);

/* The entity of that id, or NULL. */
const struct entity *record_find_entity(const struct record *record, uint32_t id);

#endif
