#include "common/proto/page_part.h"

#include "common/proto/entity_json.h"

void
page_part_entities(const struct page *page, struct jsonw *w)
{
    if (page->entity_count == 0)
        return;
    jsonw_key(w, "entities");
    entities_encode(page->entities, page->entity_count, w);
}

void
page_part_damage(const struct page *page, struct jsonw *w)
{
    if (page->damage_count == 0)
        return;
    jsonw_key(w, "damage");
    jsonw_open(w, '[');
    for (size_t i = 0; i < page->damage_count; i++) {
        const struct damage *damage = &page->damages[i];
        jsonw_open(w, '{');
        jsonw_member(w, "kind", slice_from(damage->kind));
        jsonw_key(w, "start");
        jsonw_number(w, damage->start);
        jsonw_key(w, "end");
        jsonw_number(w, damage->end);
        jsonw_close(w, '}');
    }
    jsonw_close(w, ']');
}

void
page_part_origin(const struct page *page, struct jsonw *w)
{
    jsonw_member(w, "paper", page->paper);
    jsonw_member(w, "date", page->date);
    jsonw_member(w, "number", page->number);
    if (page->file_page > 0)
        jsonw_member_number(w, "file_page", page->file_page);
    jsonw_member(w, "encoding", page->encoding);
    jsonw_key(w, "damaged");
    jsonw_boolean(w, page->damaged);
}

void
page_part_segment(uint32_t start, uint32_t end, uint32_t article, enum role role, struct jsonw *w)
{
    jsonw_member_number(w, "start", start);
    jsonw_member_number(w, "end", end);
    jsonw_member_number(w, "article", article);
    jsonw_member(w, "role", slice_from(role_name(role)));
}

void
page_part_mention(enum mention_type type, struct slice text, uint32_t start, uint32_t end,
                  struct jsonw *w)
{
    jsonw_member(w, "type", slice_from(mention_type_name(type)));
    jsonw_member(w, "text", text);
    jsonw_member_number(w, "start", start);
    jsonw_member_number(w, "end", end);
}

void
page_part_author(struct slice name, struct slice affiliation, struct jsonw *w)
{
    jsonw_member(w, "name", name);
    jsonw_member(w, "affiliation", affiliation);
}
