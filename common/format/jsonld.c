/*
 * jsonld: schema.org NewsArticle, one object an article, for search engines and web pages.
 */
#include "common/format/item.h"
#include "common/format/writers.h"

#include <stdlib.h>

static void
type_member(struct jsonw *w, const char *type)
{
    jsonw_member(w, "@type", slice_from(type));
}

static void
authors(const struct record_article *article, struct jsonw *w)
{
    jsonw_key(w, "author");
    jsonw_open(w, '[');
    for (size_t i = 0; i < article->author_count; i++) {
        jsonw_open(w, '{');
        type_member(w, "Person");
        jsonw_member(w, "name", article->authors[i].name);
        if (article->authors[i].affiliation.len > 0) {
            jsonw_key(w, "affiliation");
            jsonw_open(w, '{');
            type_member(w, "Organization");
            jsonw_member(w, "name", article->authors[i].affiliation);
            jsonw_close(w, '}');
        }
        jsonw_close(w, '}');
    }
    jsonw_close(w, ']');
}

/* A code as schema.org has it: a PropertyValue that names its scheme. */
static void
identifier(struct jsonw *w, struct slice code)
{
    const char *scheme = item_code_scheme(code);
    if (scheme[0] == '\0')
        return;
    jsonw_key(w, "identifier");
    jsonw_open(w, '{');
    type_member(w, "PropertyValue");
    jsonw_member(w, "propertyID", slice_from(scheme[0] == 'g' ? "GB/T 2260" : "ISO 3166-1"));
    jsonw_member(w, "value", code);
    jsonw_close(w, '}');
}

static void
thing(struct jsonw *w, const struct item_name *name)
{
    static const char *const types[] = { "Person", "Place", "Organization" };
    jsonw_open(w, '{');
    type_member(w, types[name->type]);
    jsonw_member(w, "name", name->name);
    if (name->entity != NULL) {
        if (name->entity->variant_count > 0)
            jsonw_member_list(w, "alternateName", name->entity->variants,
                              name->entity->variant_count);
        identifier(w, name->entity->code);
        jsonw_given(w, "description", name->entity->path);
    }
    jsonw_close(w, '}');
}

static void
mentions(const struct item_name *names, size_t count, const char *key, bool located,
         struct jsonw *w)
{
    jsonw_key(w, key);
    jsonw_open(w, '[');
    for (size_t i = 0; i < count; i++)
        if (!located || (names[i].type == MENTION_LOC && names[i].entity != NULL &&
                         names[i].entity->code.len > 0))
            thing(w, &names[i]);
    jsonw_close(w, ']');
}

static void
issue(const struct record *record, struct jsonw *w)
{
    if (record->paper.len == 0)
        return;
    jsonw_key(w, "isPartOf");
    jsonw_open(w, '{');
    type_member(w, "PublicationIssue");
    jsonw_given(w, "datePublished", record->date);
    jsonw_key(w, "isPartOf");
    jsonw_open(w, '{');
    type_member(w, "Newspaper");
    jsonw_member(w, "name", record->paper);
    jsonw_close(w, '}');
    jsonw_close(w, '}');
}

static void
jsonld(const struct record *record, const struct record_article *article,
       const struct format_context *context, struct buf *out)
{
    struct jsonw w = { .out = out };
    size_t count;
    struct item_name *names = item_names(record, article, &count);
    struct buf text = { 0 };
    jsonw_open(&w, '{');
    jsonw_member(&w, "@context", slice_from("https://schema.org"));
    type_member(&w, "NewsArticle");
    item_member_uri(&w, "@id", record, article->number, context);
    item_title(article, &text);
    jsonw_member(&w, "headline", buf_slice(&text));
    if (article->headline.len > 0)
        jsonw_given(&w, "alternativeHeadline",
                    article->kicker.len > 0 ? article->kicker : article->deck);
    jsonw_member(&w, "inLanguage", ITEM_LANGUAGE);
    jsonw_given(&w, "datePublished", record->date);
    item_member_time(&w, "dateModified", record->made_ms);
    jsonw_given(&w, "dateline", article->dateline);
    jsonw_given(&w, "printPage", record->number);
    if (context->withdrawn)
        jsonw_member(&w, "creativeWorkStatus", slice_from("Withdrawn"));
    authors(article, &w);
    jsonw_member_list(&w, "abstract", article->lead, article->lead_count);
    buf_clear(&text);
    item_body(article, &text);
    jsonw_member(&w, "articleBody", buf_slice(&text));
    mentions(names, count, "mentions", false, &w);
    mentions(names, count, "contentLocation", true, &w);
    issue(record, &w);
    jsonw_close(&w, '}');
    buf_done(&text);
    free(names);
}

const struct format format_jsonld = {
    .name = "jsonld",
    .suffix = ".jsonld",
    .media_type = "application/ld+json",
    .unit = FORMAT_ARTICLE,
    .summary = "schema.org NewsArticle, one object an article",
    .article = jsonld,
};
