/* A page as the body of a JOB. */
#include "common/proto/page_json.h"

#include "common/proto/extra.h"
#include "common/proto/given_json.h"
#include "common/proto/layout_json.h"
#include "common/proto/page_part.h"
#include "common/proto/zone_json.h"

static void
job_page(const struct page *page, struct jsonw *w)
{
    jsonw_key(w, "page");
    jsonw_open(w, '{');
    jsonw_member(w, "id", page->id);
    jsonw_member(w, "name", page->name);
    page_part_origin(page, w);
    extra_write(w, page->origin_extra);
    jsonw_close(w, '}');
}

static void
job_segments(const struct page *page, struct jsonw *w)
{
    jsonw_key(w, "segments");
    jsonw_open(w, '[');
    for (size_t i = 0; i < page->segment_count; i++) {
        const struct segment *segment = &page->segments[i];
        jsonw_open(w, '[');
        jsonw_number(w, segment->start);
        jsonw_number(w, segment->end);
        jsonw_number(w, segment->article);
        jsonw_text(w, slice_from(role_name(segment->role)));
        jsonw_share(w, segment->confidence);
        jsonw_text(w, slice_from(segment->evidence));
        jsonw_close(w, ']');
    }
    jsonw_close(w, ']');
}

static void
job_passage(const struct passage *passage, struct jsonw *w)
{
    jsonw_open(w, '{');
    jsonw_member(w, "role", slice_from(role_name(passage->role)));
    jsonw_member(w, "text", passage->text);
    jsonw_key(w, "runs");
    jsonw_open(w, '[');
    for (size_t i = 0; i < passage->run_count; i++) {
        jsonw_open(w, '[');
        jsonw_number(w, passage->runs[i].text);
        jsonw_number(w, passage->runs[i].page);
        jsonw_number(w, passage->runs[i].count);
        jsonw_close(w, ']');
    }
    jsonw_close(w, ']');
    extra_write(w, passage->extra);
    jsonw_close(w, '}');
}

static void
job_mention(const struct mention *mention, struct jsonw *w)
{
    jsonw_open(w, '[');
    jsonw_text(w, slice_from(mention_type_name(mention->type)));
    jsonw_number(w, mention->start);
    jsonw_number(w, mention->end);
    jsonw_text(w, mention->text);
    jsonw_share(w, mention->confidence);
    jsonw_close(w, ']');
}

/* Which entity each mention means, when any is known: one number a mention. */
static void
job_mention_entities(const struct article *article, struct jsonw *w)
{
    size_t known = 0;
    for (size_t i = 0; i < article->mention_count; i++)
        known += article->mentions[i].entity != 0;
    if (known == 0)
        return;
    jsonw_key(w, "mention_entities");
    jsonw_open(w, '[');
    for (size_t i = 0; i < article->mention_count; i++)
        jsonw_number(w, article->mentions[i].entity);
    jsonw_close(w, ']');
}

static void
job_article(const struct article *article, struct jsonw *w)
{
    jsonw_open(w, '{');
    jsonw_member_number(w, "number", article->number);
    jsonw_key(w, "confidence");
    jsonw_share(w, article->confidence);
    jsonw_key(w, "passages");
    jsonw_open(w, '[');
    for (size_t i = 0; i < article->passage_count; i++)
        job_passage(&article->passages[i], w);
    jsonw_close(w, ']');
    jsonw_key(w, "authors");
    jsonw_open(w, '[');
    for (size_t i = 0; i < article->author_count; i++) {
        jsonw_open(w, '[');
        jsonw_text(w, article->authors[i].name);
        jsonw_text(w, article->authors[i].affiliation);
        jsonw_close(w, ']');
    }
    jsonw_close(w, ']');
    jsonw_key(w, "mentions");
    jsonw_open(w, '[');
    for (size_t i = 0; i < article->mention_count; i++)
        job_mention(&article->mentions[i], w);
    jsonw_close(w, ']');
    job_mention_entities(article, w);
    extra_write(w, article->extra);
    jsonw_close(w, '}');
}

void
page_encode_job(const struct page *page, struct buf *json)
{
    struct jsonw w = { .out = json };
    buf_reserve(json, page->text.len * 3 + 1024);
    jsonw_open(&w, '{');
    job_page(page, &w);
    jsonw_member(&w, "text", page->text);
    if (page->layout != NULL) {
        jsonw_key(&w, "layout");
        layout_encode(page->layout, &w);
    }
    if (page->given_count > 0) {
        jsonw_key(&w, "given");
        given_encode(page, &w);
    }
    if (page->segment_version.len > 0 || page->segment_count > 0 || page->article_count > 0) {
        jsonw_member(&w, "segment_version", page->segment_version);
        jsonw_member(&w, "enrich_version", page->enrich_version);
        job_segments(page, &w);
        jsonw_key(&w, "articles");
        jsonw_open(&w, '[');
        for (size_t i = 0; i < page->article_count; i++)
            job_article(&page->articles[i], &w);
        jsonw_close(&w, ']');
        page_part_entities(page, &w);
        if (page->zones != NULL) {
            jsonw_key(&w, "zones");
            zones_encode(page, &w);
        }
        page_part_damage(page, &w);
    }
    extra_write(&w, page->extra);
    jsonw_close(&w, '}');
}
