#include "services/enrich/link/board.h"

#include "common/utf8.h"

#include <math.h>

enum { SENTENCE_REACH = 12, LETTER_REACH = 200 };

bool
sense_is_supported(const struct sense *sense)
{
    for (size_t i = 0; i < sense->why_count; i++)
        if (sense->why[i].reason >= WHY_AFTER && sense->why[i].reason <= WHY_HOME)
            return true;
    return false;
}

bool
sense_is_close(const struct atlas *atlas, const struct sense *sense)
{
    for (size_t i = 0; i < sense->why_count; i++) {
        struct evidence e = sense->why[i];
        uint32_t level = e.place != PLACE_NONE ? atlas_place(atlas, e.place)->level : LEVEL_NONE;
        bool division = level >= LEVEL_CITY && level <= LEVEL_TOWNSHIP;
        if ((e.reason >= WHY_AFTER && e.reason <= WHY_SAME) || e.reason == WHY_HOME ||
            (e.reason == WHY_NEAR && division) ||
            (e.reason == WHY_PAGE && division && level >= LEVEL_COUNTY))
            return true;
    }
    return false;
}

const struct puzzle *
board_owner(const struct board *board, size_t i)
{
    const struct puzzle *p = &board->puzzles[i], *before = i > 0 ? p - 1 : NULL;
    bool owns = before != NULL && before->m->text == p->m->text && before->m->type == MENTION_LOC &&
                before->m->end + 1 == p->m->start &&
                board->scene->texts[p->m->text].points[before->m->end] == U'的';
    return owns ? before : NULL;
}

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

/* Whether the name is that of a station or airport behind its city's: 合肥|南站, 西安|国际港站. */
static bool
is_stop(const struct scene_mention *m, size_t city)
{
    static const char *const stops[] = { "东站",   "西站",   "南站",   "北站", "火车站", "机场",
                                         "汽车站", "高铁站", "客运站", "港站", "号线",   NULL };
    if (m->type != MENTION_LOC || city == m->length)
        return false;
    for (size_t i = 0; stops[i] != NULL; i++)
        if (slice_ends(m->surface, slice_from(stops[i])))
            return true;
    return m->length == city + 1 && m->name[city] == U'站';
}

/* Whether the place that a site's or body's name begins with is one it lies in: 焦作市龙源湖公园,
 * but not 南京路, and 中山公园 only where Zhongshan is spoken of. */
static bool
prefix_holds(const struct board *board, const struct puzzle *p)
{
    if (p->chosen == PLACE_NONE)
        return false;
    const struct atlas *atlas = board->scene->atlas;
    if (p->m->type == MENTION_LOC && !p->reading.full ? sense_is_close(atlas, &p->m->sense)
                                                      : sense_is_supported(&p->m->sense))
        return true;
    const struct place_row *row = atlas_place(atlas, p->chosen);
    if (p->reading.full || is_stop(p->m, p->m->length - p->reading.rest))
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
    /* the sentence ends, or goes from one place to another */
    static const uint32_t partings[] =
        U"。！？；，从到去来至往向把将让请与和同跟、及送卖销赴回对比";
    for (size_t k = i, steps = 0; k-- > 0 && steps < 8; steps++) {
        const struct puzzle *q = &board->puzzles[k];
        if (q->m->text != p->m->text)
            break;
        if (p->m->start - q->m->end > SENTENCE_REACH)
            return PLACE_NONE;
        for (uint32_t at = q->m->end; at < p->m->start; at++)
            for (size_t n = 0; partings[n] != 0; n++)
                if (points[at] == partings[n])
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
    static const uint32_t ends[] = U"路街道巷桥园场区村庄屯寨沟塘坡岭楼厦站址居馆寺庙塔祠河湖渠山库"
                                   U"口院洞堡苑段群渡林泉井首里湾滩岛坝堤港闸亭阁殿";
    for (size_t i = 0; m->length >= 2 && ends[i] != 0; i++)
        if (m->name[m->length - 1] == ends[i])
            return true;
    return false;
}

/* Whether it ends like that of a thing of which a town has many, and is not known by itself: a
 * station, a road, a village. */
static bool
is_common_thing(const struct scene_mention *m)
{
    return m->length >= 3 && point_is_in(m->name[m->length - 1], U"路街巷桥站村庄屯寨场苑");
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
    uint32_t around = PLACE_NONE;
    if (board->scene->home == PLACE_NONE && board->scene->unlisted.len == 0) /* else it is theirs */
        around = nearby_around(board->nearby, scene_article(board->scene, p->m));
    if (before != NULL && before->m->type == MENTION_LOC &&
        (before->chosen != PLACE_NONE || before->m->sense.in != PLACE_NONE)) {
        sense->in = before->chosen != PLACE_NONE ? before->chosen : before->m->sense.in;
        sense_because(sense, WHY_AFTER, sense->in);
    } else if (near != PLACE_NONE && (is_local_thing(p->m) || board_owner(board, i) != NULL)) {
        sense->in = near;
        sense_because(sense, WHY_SENTENCE, near);
    } else if (board->scene->home != PLACE_NONE && is_local_thing(p->m) &&
               nearby_is_local(board->nearby, scene_article(board->scene, p->m))) {
        sense->in = board->scene->home;
        sense_because(sense, WHY_HOME, sense->in);
    } else if (around != PLACE_NONE && p->chosen == PLACE_NONE && is_common_thing(p->m)) {
        sense->in = around;
        sense_because(sense, WHY_NEAR, around);
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

void
puzzle_settle(struct board *board, size_t i)
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
        sense_because(sense, sense->candidate_count > 1 ? WHY_DOUBT : WHY_BARE, PLACE_NONE);
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
