#include "services/enrich/link/place.h"

#include "common/utf8.h"
#include "services/enrich/link/nearby.h"
#include "services/enrich/link/reading.h"

#include <math.h>
#include <string.h>

/* What a short name of a division loses that a river or region has too. */
static const float shadow_points = 6.0F;

/* How far the best has to be ahead of the second, and how good it has to be. */
static const float place_margin = 1.0F, place_least = 0.5F;

enum { ROUNDS = 3, SENTENCE_REACH = 12, LETTER_REACH = 200 };

/* A mention with what its name may mean. */
struct puzzle {
    struct scene_mention *m;
    struct reading reading;
    uint32_t surface; /* equal for equal names */
    uint32_t chosen;  /* of the round before; PLACE_NONE */
    bool chained;     /* by what stands before or after it */
    float margin;
};

struct board {
    struct scene *scene;
    struct puzzle *puzzles; /* in the order of the mentions */
    size_t count;
    struct nearby *nearby;
    struct table agreed; /* article and surface -> place + 1 that a chain gave */
};

/* ---- one candidate's points ---- */

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

static float
home_points(const struct scene *scene, uint32_t place, struct sense *sense)
{
    const struct atlas *atlas = scene->atlas;
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

/* Letters that stand together are of one kind: 港澳台, 中美. */
static float
letter_points(const struct board *board, const struct puzzle *p, uint32_t place)
{
    const struct atlas *atlas = board->scene->atlas;
    const struct place_row *row = atlas_place(atlas, place);
    const uint32_t beside[] = { p->reading.before, p->reading.after };
    float points = 0.0F;
    for (size_t i = 0; i < 2; i++) {
        const struct reading *other =
            beside[i] < board->count ? &board->puzzles[beside[i]].reading : NULL;
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

static float
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
    points += chain + full_name_points(scene, p->m, meaning->place);
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

/* ---- one mention ---- */

/* The order of candidates: by points, then by the file. */
static void
keep_candidate(struct sense *sense, uint32_t place, float points)
{
    size_t at = sense->candidate_count;
    while (at > 0 && sense->scores[at - 1] < points)
        at--;
    if (at >= CANDIDATES_MAX)
        return;
    if (sense->candidate_count < CANDIDATES_MAX)
        sense->candidate_count++;
    for (size_t i = sense->candidate_count - 1; i > at; i--) {
        sense->candidates[i] = sense->candidates[i - 1];
        sense->scores[i] = sense->scores[i - 1];
    }
    sense->candidates[at] = place;
    sense->scores[at] = points;
}

/* An old place and its successor are one when both are in question. */
static bool
are_one(const struct atlas *atlas, uint32_t a, uint32_t b)
{
    const struct place_row *left = atlas_place(atlas, a), *right = atlas_place(atlas, b);
    return left->successor == b || right->successor == a ||
           (left->successor != PLACE_NONE && left->successor == right->successor);
}

/* Weighs the candidates; p->chosen is the best if it is good enough and far enough ahead. */
static void
weigh(const struct board *board, struct puzzle *p, struct sense *sense)
{
    const struct atlas *atlas = board->scene->atlas;
    struct sense best = { 0 };
    float most = -INFINITY, second = -INFINITY;
    uint32_t place = PLACE_NONE;
    *sense = (struct sense){ .place = PLACE_NONE, .in = PLACE_NONE };
    for (size_t i = 0; i < p->reading.count; i++) {
        const struct meaning *meaning = &p->reading.meanings[i];
        if (meaning->kind == NAME_PAPER || !reading_allows(atlas, &p->reading, meaning))
            continue;
        struct sense evidence = { 0 };
        float points = candidate_points(board, p, meaning, &evidence);
        keep_candidate(sense, meaning->place, points);
        if (points > most) {
            most = points;
            best = evidence;
        }
    }
    for (size_t i = 1; i < sense->candidate_count && second == -INFINITY; i++)
        if (!are_one(atlas, sense->candidates[0], sense->candidates[i]))
            second = sense->scores[i];
    p->margin = most - second;
    p->chosen = PLACE_NONE;
    if (sense->candidate_count > 0 && most >= place_least && p->margin >= place_margin)
        place = sense->candidates[0];
    if (place == PLACE_NONE)
        return;
    p->chosen = place;
    memcpy(sense->why, best.why, sizeof best.why);
    sense->why_count = best.why_count;
    if (sense->candidate_count == 1)
        sense_because(sense, WHY_ONLY, PLACE_NONE);
    else if (best.why_count == 1)
        sense_because(sense, WHY_LEVEL, PLACE_NONE);
}

/* Whether more than the name itself speaks for the choice. */
static bool
is_supported(const struct sense *sense)
{
    for (size_t i = 0; i < sense->why_count; i++)
        if (sense->why[i].reason >= WHY_AFTER && sense->why[i].reason <= WHY_HOME)
            return true;
    return false;
}

/* ---- rounds ---- */

/* Whether the choice may speak for others. */
static bool
is_anchor(const struct board *board, const struct puzzle *p, const struct sense *sense)
{
    if (p->chosen == PLACE_NONE)
        return false;
    const struct place_row *row = atlas_place(board->scene->atlas, p->chosen);
    bool weak = row->level == LEVEL_TOWNSHIP || row->level == LEVEL_NONE || p->reading.rest > 0 ||
                p->m->type == MENTION_ORG;
    return !weak || is_supported(sense);
}

static void
play_round(struct board *board, bool last)
{
    struct nearby *next = nearby_new(board->scene);
    for (size_t i = 0; i < board->count && scene_goes_on(board->scene, i); i++) {
        struct puzzle *p = &board->puzzles[i];
        struct sense sense;
        weigh(board, p, &sense);
        bool chained = p->reading.inside;
        for (size_t k = 0; k < sense.why_count; k++)
            chained |= sense.why[k].reason == WHY_AFTER || sense.why[k].reason == WHY_BEFORE;
        p->chained = chained && p->chosen != PLACE_NONE;
        if (p->chained)
            *table_at(&board->agreed, scene_article(board->scene, p->m), p->reading.key) =
                p->chosen + 1;
        if (is_anchor(board, p, &sense))
            nearby_add(next, scene_article(board->scene, p->m), p->surface, p->chosen);
        if (last)
            p->m->sense = sense;
    }
    board->nearby = next;
}

/* ---- what the choice means ---- */

/* Points as shares of one. */
static void
share_scores(struct sense *sense)
{
    float sum = 0.0F, best = sense->candidate_count > 0 ? sense->scores[0] : 0.0F;
    for (size_t i = 0; i < sense->candidate_count; i++) {
        sense->scores[i] = expf(sense->scores[i] - best);
        sum += sense->scores[i];
    }
    for (size_t i = 0; i < sense->candidate_count; i++)
        sense->scores[i] /= sum;
}

/* Whether the place that a site's or body's name begins with is one it lies in: 焦作市龙源湖公园,
 * but not 南京路, and 中山公园 only where Zhongshan is spoken of. */
static bool
prefix_holds(const struct board *board, const struct puzzle *p)
{
    if (p->chosen == PLACE_NONE)
        return false;
    if (is_supported(&p->m->sense))
        return true;
    const struct place_row *row = atlas_place(board->scene->atlas, p->chosen);
    if (p->reading.full)
        return row->level != LEVEL_TOWNSHIP;
    return p->m->type == MENTION_ORG && !p->reading.namesake &&
           (row->level == LEVEL_PROVINCE || row->level == LEVEL_CITY ||
            row->level == LEVEL_COUNTRY || row->level == LEVEL_WORLD);
}

/* The last division named before it in the sentence, as far as sure; PLACE_NONE for none. */
static uint32_t
sentence_place(const struct board *board, size_t i)
{
    const struct scene *scene = board->scene;
    const struct puzzle *p = &board->puzzles[i];
    const uint32_t *points = scene->texts[p->m->text].points;
    for (size_t k = i, steps = 0; k-- > 0 && steps < 8; steps++) {
        const struct puzzle *q = &board->puzzles[k];
        if (q->m->text != p->m->text)
            break;
        if (p->m->start - q->m->end > SENTENCE_REACH)
            return PLACE_NONE;
        for (uint32_t at = q->m->end; at < p->m->start; at++)
            if (points[at] == U'。' || points[at] == U'！' || points[at] == U'？' ||
                points[at] == U'；' || points[at] == U'，')
                return PLACE_NONE;
        if (q->m->type == MENTION_LOC && q->chosen != PLACE_NONE && q->reading.rest == 0) {
            uint32_t level = atlas_place(scene->atlas, q->chosen)->level;
            return level >= LEVEL_CITY && level <= LEVEL_TOWNSHIP ? q->chosen : PLACE_NONE;
        }
    }
    return PLACE_NONE;
}

/* Whether the name ends like that of a thing which papers call by its bare name at home: a road, a
 * village, a river. */
static bool
is_local_thing(const struct scene_mention *m)
{
    static const uint32_t ends[] =
        U"路街道巷桥园场区村庄屯寨沟塘坡岭楼厦站址居馆寺庙塔祠河湖渠山库口院洞堡苑段群渡林泉";
    for (size_t i = 0; m->length >= 2 && ends[i] != 0; i++)
        if (m->name[m->length - 1] == ends[i])
            return true;
    return false;
}

/* A site that its own name does not place. */
static void
place_site(const struct board *board, size_t i)
{
    const struct puzzle *p = &board->puzzles[i];
    struct sense *sense = &p->m->sense;
    const struct puzzle *before =
        p->reading.before < board->count ? &board->puzzles[p->reading.before] : NULL;
    uint32_t near = sentence_place(board, i);
    if (before != NULL && before->m->type == MENTION_LOC &&
        (before->chosen != PLACE_NONE || before->m->sense.in != PLACE_NONE)) {
        sense->in = before->chosen != PLACE_NONE ? before->chosen : before->m->sense.in;
        sense_because(sense, WHY_AFTER, sense->in);
    } else if (near != PLACE_NONE && is_local_thing(p->m)) {
        sense->in = near;
        sense_because(sense, WHY_SENTENCE, near);
    } else if (board->scene->home != PLACE_NONE && is_local_thing(p->m) &&
               nearby_is_local(board->nearby, scene_article(board->scene, p->m))) {
        sense->in = board->scene->home;
        sense_because(sense, WHY_HOME, sense->in);
    } else
        sense_because(sense, WHY_UNKNOWN, PLACE_NONE);
}

/* Whether only townships are called so, by a short name that rivers, roads and villages have too.
 */
static bool
is_small(const struct board *board, const struct puzzle *p)
{
    for (size_t i = 0; i < p->reading.count; i++)
        if (p->reading.meanings[i].kind != NAME_SHORT ||
            atlas_place(board->scene->atlas, p->reading.meanings[i].place)->level != LEVEL_TOWNSHIP)
            return false;
    return true;
}

/* A country of one character that no list has, or that another country of the article is called by:
 * 尼 of 尼泊尔. */
static uint32_t
country_of_letter(const struct board *board, size_t i)
{
    const struct scene *scene = board->scene;
    const struct puzzle *p = &board->puzzles[i];
    uint32_t article = scene_article(scene, p->m), found = PLACE_NONE;
    if (p->m->length != 1 || p->m->type != MENTION_LOC)
        return PLACE_NONE;
    size_t first = i > LETTER_REACH ? i - LETTER_REACH : 0;
    for (size_t k = first; k < board->count && k < i + LETTER_REACH; k++) {
        const struct puzzle *q = &board->puzzles[k];
        uint32_t place = q->chosen;
        if (scene_article(scene, q->m) != article || place == PLACE_NONE || q->m->length < 2 ||
            atlas_place(scene->atlas, place)->level != LEVEL_COUNTRY ||
            !slice_starts(atlas_name(scene->atlas, place), p->m->surface))
            continue;
        if (place == p->chosen)
            return PLACE_NONE; /* the list is right */
        if (found != PLACE_NONE && found != place)
            return PLACE_NONE;
        found = place;
    }
    return found;
}

static void
settle(struct board *board, size_t i)
{
    struct puzzle *p = &board->puzzles[i];
    struct sense *sense = &p->m->sense;
    bool whole = p->reading.rest == 0 && p->m->type == MENTION_LOC;
    uint32_t country = country_of_letter(board, i);
    if (country != PLACE_NONE) {
        *sense = (struct sense){ .place = country, .in = PLACE_NONE };
        sense_because(sense, WHY_LETTER, PLACE_NONE);
        sense_because(sense, WHY_NEAR, country);
        return;
    }
    if (whole && p->chosen != PLACE_NONE) {
        sense->place = p->chosen;
        sense->candidate_count = 0;
        return;
    }
    if (whole && sense->candidate_count > 0 && !is_small(board, p)) {
        share_scores(sense);
        sense_because(sense, WHY_DOUBT, PLACE_NONE);
        return;
    }
    sense->site = true;
    sense->candidate_count = 0;
    if (prefix_holds(board, p)) {
        sense->in = p->chosen;
        sense->why_count = 0;
        sense_because(sense, WHY_PREFIX, p->chosen);
        return;
    }
    sense->why_count = 0;
    if (p->m->type == MENTION_LOC)
        place_site(board, i);
}

/* The puzzles of all mentions but people, with their neighbours. */
static void
collect(struct board *board)
{
    struct scene *scene = board->scene;
    struct table surfaces = { .arena = scene->arena };
    uint32_t surface_count = 0;
    board->puzzles = arena_alloc(scene->arena, scene->mention_count + 1, sizeof *board->puzzles);
    for (size_t i = 0; i < scene->mention_count && scene_goes_on(scene, i); i++) {
        struct scene_mention *m = &scene->mentions[i];
        if (m->type == MENTION_PER)
            continue;
        struct puzzle *p = &board->puzzles[board->count];
        p->m = m;
        p->chosen = PLACE_NONE;
        reading_make(&p->reading, scene, m);
        uint32_t *surface = table_at(&surfaces, 0, p->reading.key);
        if (*surface == 0)
            *surface = ++surface_count;
        p->surface = *surface;
        p->reading.before = p->reading.after = UINT32_MAX;
        const struct puzzle *last = board->count > 0 ? p - 1 : NULL;
        if (last != NULL && last->m->text == m->text && last->m->type == MENTION_LOC &&
            reading_adjoins(&scene->texts[m->text], last->m->end, m->start)) {
            p->reading.before = (uint32_t)(board->count - 1);
            board->puzzles[board->count - 1].reading.after = (uint32_t)board->count;
        }
        board->count++;
    }
}

/* The city, or the province, in which most of the places lie that the page is sure of, as a home
 * for want of a better one: at least five mentions and half of all in China. */
static uint32_t
main_place(const struct board *board)
{
    const struct atlas *atlas = board->scene->atlas;
    struct table counts = { .arena = board->scene->arena };
    uint32_t best = PLACE_NONE, most = 0, all = 0;
    for (size_t i = 0; i < board->count; i++) {
        uint32_t place = board->puzzles[i].chosen;
        while (place != PLACE_NONE && atlas_place(atlas, place)->level > LEVEL_CITY)
            place = atlas_place(atlas, place)->parent;
        if (place == PLACE_NONE || board->puzzles[i].m->type != MENTION_LOC ||
            (atlas_place(atlas, place)->level != LEVEL_CITY &&
             atlas_place(atlas, place)->level != LEVEL_PROVINCE))
            continue;
        uint32_t *count = table_at(&counts, place, SLICE_EMPTY);
        all++;
        if (++*count > most) {
            most = *count;
            best = place;
        }
    }
    return most >= 5 && 2 * most >= all ? best : PLACE_NONE;
}

void
place_link(struct scene *scene)
{
    struct board board = { .scene = scene, .agreed = { .arena = scene->arena } };
    collect(&board);
    board.nearby = nearby_new(scene);
    for (int round = 0; round < ROUNDS; round++) {
        play_round(&board, round == ROUNDS - 1);
        if (round == 0 && scene->home == PLACE_NONE) {
            scene->home = main_place(&board);
            scene->home_guessed = scene->home != PLACE_NONE;
        }
    }
    for (size_t i = 0; i < board.count && scene_goes_on(scene, i); i++)
        settle(&board, i);
}

uint32_t
place_naive(const struct atlas *atlas, const uint32_t *name, size_t length)
{
    const struct meaning *meanings;
    size_t count = atlas_find(atlas, name, length, &meanings);
    uint32_t best = PLACE_NONE;
    for (size_t i = 0; i < count; i++) {
        uint32_t level = atlas_place(atlas, meanings[i].place)->level;
        if (meanings[i].kind != NAME_PAPER &&
            (best == PLACE_NONE || (level != 0 && level < atlas_place(atlas, best)->level)))
            best = meanings[i].place;
    }
    return best;
}
