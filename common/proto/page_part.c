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
page_part_file_page(const struct page *page, struct jsonw *w)
{
    if (page->file_page > 0)
        jsonw_member_number(w, "file_page", page->file_page);
}
