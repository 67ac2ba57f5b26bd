#include "services/enrich/link/body.h"

#include "common/utf8.h"
#include "services/enrich/link/lexicon.h"

#include <string.h>

static bool
is_in(uint32_t point, const uint32_t *set)
{
    for (size_t i = 0; set[i] != 0; i++)
        if (point == set[i])
            return true;
    return false;
}

static bool
same_points(const uint32_t *a, const uint32_t *b, size_t count)
{
    return memcmp(a, b, count * sizeof *a) == 0;
}

/* How names of whole bodies end. */
static const char *const body_ends =
    "大学 学院 学校 中学 小学 幼儿园 师专 高中 党校 医院 卫生院 公司 集团 银行 委 纪委 政府 人大 "
    "政协 法院 检察院 局 厅 部 "
    "委员会 协会 学会 联合会 总会 商会 基金会 研究院 研究所 出版社 报社 日报 晚报 电视台 电台 社 "
    "社区 村委会 居委会 厂 俱乐部 队 军区 军 党 "
    "联盟 组织 中心 办公室 署 总局 海关 支队 派出所 馆 院 校";

/* How the names of bodies end that have parts. */
static const char *const parent_ends =
    "大学 学院 学校 中学 小学 幼儿园 师专 高中 党校 医院 卫生院 公司 集团 银行 委 纪委 政府 人大 "
    "政协 法院 检察院 局 厅 外交部 教育部 "
    "财政部 商务部 公安部 国防部 委员会 常委会 协会 学会 联合会 总会 商会 基金会 研究院 研究所 "
    "联合国 欧盟 东盟 北约 奥委会 中央 科学院 出版社 报社 日报 晚报 日报社 电视台 广播电视台 "
    "电台 社区 村委会 居委会 俱乐部 军区 总局 海关 支队 派出所 博物馆 图书馆 文化馆 国务院";

/* How names of bodies end that are called by the beginning of their name: 乐高 for 乐高集团. */
static const char *const firm_ends = "公司 集团 银行 大学 学院 学校 中学 小学 医院 协会 学会 商会 "
                                     "联合会 基金会 俱乐部 厂 店 商场 酒店 报 社 网 "
                                     "出版社 杂志社 剧院 剧团 乐团 事务所 股份 控股 品牌 平台 "
                                     "电视台 合作社 超市 航空 证券 保险 队 联盟 组织";

/* How parts of bodies begin to be named behind the body: what follows the parent. */
static const char *const part_ends =
    "系 处 科 室 办 中心 学院 部 局 支队 大队 中队 队 委员会 分公司 分行 支行 党校 分局 分院 "
    "派出所 工作室 实验室 研究所 研究院 研究中心 "
    "教研室 教研部 附属医院 附属中学 附属小学 附中 附小 团委 工会 学生会 校友会 党委 纪委 党组 "
    "办公室 科室 所 站 组 厅 司 署 支部 党支部 专班 领导小组 "
    "董事会 理事会 委 院 基地";

/* ---- bare bodies: 市委, 县教育局 ---- */

/* The kind of division that the surface begins with and does not name; 0: it names one, or none. */
static uint32_t
bare_kind(const struct scene *scene, const struct scene_mention *m)
{
    static const uint32_t kinds[] = U"省市县区州旗镇乡";
    if (m->length < 2 || !is_in(m->name[0], kinds) || m->sense.in != PLACE_NONE)
        return 0;
    return atlas_longest(scene->atlas, m->name, m->length) > 0 ? 0 : m->name[0];
}

/* Whether the place is what 市, 县 ... may stand for. */
static bool
is_of_kind(const struct atlas *atlas, uint32_t place, uint32_t kind)
{
    const struct place_row *row = atlas_place(atlas, place);
    struct slice name = atlas_name(atlas, place);
    if (row->level < LEVEL_PROVINCE || row->level > LEVEL_TOWNSHIP)
        return false;
    size_t at = name.len >= 3 ? name.len - 3 : 0;
    uint32_t last = utf8_next(name, &at);
    if (kind == U'省')
        return row->level == LEVEL_PROVINCE && last == kind;
    if (kind == U'州')
        return row->level == LEVEL_CITY && last == kind;
    return last == kind && row->level >= (kind == U'市' ? LEVEL_PROVINCE : LEVEL_COUNTY);
}

/* Of the place and what holds it, the one of that kind. */
static uint32_t
holder_of_kind(const struct atlas *atlas, uint32_t place, uint32_t kind)
{
    while (place != PLACE_NONE && !is_of_kind(atlas, place, kind))
        place = atlas_place(atlas, place)->parent;
    return place;
}

/* The place a mention tells of: the one it is, or the one in a body's name. */
static uint32_t
place_told(const struct scene_mention *m)
{
    return m->sense.place != PLACE_NONE ? m->sense.place
           : m->type == MENTION_ORG     ? m->sense.in
                                        : PLACE_NONE;
}

enum { NAMED_MAX = 500 }; /* mentions looked at before and behind one: few articles have as many */

/* Places of one kind that an article names. */
struct named {
    uint32_t only; /* PLACE_NONE: none */
    bool several;
    bool home;        /* the paper's home is among them */
    uint32_t nearest; /* the last before the mention in its text */
};

static struct named
find_named(const struct scene *scene, size_t first, size_t end, const struct scene_mention *m,
           uint32_t kind)
{
    struct named found = { PLACE_NONE, false, false, PLACE_NONE };
    uint32_t home =
        scene->home == PLACE_NONE ? PLACE_NONE : holder_of_kind(scene->atlas, scene->home, kind);
    size_t here = (size_t)(m - scene->mentions);
    first = here - first > NAMED_MAX ? here - NAMED_MAX : first;
    end = end - here > NAMED_MAX ? here + NAMED_MAX : end;
    for (size_t i = first; i < end; i++) {
        const struct scene_mention *other = &scene->mentions[i];
        uint32_t place = other->type == MENTION_PER ? PLACE_NONE : place_told(other);
        if (place == PLACE_NONE || !is_of_kind(scene->atlas, place, kind))
            continue;
        found.several |= found.only != PLACE_NONE && found.only != place;
        found.only = place;
        found.home |= place == home;
        if (other->text == m->text && other < m)
            found.nearest = place;
    }
    return found;
}

/* The place of a bare body of the article [first, end), and the reason. */
static uint32_t
bare_place(const struct scene *scene, size_t first, size_t end, const struct scene_mention *m,
           uint32_t kind, const char **why)
{
    struct named found = find_named(scene, first, end, m, kind);
    if (found.only != PLACE_NONE && !found.several) {
        *why = "the only one that the article names";
        return found.only;
    }
    uint32_t home =
        scene->home == PLACE_NONE ? PLACE_NONE : holder_of_kind(scene->atlas, scene->home, kind);
    if (home != PLACE_NONE && (found.home || found.only == PLACE_NONE)) {
        *why = scene->home_guessed ? "where most places of the page are" : "the paper's home";
        return home;
    }
    if (found.nearest != PLACE_NONE)
        *why = "the last named before it";
    return found.nearest;
}

static struct slice
join_text(struct arena *arena, struct slice a, const uint32_t *points, size_t count)
{
    struct buf out = { 0 };
    buf_add_slice(&out, a);
    for (size_t i = 0; i < count; i++)
        utf8_add(&out, points[i]);
    struct slice text = arena_slice(arena, buf_slice(&out));
    buf_done(&out);
    return text;
}

/* The draft of the body that the bare mention means, by its full name; 0 when its place is unknown.
 */
static uint32_t
bare_draft(struct drafts *drafts, size_t first, size_t end, const struct scene_mention *m,
           uint32_t kind)
{
    struct scene *scene = drafts->scene;
    const char *why = "";
    uint32_t place = bare_place(scene, first, end, m, kind, &why);
    if (place == PLACE_NONE)
        return 0;
    struct slice place_name = atlas_name(scene->atlas, place);
    struct slice name = join_text(&scene->page->arena, place_name, m->name + 1, m->length - 1);
    uint32_t *id = table_at(&drafts->index, 0, name);
    if (*id == 0) {
        uint32_t made = draft_add(drafts, m);
        struct draft *draft = &drafts->items[made - 1];
        size_t count = utf8_count(name), n = 0;
        uint32_t *points = arena_alloc(scene->arena, count, sizeof *points);
        for (size_t at = 0; at < name.len;)
            points[n++] = utf8_next(name, &at);
        draft->name = name;
        draft->points = points;
        draft->length = count;
        draft->named = true;
        *id = made;
    }
    uint32_t result = *id;
    drafts->items[result - 1].sense.in = place;
    draft_because(drafts, result, "%.*s: %.*s, %s", SLICE_ARGS(m->surface), SLICE_ARGS(place_name),
                  why);
    return result;
}

/* ---- short and full forms ---- */

/* Whether the short form's characters stand in the full one in order, from its first. */
static bool
is_drawn_from(const uint32_t *part, size_t part_length, const uint32_t *full, size_t full_length)
{
    size_t at = 0;
    if (part_length < 2 || part_length >= full_length || part[0] != full[0])
        return false;
    for (size_t i = 0; i < full_length && at < part_length; i++)
        if (full[i] == part[at])
            at++;
    return at == part_length;
}

static bool
ends_with(const struct draft *draft, const struct lexicon *ends)
{
    return lexicon_ending(ends, draft->points, draft->length) > 0;
}

/* A body in the chain of one code point. */
struct body_link {
    uint32_t draft, next; /* + 1 */
};

struct bodies {
    struct drafts *drafts;
    struct lexicon ends, heads, parts, firms;
    size_t from;           /* drafts of bodies begin here */
    struct table by_point; /* code point -> chain of links, + 1 */
    struct body_link *links;
};

enum {
    TRIES_MAX = 500,
    HEADS = 12
}; /* candidates looked at for one name: a page has a few hundred bodies */

/* Where the last body ends that the name begins with, read from left to right so that
 * 焦作大学会计学院 is not of a 学会; 0: none. */
static size_t
parent_length(const struct bodies *b, const struct draft *draft)
{
    size_t found = 0, taken = 0, begun = 0;
    for (size_t length = 4; length + 2 <= draft->length; length++) {
        size_t end = lexicon_ending(&b->heads, draft->points, length);
        if (end == 0 || (length - end < taken && length - end > begun) || length == end ||
            lexicon_beginning(&b->heads, draft->points + length - end,
                              draft->length - length + end) > end)
            continue;
        taken = length;
        begun = length - end;
        if (lexicon_ending(&b->parts, draft->points + length, draft->length - length) > 0)
            found = length;
    }
    return found;
}

/* Whether the part is the full name less its legal form: 航天科技集团 of 中国航天科技集团有限公司.
 */
static bool
lacks_legal_form(const uint32_t *full, size_t full_length, const struct draft *part)
{
    static const char *const forms[] = { "有限公司",
                                         "股份有限公司",
                                         "有限责任公司",
                                         "集团",
                                         "公司",
                                         "集团有限公司",
                                         "集团公司",
                                         "集团股份有限公司",
                                         "集团有限责任公司",
                                         "控股有限公司",
                                         "控股集团",
                                         "控股集团有限公司",
                                         "科技有限公司",
                                         "科技股份有限公司",
                                         "（集团）有限公司",
                                         "总公司",
                                         "总社",
                                         "员会",
                                         NULL };
    if (full_length <= part->length || !same_points(full, part->points, part->length))
        return false;
    for (size_t i = 0; forms[i] != NULL; i++)
        if (utf8_is(slice_from(forms[i]), full + part->length, full_length - part->length))
            return true;
    return false;
}

/* Whether the part is drawn from the full name from some character on, of which two are kept
 * together: 成都局集团公司 of 中国铁路成都局集团有限公司; both have to end alike. */
static bool
is_core(const uint32_t *full, size_t full_length, const struct draft *part)
{
    if (part->length < 4 || full[full_length - 1] != part->points[part->length - 1])
        return false;
    for (size_t at = 1; at + part->length < full_length; at++)
        if (same_points(full + at, part->points, 2))
            return is_drawn_from(part->points, part->length, full + at, full_length - at);
    return false;
}

/* Whether the part is what stands behind the parent in the full name (中山医院 of
 * 复旦大学附属中山医院) or ends it less its legal form: 大桥局 of 中铁大桥局集团有限公司. */
static bool
is_tail(const struct bodies *b, const struct draft *full, const struct draft *part)
{
    if (part->length < 3 || (part->sense.in != PLACE_NONE && part->sense.in != full->sense.in))
        return false;
    size_t ahead = full->length - part->length, parent = parent_length(b, full);
    bool attached =
        ahead >= parent + 2 && full->points[ahead - 2] == U'附' && full->points[ahead - 1] == U'属';
    if (parent > 0 && (ahead == parent || attached) &&
        same_points(full->points + ahead, part->points, part->length))
        return true;
    for (size_t at = 1; at <= 4 && at + part->length < full->length; at++) {
        struct draft rest = { .points = part->points, .length = part->length };
        if (same_points(full->points + at, part->points, part->length) &&
            lacks_legal_form(full->points + at, full->length - at, &rest))
            return true;
    }
    return false;
}

/* 国美 of 中国美术学院, 国博 of 中国国家博物馆. */
static bool
is_national(const uint32_t *full, size_t place, size_t rest, const struct draft *part)
{
    if (part->length != 2 || place != 2 || part->points[0] != U'国' || full[1] != U'国')
        return false;
    size_t at = rest > 2 && full[2] == U'国' && full[3] == U'家' ? 4 : 2;
    return part->points[1] == full[at];
}

/* How the part shortens the full name; NULL: not at all. */
static const char *
shortens(const struct bodies *b, const struct draft *full, const struct draft *part)
{
    const struct atlas *atlas = b->drafts->scene->atlas;
    const struct lexicon *ends = &b->ends;
    if (part->length >= full->length || part->length < 2)
        return NULL;
    size_t ahead = full->length - part->length;
    bool in_place = part->sense.in == PLACE_NONE || full->sense.in == PLACE_NONE ||
                    part->sense.in == full->sense.in ||
                    atlas_within(atlas, part->sense.in, full->sense.in);
    if (same_points(full->points + ahead, part->points, part->length) &&
        full->sense.in != PLACE_NONE && part->sense.in == PLACE_NONE)
        return "ends";
    if (lacks_legal_form(full->points, full->length, part))
        return "shortens";
    if (is_tail(b, full, part))
        return "ends";
    bool prefix = same_points(full->points, part->points, part->length);
    bool brand = lexicon_ending(&b->firms, full->points, full->length) > 0;
    bool alike =
        part->length >= 4 && full->points[full->length - 1] == part->points[part->length - 1];
    if ((prefix && (!brand || ends_with(part, ends))) || !in_place ||
        (!alike && !ends_with(full, ends)))
        return NULL; /* a body and its part */
    if (is_drawn_from(part->points, part->length, full->points, full->length))
        return "shortens";
    size_t place = atlas_longest(atlas, full->points, full->length);
    bool placed = part->sense.in != PLACE_NONE && full->sense.in != part->sense.in && !in_place;
    if (place == 0 || place + 2 > full->length || placed)
        return NULL;
    const uint32_t *rest = full->points + place;
    size_t length = full->length - place;
    if (is_national(full->points, place, length, part))
        return "shortens";
    bool whole = part->length > 2 || ends_with(part, ends) ||
                 part->points[1] == full->points[full->length - 1] ||
                 (part->points[1] == U'大' && full->points[full->length - 2] == U'大'); /* 陶大 */
    if (same_points(rest, part->points, part->length < length ? part->length : length) &&
        !lacks_legal_form(rest, length, part) && ends_with(part, ends))
        return NULL; /* of 中国科学院大学 the 科学院 is the parent */
    if (lacks_legal_form(rest, length, part) ||
        (whole && is_drawn_from(part->points, part->length, rest, length)) ||
        is_core(full->points, full->length, part))
        return "shortens";
    return NULL;
}

/* Whether the full name's mention is followed by （以下简称X）. */
static bool
is_defined(const struct scene *scene, const struct scene_mention *full,
           const struct scene_mention *part)
{
    static const uint32_t words[] = U"简称下称";
    const struct scene_text *text = &scene->texts[full->text];
    if (part->text != full->text || part->start < full->end || part->start - full->end > 8)
        return false;
    for (uint32_t at = full->end; at + 2 <= part->start; at++)
        if (same_points(text->points + at, words, 2) ||
            same_points(text->points + at, words + 2, 2))
            return true;
    return false;
}

/* Whether the part shortens the parent in the full name and not the whole: 重医 beside
 * 重庆医科大学附属第一医院. The part then gets the parent's name. */
static bool
names_parent(struct bodies *b, const struct draft *full, uint32_t part_id)
{
    struct draft *part = &b->drafts->items[part_id - 1];
    size_t parent = parent_length(b, full);
    if (parent == 0 || part->length > 3 || part->length >= parent ||
        !is_drawn_from(part->points, part->length, full->points, parent) ||
        part->points[part->length - 1] == full->points[full->length - 1])
        return false;
    struct slice short_name = part->name;
    part->name = join_text(&b->drafts->scene->page->arena, SLICE_EMPTY, full->points, parent);
    part->points = full->points;
    part->length = parent;
    part->named = true;
    draft_because(b->drafts, part_id, "%.*s shortens %.*s", SLICE_ARGS(short_name),
                  SLICE_ARGS(part->name));
    return true;
}

/* The one body that the part shortens: of its article if there is one, else of the page. */
static uint32_t
find_full(const struct bodies *b, uint32_t part_id, const char **how)
{
    const struct draft *part = &b->drafts->items[part_id - 1];
    uint32_t found = 0, near = 0;
    size_t all = 0, close = 0, tries = 0;
    for (uint32_t at = table_find(&b->by_point, part->points[0], SLICE_EMPTY);
         at != 0 && tries < TRIES_MAX; at = b->links[at - 1].next, tries++) {
        uint32_t id = b->links[at - 1].draft;
        const struct draft *full = &b->drafts->items[id - 1];
        const char *by =
            full->joined == 0 && id != part_id && id != found ? shortens(b, full, part) : NULL;
        if (by == NULL)
            continue;
        *how = by;
        all++;
        found = id;
        if (full->article == part->article) {
            close++;
            near = id;
        }
    }
    return close == 1 ? near : close == 0 && all == 1 ? found : 0;
}

/* Notes each body under each of its first code points, where short forms begin. */
static void
index_bodies(struct bodies *b)
{
    struct arena *arena = b->drafts->scene->arena;
    size_t count = b->drafts->count, used = 0;
    b->by_point = (struct table){ .arena = arena };
    b->links = arena_alloc(arena, (count - b->from) * HEADS + 1, sizeof *b->links);
    for (size_t i = b->from; i < count; i++) {
        const struct draft *draft = &b->drafts->items[i];
        for (size_t k = 0; k < draft->length && k < HEADS; k++) {
            uint32_t *head = table_at(&b->by_point, draft->points[k], SLICE_EMPTY);
            if (*head != 0 && b->links[*head - 1].draft == i + 1)
                continue;
            b->links[used] = (struct body_link){ (uint32_t)i + 1, *head };
            *head = (uint32_t)++used;
        }
    }
}

static void
join_defined(struct bodies *b)
{
    struct scene *scene = b->drafts->scene;
    const struct scene_mention *last = NULL;
    for (size_t i = 0; i < scene->mention_count; i++) {
        const struct scene_mention *m = &scene->mentions[i];
        if (m->type != MENTION_ORG)
            continue;
        if (last != NULL && is_defined(scene, last, m)) {
            draft_join(b->drafts, m->entity, last->entity);
            draft_because(b->drafts, last->entity, "%.*s: so called in the text",
                          SLICE_ARGS(m->surface));
        }
        last = m;
    }
}

static void
join_shorter(struct bodies *b)
{
    size_t count = b->drafts->count;
    for (uint32_t id = (uint32_t)b->from + 1; id <= count && scene_goes_on(b->drafts->scene, id);
         id++) {
        const char *how = "";
        if (b->drafts->items[id - 1].joined != 0)
            continue;
        uint32_t full = find_full(b, id, &how);
        if (full == 0 || names_parent(b, &b->drafts->items[full - 1], id))
            continue;
        struct slice name = b->drafts->items[id - 1].name;
        draft_join(b->drafts, id, full);
        draft_because(b->drafts, full, "%.*s %s %.*s", SLICE_ARGS(name), how,
                      SLICE_ARGS(draft_of(b->drafts, full)->name));
    }
}

/* ---- parents ---- */

/* Gives the draft the longest body of the page that its name begins with, or the one that its name
 * shows. */
static void
find_parent(struct bodies *b, struct table *names, uint32_t id)
{
    struct draft *draft = &b->drafts->items[id - 1];
    size_t shown = parent_length(b, draft);
    for (size_t length = draft->length - 1; length >= 2; length--) {
        struct slice prefix =
            join_text(b->drafts->scene->arena, SLICE_EMPTY, draft->points, length);
        uint32_t parent = table_find(names, 0, prefix);
        if (parent != 0 && draft_root(b->drafts, parent) != id) {
            draft->parent = draft_root(b->drafts, parent);
            draft->parent_name = draft_of(b->drafts, parent)->name;
            draft_because(b->drafts, id, "part of %.*s by its name", SLICE_ARGS(prefix));
            return;
        }
        if (length == shown) {
            draft->parent_name = arena_slice(&b->drafts->scene->page->arena, prefix);
            return;
        }
    }
}

static void
find_parents(struct bodies *b)
{
    struct table names = { .arena = b->drafts->scene->arena };
    size_t count = b->drafts->count;
    for (uint32_t id = (uint32_t)b->from + 1; id <= count; id++)
        *table_at(&names, 0, b->drafts->items[id - 1].name) = id;
    for (uint32_t id = (uint32_t)b->from + 1; id <= count; id++)
        if (b->drafts->items[id - 1].joined == 0 && b->drafts->items[id - 1].length <= 64 &&
            scene_goes_on(b->drafts->scene, id))
            find_parent(b, &names, id);
}

void
body_link(struct drafts *drafts)
{
    struct scene *scene = drafts->scene;
    struct bodies b = { .drafts = drafts, .from = drafts->count };
    lexicon_init(&b.ends, body_ends);
    lexicon_init(&b.heads, parent_ends);
    lexicon_init(&b.parts, part_ends);
    lexicon_init(&b.firms, firm_ends);
    size_t first = 0, end = 0;
    enum { SPACE = 1 << 29 };
    for (size_t i = 0; i < scene->mention_count; i++) {
        struct scene_mention *m = &scene->mentions[i];
        if (i >= end) { /* the article's mentions follow one another */
            first = i;
            while (end < scene->mention_count &&
                   scene_article(scene, &scene->mentions[end]) == scene_article(scene, m))
                end++;
        }
        if (m->type != MENTION_ORG)
            continue;
        uint32_t kind = bare_kind(scene, m);
        uint32_t bare = kind != 0 ? bare_draft(drafts, first, end, m, kind) : 0;
        if (bare == 0) {
            /* a bare body that nothing places is kept apart in each article */
            uint64_t space = kind != 0 ? (uint64_t)SPACE << 32 | scene_article(scene, m) : 0;
            uint32_t *id = table_at(&drafts->index, space, m->surface);
            if (*id == 0)
                *id = draft_add(drafts, m);
            bare = *id;
        }
        m->entity = bare;
    }
    join_defined(&b);
    index_bodies(&b);
    join_shorter(&b);
    find_parents(&b);
    lexicon_done(&b.ends);
    lexicon_done(&b.heads);
    lexicon_done(&b.parts);
    lexicon_done(&b.firms);
}
