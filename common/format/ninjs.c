/*
 * ninjs: IPTC's JSON for news, one item an article: 3.1 as published, and 1.x as Superdesk and its
 * kin read it.  Offsets, scores and zones have no place in either; annotation.c has them.
 */
#include "common/format/item.h"
#include "common/format/writers.h"
#include "common/utf8.h"

#include <stdlib.h>

static void
text_member(struct jsonw *w, const char *key,
            void (*write)(const struct record_article *article, struct buf *out),
            const struct record_article *article)
{
    struct buf text = { 0 };
    write(article, &text);
    if (text.len > 0)
        jsonw_member(w, key, buf_slice(&text));
    buf_done(&text);
}

static void
html_body(const struct record_article *article, struct buf *out)
{
    size_t count;
    const struct slice *paragraphs = item_paragraphs(article, &count);
    for (size_t i = 0; i < count; i++) {
        buf_printf(out, "<p>");
        item_escape(paragraphs[i], out);
        buf_printf(out, "</p>");
    }
}

/* Lead, or the deck where there is none: what the article is about. */
static void
description(const struct record_article *article, struct buf *out)
{
    for (size_t i = 0; i < article->lead_count; i++) {
        if (i > 0)
            buf_add_char(out, '\n');
        buf_add_slice(out, article->lead[i]);
    }
    if (article->lead_count == 0)
        buf_add_slice(out, article->deck);
}

/* ---- 3.1 ---- */

static void
value_object(struct jsonw *w, const char *role, const char *content_type, struct slice value,
             bool counted)
{
    if (value.len == 0)
        return;
    jsonw_open(w, '{');
    jsonw_member(w, "role", slice_from(role));
    jsonw_member(w, "contentType", slice_from(content_type));
    if (counted)
        jsonw_member_number(w, "charCount", (int64_t)utf8_count(value));
    jsonw_member(w, "value", value);
    jsonw_close(w, '}');
}

static void
headlines(const struct record_article *article, struct jsonw *w)
{
    struct buf title = { 0 };
    item_title(article, &title);
    jsonw_key(w, "headlines");
    jsonw_open(w, '[');
    value_object(w, "main", "text/plain", buf_slice(&title), false);
    if (article->headline.len > 0)
        value_object(w, "kicker", "text/plain", article->kicker, false);
    value_object(w, "deck", "text/plain", article->deck, false);
    jsonw_close(w, ']');
    buf_done(&title);
}

static void
bodies(const struct record_article *article, struct jsonw *w)
{
    struct buf body = { 0 };
    item_body(article, &body);
    jsonw_key(w, "bodies");
    jsonw_open(w, '[');
    value_object(w, "main", "text/plain", buf_slice(&body), true);
    for (size_t i = 0; i < article->caption_count; i++)
        value_object(w, "caption", "text/plain", article->captions[i], true);
    jsonw_close(w, ']');
    buf_done(&body);
}

/* The names of one type; places and countries with their codes. */
static void
named(const struct item_name *names, size_t count, enum mention_type type, const char *key,
      struct jsonw *w)
{
    jsonw_key(w, key);
    jsonw_open(w, '[');
    for (size_t i = 0; i < count; i++) {
        if (names[i].type != type)
            continue;
        jsonw_open(w, '{');
        jsonw_member(w, "name", names[i].name);
        jsonw_member(w, "rel", slice_from("mentions"));
        struct slice code = names[i].entity != NULL ? names[i].entity->code : SLICE_EMPTY;
        const char *scheme = item_code_scheme(code);
        if (scheme[0] != '\0') {
            struct buf literal = { 0 };
            buf_printf(&literal, "%s:%.*s", scheme, SLICE_ARGS(code));
            jsonw_member(w, "literal", buf_slice(&literal));
            buf_done(&literal);
        } else if (names[i].entity != NULL && names[i].entity->authority.len > 0) {
            jsonw_member(w, "literal", names[i].entity->authority);
        }
        jsonw_close(w, '}');
    }
    jsonw_close(w, ']');
}

static void
alternative(struct jsonw *w, const char *role, struct slice value)
{
    if (value.len == 0)
        return;
    jsonw_open(w, '{');
    jsonw_member(w, "role", slice_from(role));
    jsonw_member(w, "value", value);
    jsonw_close(w, '}');
}

static void
alternatives(const struct record *record, struct jsonw *w)
{
    jsonw_key(w, "altIds");
    jsonw_open(w, '[');
    alternative(w, "page", record->page_id);
    alternative(w, "printPage", record->number);
    jsonw_close(w, ']');
}

/* Whether an article goes on elsewhere (下转第三版). */
static bool
is_part(const struct record_article *article)
{
    for (size_t i = 0; i < article->segment_count; i++)
        if (article->segments[i]->role == ROLE_JUMP)
            return true;
    return false;
}

static void
source(const struct record *record, struct jsonw *w)
{
    if (record->paper.len == 0)
        return;
    jsonw_key(w, "infoSources");
    jsonw_open(w, '[');
    jsonw_open(w, '{');
    jsonw_member(w, "name", record->paper);
    jsonw_close(w, '}');
    jsonw_close(w, ']');
}

static void
ninjs(const struct record *record, const struct record_article *article,
      const struct format_context *context, struct buf *out)
{
    struct jsonw w = { .out = out };
    size_t count;
    struct item_name *names = item_names(record, article, &count);
    struct buf text = { 0 };
    jsonw_open(&w, '{');
    item_member_uri(&w, "uri", record, article->number, context);
    jsonw_key(&w, "standard");
    jsonw_open(&w, '{');
    jsonw_member(&w, "name", slice_from("ninjs"));
    jsonw_member(&w, "version", slice_from("3.1"));
    jsonw_close(&w, '}');
    jsonw_member(&w, "type", slice_from("text"));
    jsonw_member(&w, "representationType", slice_from(is_part(article) ? "partial" : "full"));
    jsonw_member(&w, "language", ITEM_LANGUAGE);
    jsonw_member(&w, "pubStatus", slice_from(context->withdrawn ? "canceled" : "usable"));
    item_member_time(&w, "versionCreated", record->made_ms);
    if (item_print_time(record, &text))
        jsonw_member(&w, "contentCreated", buf_slice(&text));
    headlines(article, &w);
    text_member(&w, "by", item_byline, article);
    jsonw_given(&w, "located", item_located(article));
    buf_clear(&text);
    description(article, &text);
    if (text.len > 0) {
        jsonw_key(&w, "descriptions");
        jsonw_open(&w, '[');
        value_object(&w, article->lead_count > 0 ? "lead" : "deck", "text/plain", buf_slice(&text),
                     false);
        jsonw_close(&w, ']');
    }
    bodies(article, &w);
    named(names, count, MENTION_PER, "people", &w);
    named(names, count, MENTION_ORG, "organisations", &w);
    named(names, count, MENTION_LOC, "places", &w);
    source(record, &w);
    alternatives(record, &w);
    jsonw_close(&w, '}');
    buf_done(&text);
    free(names);
}

const struct format format_ninjs = {
    .name = "ninjs",
    .suffix = ".ninjs.json",
    .media_type = "application/vnd.iptc.ninjs+json",
    .unit = FORMAT_ARTICLE,
    .withdraws = true,
    .summary = "IPTC ninjs 3.1, one item an article",
    .article = ninjs,
};

/* ---- 1.x ---- */

/* {name, code, scheme}: the code is the name where there is none. */
static void
qualified(struct jsonw *w, struct slice name, struct slice code, const char *scheme)
{
    jsonw_open(w, '{');
    jsonw_member(w, "name", name);
    jsonw_member(w, "code", code.len > 0 ? code : name);
    jsonw_member(w, "scheme", slice_from(scheme));
    jsonw_close(w, '}');
}

static void
places_1(const struct item_name *names, size_t count, struct jsonw *w)
{
    jsonw_key(w, "place");
    jsonw_open(w, '[');
    for (size_t i = 0; i < count; i++) {
        if (names[i].type != MENTION_LOC)
            continue;
        struct slice code = names[i].entity != NULL ? names[i].entity->code : SLICE_EMPTY;
        const char *scheme = item_code_scheme(code);
        qualified(w, names[i].name, code,
                  scheme[0] == 'g'   ? "urn:gbt2260"
                  : scheme[0] == 'i' ? "urn:iso3166"
                                     : "urn:pagewire:place");
    }
    jsonw_close(w, ']');
}

static void
subjects_1(const struct item_name *names, size_t count, struct jsonw *w)
{
    jsonw_key(w, "subject");
    jsonw_open(w, '[');
    for (size_t i = 0; i < count; i++) {
        struct slice id = names[i].entity != NULL ? names[i].entity->authority : SLICE_EMPTY;
        if (names[i].type != MENTION_LOC)
            qualified(w, names[i].name, id,
                      names[i].type == MENTION_PER ? "urn:pagewire:person"
                                                   : "urn:pagewire:organisation");
    }
    jsonw_close(w, ']');
}

static void
authors_1(const struct record_article *article, struct jsonw *w)
{
    jsonw_key(w, "authors");
    jsonw_open(w, '[');
    for (size_t i = 0; i < article->author_count; i++) {
        jsonw_open(w, '{');
        jsonw_member(w, "name", article->authors[i].name);
        jsonw_member(w, "role", slice_from("writer"));
        jsonw_close(w, '}');
    }
    jsonw_close(w, ']');
}

static void
keywords_1(const struct item_name *names, size_t count, struct jsonw *w)
{
    jsonw_key(w, "keywords");
    jsonw_open(w, '[');
    for (size_t i = 0; i < count; i++)
        jsonw_text(w, names[i].name);
    jsonw_close(w, ']');
}

/* What only the dialect of Superdesk has, so that what is left is ninjs 1.6. */
static void
extra_1(const struct record *record, struct jsonw *w)
{
    jsonw_key(w, "extra");
    jsonw_open(w, '{');
    jsonw_given(w, "print_date", record->date);
    jsonw_given(w, "print_page", record->number);
    jsonw_given(w, "paper", record->paper);
    jsonw_close(w, '}');
}

static void
ninjs1(const struct record *record, const struct record_article *article,
       const struct format_context *context, struct buf *out)
{
    struct jsonw w = { .out = out };
    size_t count;
    struct item_name *names = item_names(record, article, &count);
    jsonw_open(&w, '{');
    item_member_urn(&w, "guid", record, article->number);
    item_member_urn(&w, "uri", record, article->number);
    jsonw_member(&w, "type", slice_from("text"));
    jsonw_member(&w, "mimetype", slice_from("text/html"));
    jsonw_member(&w, "language", ITEM_LANGUAGE);
    jsonw_member(&w, "pubstatus", slice_from(context->withdrawn ? "canceled" : "usable"));
    jsonw_member_number(&w, "urgency", 3);
    jsonw_member_number(&w, "priority", 6);
    if (record->result > 0) {
        struct buf version = { 0 };
        buf_printf(&version, "%u", record->result);
        jsonw_member(&w, "version", buf_slice(&version));
        buf_done(&version);
    }
    item_member_time(&w, "firstcreated", record->made_ms);
    item_member_time(&w, "versioncreated", record->made_ms);
    text_member(&w, "headline", item_title, article);
    if (article->headline.len > 0)
        jsonw_given(&w, "headline_kicker", article->kicker);
    jsonw_given(&w, "headline_deck", article->deck);
    text_member(&w, "byline", item_byline, article);
    jsonw_given(&w, "located", item_located(article));
    text_member(&w, "description_text", description, article);
    text_member(&w, "body_html", html_body, article);
    keywords_1(names, count, &w);
    authors_1(article, &w);
    places_1(names, count, &w);
    subjects_1(names, count, &w);
    jsonw_given(&w, "source", record->paper);
    extra_1(record, &w);
    jsonw_close(&w, '}');
    free(names);
}

const struct format format_ninjs1 = {
    .name = "ninjs1",
    .suffix = ".ninjs1.json",
    .media_type = "application/vnd.iptc.ninjs-1+json",
    .unit = FORMAT_ARTICLE,
    .withdraws = true,
    .summary = "ninjs 1.x as Superdesk reads it",
    .article = ninjs1,
};
