#include "services/enrich/link/nearby.h"

/* What is known of one place in one article (or on the page): which names speak of it, and which of
 * places in it.  More than one name counts as any other name would. */
struct fact {
    uint32_t named, below; /* surface; 0: none */
    bool named_more, below_more;
};

struct nearby {
    const struct scene *scene;
    struct table index; /* article + 1, or 0 for the page; place -> fact + 1 */
    struct fact *facts;
    size_t count, cap;
    struct table at_home,
        away;            /* article -> mentions of divisions in the paper's home, elsewhere */
    struct table around; /* article -> what all its divisions lie in, + 1; SEVERAL: no one city */
    struct table told;   /* article -> how many they are */
};

#define SEVERAL UINT32_MAX

struct nearby *
nearby_new(const struct scene *scene)
{
    struct nearby *nearby = arena_alloc(scene->arena, 1, sizeof *nearby);
    nearby->scene = scene;
    nearby->index.arena = nearby->at_home.arena = nearby->away.arena = scene->arena;
    nearby->around.arena = nearby->told.arena = scene->arena;
    return nearby;
}

/* A place's key is its row in the file, whose bytes differ by where they are: the row's own number
 * goes into the space. */
static uint64_t
space_of(uint32_t scope, uint32_t place)
{
    return (uint64_t)scope << 32 | place;
}

static const struct fact none;

static const struct fact *
fact_of(const struct nearby *nearby, uint32_t scope, uint32_t place)
{
    uint32_t at = table_find(&nearby->index, space_of(scope, place), SLICE_EMPTY);
    return at == 0 ? &none : &nearby->facts[at - 1];
}

static struct fact *
fact_at(struct nearby *nearby, uint32_t scope, uint32_t place)
{
    uint32_t *at = table_at(&nearby->index, space_of(scope, place), SLICE_EMPTY);
    if (*at == 0) {
        nearby->facts = arena_grow(nearby->scene->arena, nearby->facts, nearby->count, &nearby->cap,
                                   sizeof *nearby->facts);
        nearby->facts[nearby->count++] = none;
        *at = (uint32_t)nearby->count;
    }
    return &nearby->facts[*at - 1];
}

static void
note(uint32_t *who, bool *more, uint32_t surface)
{
    if (*who == 0)
        *who = surface;
    else if (*who != surface)
        *more = true;
}

/* Widens what the divisions of the article lie in by one more. */
static void
widen(struct nearby *nearby, uint32_t article, uint32_t place)
{
    const struct atlas *atlas = nearby->scene->atlas;
    uint32_t *around = table_at(&nearby->around, article, SLICE_EMPTY);
    ++*table_at(&nearby->told, article, SLICE_EMPTY);
    if (*around == SEVERAL)
        return;
    uint32_t whole = *around == 0 ? place : *around - 1;
    while (whole != PLACE_NONE && !atlas_within(atlas, place, whole))
        whole = atlas_place(atlas, whole)->parent;
    bool close = whole != PLACE_NONE && atlas_place(atlas, whole)->level >= LEVEL_CITY &&
                 atlas_place(atlas, whole)->level <= LEVEL_TOWNSHIP;
    *around = close ? whole + 1 : SEVERAL;
}

void
nearby_add(struct nearby *nearby, uint32_t article, uint32_t surface, uint32_t place)
{
    const struct atlas *atlas = nearby->scene->atlas;
    const struct place_row *row = atlas_place(atlas, place);
    for (int page = 0; page < 2; page++) {
        uint32_t scope = page ? 0 : article + 1;
        struct fact *fact = fact_at(nearby, scope, place);
        note(&fact->named, &fact->named_more, surface);
        for (uint32_t at = row->parent; at != PLACE_NONE; at = atlas_place(atlas, at)->parent) {
            fact = fact_at(nearby, scope, at);
            note(&fact->below, &fact->below_more, surface);
        }
    }
    if (row->level >= LEVEL_CITY && row->level != LEVEL_NONE)
        widen(nearby, article, place);
    uint32_t home = nearby->scene->home;
    if (home != PLACE_NONE && row->level >= LEVEL_CITY && row->level <= LEVEL_TOWNSHIP)
        ++*table_at(atlas_within(atlas, place, home) ? &nearby->at_home : &nearby->away, article,
                    SLICE_EMPTY);
}

/* Whether another name than `surface` did it. */
static bool
by_other(uint32_t who, bool more, uint32_t surface)
{
    return more || (who != 0 && who != surface);
}

static float
points_in(const struct nearby *nearby, uint32_t scope, uint32_t surface, uint32_t place,
          uint32_t *because)
{
    const struct atlas *atlas = nearby->scene->atlas;
    float points = 0.0F;
    const struct place_row *self = atlas_place(atlas, place);
    int count = 0;
    for (uint32_t at = self->parent; at != PLACE_NONE;
         at = atlas_place(atlas, at)->parent, count++) {
        const struct place_row *row = atlas_place(atlas, at);
        /* lists put an older county right below its province, which is no closer for that */
        int step =
            self->until != 0 && self->level > row->level + 1 ? self->level - row->level - 1 : count;
        const struct fact *fact = fact_of(nearby, scope, at);
        bool china = row->level == LEVEL_COUNTRY && row->code == ((uint32_t)'C' << 8 | 'N');
        if (china)
            break;
        if (by_other(fact->named, fact->named_more, surface)) {
            points += step == 0 ? 4.0F : step == 1 ? 2.0F : 1.0F;
            if (*because == PLACE_NONE)
                *because = at;
        } else if (by_other(fact->below, fact->below_more, surface)) {
            points += step == 0 ? 2.0F : step == 1 ? 1.0F : 0.5F; /* others beside it */
            if (*because == PLACE_NONE)
                *because = at;
        }
    }
    const struct fact *own = fact_of(nearby, scope, place);
    if (by_other(own->below, own->below_more, surface)) {
        points += 2.0F;
        *because = place;
    }
    if (by_other(own->named, own->named_more, surface))
        points += 2.0F;
    return points;
}

float
nearby_points(const struct nearby *nearby, uint32_t article, uint32_t surface, uint32_t place,
              struct sense *sense)
{
    uint32_t because = PLACE_NONE;
    float points = points_in(nearby, article + 1, surface, place, &because);
    if (because != PLACE_NONE)
        sense_because(sense, WHY_NEAR, because);
    because = PLACE_NONE;
    float page = 0.5F * points_in(nearby, 0, surface, place, &because);
    if (page > points && because != PLACE_NONE)
        sense_because(sense, WHY_PAGE, because);
    return page > points ? page : points;
}

bool
nearby_is_local(const struct nearby *nearby, uint32_t article)
{
    uint32_t away = table_find(&nearby->away, article, SLICE_EMPTY);
    return away == 0 || table_find(&nearby->at_home, article, SLICE_EMPTY) > away;
}

uint32_t
nearby_around(const struct nearby *nearby, uint32_t article)
{
    uint32_t around = table_find(&nearby->around, article, SLICE_EMPTY);
    bool once = table_find(&nearby->told, article, SLICE_EMPTY) < 2;
    return around == 0 || around == SEVERAL || once ? PLACE_NONE : around - 1;
}
