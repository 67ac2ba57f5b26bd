#include "services/enrich/link/board.h"

#include "common/utf8.h"

/* What a short name of a division loses that a river or region has too. */
static const float shadow_points = 6.0F;

static float
level_points(const struct place_row *row, enum name_kind kind, const struct reading *reading)
{
    static const float full[LEVEL_COUNT] = {
        [LEVEL_NONE] = 4.5F, [LEVEL_COUNTRY] = 6.0F, [LEVEL_PROVINCE] = 6.0F,
        [LEVEL_CITY] = 5.0F, [LEVEL_COUNTY] = 3.0F,  [LEVEL_TOWNSHIP] = 1.0F,
        [LEVEL_WORLD] = 4.5F
    };
    float points = full[row->level];
    if (row->flags & PLACE_REGION)
        points = 6.0F;
    bool district = reading->district && row->level == LEVEL_COUNTY;
    switch (kind) {
    case NAME_SHORT:
        points -= row->level == LEVEL_TOWNSHIP ? 4.0F : row->level == LEVEL_COUNTY ? 0.5F : 0.0F;
        return points - (district ? 0.5F : 0.0F) -
               (reading->shadowed && !(row->flags & PLACE_REGION) ? shadow_points : 0.0F);
    case NAME_OLD:
        return points - 1.5F - (row->until < 1990 ? 0.5F : 0.0F);
    case NAME_OLD_SHORT:
        return points - (row->level == LEVEL_COUNTY ? 3.0F : 1.0F) -
               (row->until < 1990 ? 0.5F : 0.0F);
    default:
        return points;
    }
}

/* What stands directly before is larger and holds it, or after it is smaller and lies in it. */
static float
chain_points(const struct board *board, const struct puzzle *p, uint32_t place, struct sense *sense)
{
    const struct atlas *atlas = board->scene->atlas;
    float points = 0.0F;
    const struct puzzle *before =
        p->reading.before < board->count ? &board->puzzles[p->reading.before] : NULL;
    const struct puzzle *after =
        p->reading.after < board->count ? &board->puzzles[p->reading.after] : NULL;
    if (before != NULL) {
        uint32_t holder = reading_holder(atlas, &before->reading, place);
        if (holder != PLACE_NONE) {
            points += 8.0F;
            sense_because(sense, WHY_AFTER, holder);
        }
    }
    if (after != NULL && reading_has_within(atlas, &after->reading, place)) {
        points += 6.0F;
        sense_because(sense, WHY_BEFORE, after->chosen);
    }
    return points;
}

/* 镇安县的|城关街道: one of another county is not meant. */
static float
possessed_points(const struct board *board, const struct puzzle *p, uint32_t place,
                 struct sense *sense)
{
    const struct atlas *atlas = board->scene->atlas;
    const struct puzzle *owner = board_owner(board, (size_t)(p - board->puzzles));
    if (owner == NULL || owner->chosen == PLACE_NONE || owner->reading.rest > 0 ||
        atlas_place(atlas, place)->level != LEVEL_TOWNSHIP)
        return 0.0F;
    if (place != owner->chosen && atlas_within(atlas, place, owner->chosen)) {
        sense_because(sense, WHY_AFTER, owner->chosen);
        return 6.0F;
    }
    return atlas_place(atlas, owner->chosen)->level == LEVEL_COUNTY ? -8.0F : 0.0F;
}

static float
home_points(const struct scene *scene, uint32_t place, struct sense *sense)
{
    const struct atlas *atlas = scene->atlas;
    /* a district that only one city has may be one of the paper's city, of which no list tells */
    if (scene->unlisted.len > 0 && !sense_is_supported(sense) &&
        atlas_place(atlas, place)->level == LEVEL_COUNTY)
        return -4.0F;
    if (scene->home == PLACE_NONE)
        return 0.0F;
    const struct place_row *home = atlas_place(atlas, scene->home);
    if (place == scene->home || atlas_within(atlas, place, scene->home)) {
        sense_because(sense, WHY_HOME, scene->home);
        return home->level == LEVEL_PROVINCE && atlas_place(atlas, place)->level == LEVEL_TOWNSHIP
                   ? 2.5F
                   : 5.0F;
    }
    if (atlas_within(atlas, scene->home, place))
        return 2.0F;
    bool province = home->parent != PLACE_NONE && home->level >= LEVEL_CITY &&
                    atlas_within(atlas, place, home->parent);
    return province ? 1.0F : 0.0F;
}

/* The mention goes on like the division's full name: 吉林|市. */
static float
full_name_points(const struct scene *scene, const struct scene_mention *m, uint32_t place)
{
    const struct scene_text *text = &scene->texts[m->text];
    struct slice name = atlas_name(scene->atlas, place);
    if (m->end >= text->count || name.len <= m->surface.len || !slice_starts(name, m->surface))
        return 0.0F;
    size_t at = m->surface.len;
    uint32_t next = utf8_next(name, &at);
    bool mark = next == U'市' || next == U'省' || next == U'县' || next == U'区' || next == U'州';
    return mark && at == name.len && next == text->points[m->end] ? 4.0F : 0.0F;
}

/* The puzzle beside p, `step` on, when both are letters of a list: 晋、陕、蒙; NULL. */
static const struct puzzle *
listed_beside(const struct board *board, const struct puzzle *p, int step)
{
    size_t i = (size_t)(p - board->puzzles);
    if ((step < 0 && i == 0) || (step > 0 && i + 1 >= board->count))
        return NULL;
    const struct puzzle *q = p + step, *left = step < 0 ? q : p, *right = step < 0 ? p : q;
    bool listed = q->m->text == p->m->text && q->m->length == 1 && p->m->length == 1 &&
                  right->m->start == left->m->end + 1 &&
                  point_is_in(board->scene->texts[p->m->text].points[left->m->end], U"、和与及");
    return listed ? q : NULL;
}

/* Letters that stand together are of one kind: 港澳台, 中美, 晋、陕、蒙. */
static float
letter_points(const struct board *board, const struct puzzle *p, uint32_t place)
{
    const struct atlas *atlas = board->scene->atlas;
    const struct place_row *row = atlas_place(atlas, place);
    const uint32_t adjoining[] = { p->reading.before, p->reading.after };
    float points = 0.0F;
    for (int i = 0; i < 2; i++) {
        const struct puzzle *listed = listed_beside(board, p, i == 0 ? -1 : 1);
        const struct reading *other = adjoining[i] < board->count
                                          ? &board->puzzles[adjoining[i]].reading
                                      : listed != NULL ? &listed->reading
                                                       : NULL;
        for (size_t k = 0; other != NULL && k < other->count; k++) {
            const struct place_row *peer = atlas_place(atlas, other->meanings[k].place);
            if (other->meanings[k].kind == NAME_LETTER && peer->level == row->level &&
                peer->parent == row->parent) {
                points += 2.0F;
                break;
            }
        }
    }
    return points;
}

float
candidate_points(const struct board *board, const struct puzzle *p, const struct meaning *meaning,
                 struct sense *sense)
{
    static const enum reason kinds[NAME_KINDS] = {
        [NAME_FULL] = WHY_FULL, [NAME_SHORT] = WHY_SHORT,   [NAME_LETTER] = WHY_LETTER,
        [NAME_OLD] = WHY_OLD,   [NAME_OLD_SHORT] = WHY_OLD, [NAME_PAPER] = WHY_FULL,
    };
    const struct scene *scene = board->scene;
    uint32_t article = scene_article(scene, p->m);
    sense_because(sense, kinds[meaning->kind], PLACE_NONE);
    float points =
        level_points(atlas_place(scene->atlas, meaning->place), meaning->kind, &p->reading);
    if (p->reading.inside) {
        points += 8.0F;
        sense_because(sense, WHY_INSIDE, p->reading.inside_place);
    }
    /* letters side by side are a list: 中澳, not Macao in China */
    float chain =
        meaning->kind == NAME_LETTER ? 0.0F : chain_points(board, p, meaning->place, sense);
    if (chain > 0 && p->reading.shadowed && meaning->kind == NAME_SHORT &&
        !(atlas_place(scene->atlas, meaning->place)->flags & PLACE_REGION))
        chain += shadow_points;
    points += chain + full_name_points(scene, p->m, meaning->place) +
              possessed_points(board, p, meaning->place, sense);
    if (meaning->kind == NAME_LETTER)
        points += letter_points(board, p, meaning->place);
    uint32_t agreed = table_find(&board->agreed, article, p->reading.key);
    if (!p->chained && agreed == meaning->place + 1) {
        points += 6.0F;
        sense_because(sense, WHY_SAME, PLACE_NONE);
    }
    points += nearby_points(board->nearby, article, p->surface, meaning->place, sense);
    return points + home_points(scene, meaning->place, sense);
}
