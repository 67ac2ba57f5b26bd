#include "services/enrich/link/atlas.h"

#include <string.h>

_Static_assert(sizeof(struct place_row) == 20 && sizeof(struct meaning) == 8, "rows of the file");

/* Whether every link of the file stays inside it, and parents form no circle. */
static bool
is_sound(const struct atlas *atlas, size_t text_size)
{
    if (atlas->text[text_size - 1] != '\0' || atlas->groups[0] != 0 ||
        atlas->groups[atlas->group_count] != atlas->meaning_count)
        return false;
    for (size_t i = 0; i < atlas->group_count; i++)
        if (atlas->groups[i] > atlas->groups[i + 1])
            return false;
    for (size_t i = 0; i < atlas->meaning_count; i++)
        if (atlas->meanings[i].place >= atlas->place_count || atlas->meanings[i].kind >= NAME_KINDS)
            return false;
    for (size_t i = 0; i < atlas->place_count; i++) {
        const struct place_row *row = &atlas->places[i];
        if ((row->parent != PLACE_NONE && row->parent >= i) || row->name >= text_size ||
            (row->successor != PLACE_NONE && row->successor >= atlas->place_count) ||
            row->level >= LEVEL_COUNT)
            return false;
    }
    return true;
}

int
atlas_open(struct atlas *atlas, const char *path, struct err *err)
{
    struct atlas a = { 0 };
    const void *places, *text, *groups, *meanings;
    size_t text_size = 0, bounds = 0;
    if (blob_open(&a.blob, path, "PWPLACES", 1, err) != 0)
        return -1;
    if (blob_section(&a.blob, "place", sizeof *a.places, &places, &a.place_count, err) != 0 ||
        blob_section(&a.blob, "text", 1, &text, &text_size, err) != 0 ||
        blob_section(&a.blob, "group", sizeof *a.groups, &groups, &bounds, err) != 0 ||
        blob_section(&a.blob, "entry", sizeof *a.meanings, &meanings, &a.meaning_count, err) != 0)
        goto fail;
    a.places = places;
    a.text = text;
    a.groups = groups;
    a.meanings = meanings;
    a.group_count = bounds - 1;
    if (!is_sound(&a, text_size)) {
        err_set(err, ERR_REJECT, "%s: links lead out of the file", path);
        goto fail;
    }
    if (trie_open(&a.trie, &a.blob, "", (int32_t)a.group_count, err) != 0)
        goto fail;
    *atlas = a;
    return 0;
fail:
    blob_close(&a.blob);
    return -1;
}

void
atlas_close(struct atlas *atlas)
{
    trie_close(&atlas->trie);
    blob_close(&atlas->blob);
}

size_t
atlas_find(const struct atlas *atlas, const uint32_t *points, size_t count,
           const struct meaning **meanings)
{
    uint32_t node = TRIE_ROOT;
    for (size_t i = 0; i < count && node != TRIE_NONE; i++)
        node = trie_step(&atlas->trie, node, points[i]);
    if (node == TRIE_NONE || count == 0 || atlas->trie.value[node] < 0)
        return 0;
    const uint32_t *bounds = &atlas->groups[atlas->trie.value[node]];
    *meanings = &atlas->meanings[bounds[0]];
    return bounds[1] - bounds[0];
}

size_t
atlas_longest(const struct atlas *atlas, const uint32_t *points, size_t count)
{
    uint32_t node = TRIE_ROOT;
    size_t longest = 0;
    for (size_t i = 0; i < count; i++) {
        node = trie_step(&atlas->trie, node, points[i]);
        if (node == TRIE_NONE)
            break;
        if (i > 0 && atlas->trie.value[node] >= 0)
            longest = i + 1;
    }
    return longest;
}

const struct place_row *
atlas_place(const struct atlas *atlas, uint32_t place)
{
    return &atlas->places[place];
}

struct slice
atlas_name(const struct atlas *atlas, uint32_t place)
{
    return slice_from(atlas->text + atlas->places[place].name);
}

bool
atlas_within(const struct atlas *atlas, uint32_t place, uint32_t whole)
{
    while (place != PLACE_NONE && place != whole)
        place = atlas->places[place].parent;
    return place == whole && place != PLACE_NONE;
}

uint32_t
atlas_coded(const struct atlas *atlas, uint32_t place)
{
    while (place != PLACE_NONE && atlas->places[place].code == 0)
        place = atlas->places[place].parent;
    return place;
}

void
atlas_code(const struct atlas *atlas, uint32_t place, struct buf *out)
{
    const struct place_row *row = &atlas->places[place];
    if (row->flags & PLACE_ISO)
        buf_printf(out, "%c%c", (char)(row->code >> 8), (char)row->code);
    else if (row->code != 0)
        buf_printf(out, "%06u", row->code);
}

void
atlas_path(const struct atlas *atlas, uint32_t place, struct buf *out)
{
    uint32_t chain[ATLAS_DEPTH];
    size_t count = 0;
    for (uint32_t at = place; at != PLACE_NONE && count < ATLAS_DEPTH;
         at = atlas->places[at].parent) {
        const struct place_row *row = &atlas->places[at];
        bool again =
            count > 0 && atlas->places[chain[count - 1]].name == row->name; /* 东莞市 东莞市 */
        bool china = (row->flags & PLACE_ISO) && row->code == ((uint32_t)'C' << 8 | 'N');
        if (!again && (at == place || !china))
            chain[count++] = at;
    }
    while (count-- > 0) {
        buf_add_slice(out, atlas_name(atlas, chain[count]));
        if (count > 0)
            buf_add_char(out, ' ');
    }
}

uint32_t
atlas_by_code(const struct atlas *atlas, struct slice code)
{
    uint32_t number = 0;
    bool letters = code.len == 2;
    for (size_t i = 0; i < code.len; i++) {
        if (!letters && (code.ptr[i] < '0' || code.ptr[i] > '9'))
            return PLACE_NONE;
        number = letters ? number << 8 | (unsigned char)code.ptr[i]
                         : number * 10 + (uint32_t)(code.ptr[i] - '0');
    }
    if (!letters && code.len != 6 && code.len != 9)
        return PLACE_NONE;
    for (uint32_t i = 0; i < atlas->place_count; i++) {
        const struct place_row *row = &atlas->places[i];
        if (row->code == number && !(row->flags & PLACE_ISO) == !letters &&
            !(row->flags & PLACE_OLD))
            return i;
    }
    return PLACE_NONE;
}
