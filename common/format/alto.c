/*
 * alto: ALTO 4.4, one file a page.  Articles, roles and names are tags; blocks stand in reading
 * order, article by article, for many readers ignore the element that tells the order; a String
 * ends where a name begins or ends.  Positions are given where the page has layout.
 */
#include "common/format/item.h"
#include "common/format/writers.h"
#include "common/utf8.h"

#include <math.h>
#include <stdlib.h>

enum { UNITS_A_POINT_X3 = 50 }; /* inch1200: 1200 / 72 = 50 / 3 */

static void
attribute(const char *name, struct slice value, struct buf *out)
{
    buf_printf(out, " %s=\"", name);
    item_escape(value, out);
    buf_add_char(out, '"');
}

/* ---- tags ---- */

static void
article_tags(const struct record *record, struct buf *out)
{
    struct buf title = { 0 };
    for (size_t i = 0; i < record->article_count; i++) {
        buf_clear(&title);
        item_title(&record->articles[i], &title);
        buf_printf(out, "    <StructureTag ID=\"ART%u\" TYPE=\"article\"",
                   record->articles[i].number);
        attribute("LABEL", buf_slice(&title), out);
        buf_printf(out, "/>\n");
    }
    buf_done(&title);
}

static void
role_tags(struct buf *out)
{
    for (int role = 0; role < ROLE_COUNT; role++)
        buf_printf(out, "    <RoleTag ID=\"ROLE_%s\" TYPE=\"article part\" LABEL=\"%s\"/>\n",
                   role_name((enum role)role), role_name((enum role)role));
}

/* The tag of a mention: that of its entity, or, where none is known, of its own. */
static void
mention_tag(const struct record_article *article, size_t i, struct buf *out)
{
    const struct record_entity *mention = &article->entities[i];
    if (mention->entity > 0)
        buf_printf(out, "ENT%u", mention->entity);
    else
        buf_printf(out, "NE%u_%zu", article->number, i + 1);
}

static void
entity_tags(const struct record *record, struct buf *out)
{
    static const char *const types[] = { "person", "place", "organisation" };
    for (size_t i = 0; i < record->entity_count; i++) {
        const struct entity *entity = &record->entities[i];
        buf_printf(out, "    <NamedEntityTag ID=\"ENT%u\" TYPE=\"%s\"", entity->id,
                   types[entity->type]);
        attribute("LABEL", entity->name, out);
        if (entity->code.len > 0)
            buf_printf(out, " URI=\"urn:%s:%.*s\"", item_code_scheme(entity->code),
                       SLICE_ARGS(entity->code));
        buf_printf(out, "/>\n");
    }
    for (size_t i = 0; i < record->article_count; i++) {
        const struct record_article *article = &record->articles[i];
        for (size_t k = 0; k < article->entity_count; k++) {
            if (record_find_entity(record, article->entities[k].entity) != NULL)
                continue;
            buf_printf(out, "    <NamedEntityTag ID=\"");
            mention_tag(article, k, out);
            buf_printf(out, "\" TYPE=\"%s\"", types[article->entities[k].type]);
            attribute("LABEL", article->entities[k].text, out);
            buf_printf(out, "/>\n");
        }
    }
}

/* ---- text ---- */

/* A block being written, and the article's mentions from the next one on. */
struct hand {
    const struct record *record;
    const struct record_article *article; /* NULL: furniture */
    size_t mention;
    struct buf *out;
};

static void
string(struct hand *hand, uint32_t start, uint32_t end, bool named)
{
    buf_printf(hand->out, "<String");
    attribute("CONTENT", record_span(hand->record, start, end), hand->out);
    if (named) {
        buf_printf(hand->out, " TAGREFS=\"");
        mention_tag(hand->article, hand->mention, hand->out);
        buf_add_char(hand->out, '"');
    }
    buf_printf(hand->out, "/>");
}

static uint32_t
point_at(const struct hand *hand, uint32_t at)
{
    size_t byte = hand->record->places[at];
    return utf8_next(hand->record->text, &byte);
}

/* Strings of the code points [at, end) of a line, parted by blanks and at mentions. */
static void
strings(struct hand *hand, uint32_t at, uint32_t end)
{
    size_t count = hand->article != NULL ? hand->article->entity_count : 0;
    bool any = false;
    while (at < end) {
        if (point_is_blank(point_at(hand, at))) {
            while (at < end && point_is_blank(point_at(hand, at)))
                at++;
            if (any && at < end)
                buf_printf(hand->out, "<SP/>");
            continue;
        }
        while (hand->mention < count && hand->article->entities[hand->mention].end <= at)
            hand->mention++;
        const struct record_entity *mention =
            hand->mention < count ? &hand->article->entities[hand->mention] : NULL;
        bool named = mention != NULL && mention->start <= at;
        uint32_t stop = named                                     ? mention->end
                        : mention != NULL && mention->start < end ? mention->start
                                                                  : end;
        uint32_t start = at;
        while (at < end && at < stop && !point_is_blank(point_at(hand, at)))
            at++;
        string(hand, start, at, named);
        any = true;
    }
}

/* Whether [at, end) has anything but blanks. */
static bool
has_ink(const struct hand *hand, uint32_t at, uint32_t end)
{
    while (at < end && point_is_blank(point_at(hand, at)))
        at++;
    return at < end;
}

static void
lines(struct hand *hand, uint32_t start, uint32_t end)
{
    if (end > hand->record->point_count)
        end = (uint32_t)hand->record->point_count;
    for (uint32_t at = start; at < end;) {
        uint32_t stop = at;
        while (stop < end && point_at(hand, stop) != '\n')
            stop++;
        if (has_ink(hand, at, stop)) {
            buf_printf(hand->out, "          <TextLine>");
            strings(hand, at, stop);
            buf_printf(hand->out, "</TextLine>\n");
        }
        at = stop + 1;
    }
}

static int
units(float points)
{
    return (int)lroundf(points * UNITS_A_POINT_X3 / 3);
}

static void
position(const struct box *zones, size_t count, struct buf *out)
{
    if (count == 0)
        return;
    struct box all = zones[0];
    for (size_t i = 1; i < count; i++)
        all = box_join(all, zones[i]);
    buf_printf(out, " HPOS=\"%d\" VPOS=\"%d\" WIDTH=\"%d\" HEIGHT=\"%d\"", units(all.left),
               units(all.top), units(all.right - all.left), units(all.bottom - all.top));
}

/* A segment as a block; its id is the number of the segment on the page. */
static void
block(struct hand *hand, const struct record_segment *segment)
{
    buf_printf(hand->out, "        <TextBlock ID=\"B%td\"", segment - hand->record->segments + 1);
    position(segment->zones, segment->zone_count, hand->out);
    buf_printf(hand->out, " TAGREFS=\"");
    if (hand->article != NULL)
        buf_printf(hand->out, "ART%u ", hand->article->number);
    buf_printf(hand->out, "ROLE_%s\">\n", role_name(segment->role));
    lines(hand, segment->start, segment->end);
    buf_printf(hand->out, "        </TextBlock>\n");
}

static void
blocks(const struct record *record, struct buf *out)
{
    for (size_t i = 0; i < record->article_count; i++) {
        struct hand hand = { record, &record->articles[i], 0, out };
        for (size_t k = 0; k < hand.article->segment_count; k++)
            block(&hand, hand.article->segments[k]);
    }
    struct hand hand = { record, NULL, 0, out };
    for (size_t i = 0; i < record->segment_count; i++)
        if (record->segments[i].article == 0)
            block(&hand, &record->segments[i]);
}

static void
reading_order(const struct record *record, struct buf *out)
{
    if (record->article_count == 0)
        return;
    buf_printf(out, "  <ReadingOrder>\n    <UnorderedGroup ID=\"ARTICLES\">\n");
    for (size_t i = 0; i < record->article_count; i++) {
        const struct record_article *article = &record->articles[i];
        if (article->segment_count == 0)
            continue;
        buf_printf(out, "      <OrderedGroup ID=\"ORDER%u\" TAGREFS=\"ART%u\">", article->number,
                   article->number);
        for (size_t k = 0; k < article->segment_count; k++)
            buf_printf(out, "<ElementRef ID=\"R%td\" REF=\"B%td\"/>",
                       article->segments[k] - record->segments + 1,
                       article->segments[k] - record->segments + 1);
        buf_printf(out, "</OrderedGroup>\n");
    }
    buf_printf(out, "    </UnorderedGroup>\n  </ReadingOrder>\n");
}

static void
alto(const struct record *record, const struct format_context *context, struct buf *out)
{
    buf_printf(out,
               "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
               "<alto xmlns=\"http://www.loc.gov/standards/alto/ns-v4#\" SCHEMAVERSION=\"4.4\">\n"
               "  <Description>\n    <MeasurementUnit>inch1200</MeasurementUnit>\n"
               "    <sourceImageInformation>\n      <fileName>");
    item_escape(record->page, out);
    buf_printf(out, "</fileName>\n      <fileIdentifier>");
    item_uri(record, 0, context, out);
    buf_printf(out,
               "</fileIdentifier>\n    </sourceImageInformation>\n  </Description>\n  <Tags>\n");
    article_tags(record, out);
    role_tags(out);
    entity_tags(record, out);
    buf_printf(out, "  </Tags>\n");
    reading_order(record, out);
    buf_printf(out, "  <Layout>\n    <Page ID=\"P1\" PHYSICAL_IMG_NR=\"1\"");
    if (record->number.len > 0)
        attribute("PRINTED_IMG_NR", record->number, out);
    if (record->width > 0)
        buf_printf(out, " WIDTH=\"%d\" HEIGHT=\"%d\"", units(record->width), units(record->height));
    buf_printf(out, ">\n      <PrintSpace>\n");
    blocks(record, out);
    buf_printf(out, "      </PrintSpace>\n    </Page>\n  </Layout>\n</alto>\n");
}

const struct format format_alto = {
    .name = "alto",
    .suffix = ".alto.xml",
    .media_type = "application/alto+xml",
    .unit = FORMAT_PAGE,
    .summary = "ALTO 4.4 with tags for articles, roles and names",
    .page = alto,
};
