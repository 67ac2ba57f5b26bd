#include "services/enrich/link/place.h"

#include "services/enrich/link/board.h"

#include <math.h>
#include <string.h>

/* How far the best has to be ahead of the second, and how good it has to be. */
static const float place_margin = 1.0F, place_least = 0.5F;

enum { ROUNDS = 3 };

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
    if (place == PLACE_NONE ||
        (atlas_place(atlas, place)->level == LEVEL_TOWNSHIP &&
         !sense_is_close(atlas, &best))) /* many are called so, lists lack some */
        return;
    p->chosen = place;
    memcpy(sense->why, best.why, sizeof best.why);
    sense->why_count = best.why_count;
    if (sense->candidate_count == 1)
        sense_because(sense, WHY_ONLY, PLACE_NONE);
    else if (best.why_count == 1)
        sense_because(sense, WHY_LEVEL, PLACE_NONE);
}

/* ---- rounds ---- */

/* Whether the chain or the paper's home speaks for the choice, which no other guess is behind. */
static bool
is_firm(const struct sense *sense)
{
    for (size_t i = 0; i < sense->why_count; i++)
        if ((sense->why[i].reason >= WHY_AFTER && sense->why[i].reason <= WHY_SAME) ||
            sense->why[i].reason == WHY_HOME)
            return true;
    return false;
}

/* Whether the choice may speak for others: two townships, or sites, must not vouch for each other.
 */
static bool
is_anchor(const struct board *board, const struct puzzle *p, const struct sense *sense)
{
    if (p->chosen == PLACE_NONE)
        return false;
    const struct place_row *row = atlas_place(board->scene->atlas, p->chosen);
    if (p->m->type == MENTION_ORG)
        return sense_is_supported(sense);
    return (row->level != LEVEL_TOWNSHIP && row->level != LEVEL_NONE && p->reading.rest == 0) ||
           is_firm(sense);
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
        puzzle_settle(&board, i);
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
