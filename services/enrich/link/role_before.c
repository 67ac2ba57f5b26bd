#include "services/enrich/link/role.h"

#include "common/utf8.h"
#include "services/enrich/link/role_scan.h"
#include "services/enrich/link/role_words.h"

enum {
    GAP_MAX = 16,   /* of a department that no word list knows, between body and post */
    FIELD_MAX = 8,  /* of a post's field that no word list knows: 古籍修复|专家 */
    ASIDE_MAX = 40, /* of （以下简称工行） */
    QUOTED_MAX = 16,
    TRADE_MAX = 6 /* 豆腐坊坊主 */
};

void
role_words_init(struct role_words *words)
{
    lexicon_init(&words->posts, role_posts);
    lexicon_init(&words->qualifiers, role_qualifiers);
    lexicon_init(&words->trades, role_trades);
    lexicon_init(&words->departments, role_departments);
    lexicon_init(&words->titles, role_titles);
    lexicon_init(&words->addresses, role_addresses);
    lexicon_init(&words->relations, role_relations);
    lexicon_init(&words->edges, role_edges);
}

void
role_words_done(struct role_words *words)
{
    lexicon_done(&words->posts);
    lexicon_done(&words->qualifiers);
    lexicon_done(&words->trades);
    lexicon_done(&words->departments);
    lexicon_done(&words->titles);
    lexicon_done(&words->addresses);
    lexicon_done(&words->relations);
    lexicon_done(&words->edges);
}

/* Passes a body or place that ends at scan->at. */
static bool
pass_body_back(struct scan *s)
{
    struct scene_mention *m = scene_ending(s->scene, s->near, s->at);
    if (!mention_is_body(m))
        return false;
    s->first = m;
    if (s->last == NULL) {
        s->last = m;
        s->title = s->at;
    }
    s->at = m->start;
    return true;
}

/* Where the last mention before `at` ends: a word may not reach into it. */
static uint32_t
floor_of(const struct scan *s, uint32_t at)
{
    const struct scene_mention *m = s->near;
    size_t i = (size_t)(m - s->scene->mentions);
    while (i > s->text->first && s->scene->mentions[i].end > at)
        i--;
    return s->scene->mentions[i].end <= at ? s->scene->mentions[i].end : 0;
}

static size_t
word_back(const struct scan *s, const struct lexicon *lexicon)
{
    uint32_t floor = floor_of(s, s->at);
    return lexicon_ending(lexicon, s->text->points + floor, s->at - floor);
}

/* A department between body or place and post that no list knows: 焦作师专|机电工程系|主任,
 * 朝阳区|卫健委|副主任. */
static bool
pass_gap_back(struct scan *s, uint32_t post)
{
    static const uint32_t stops[] =
        U"的了在是对向由被把据说等为，。、；：！？（）“”《》到从将以让请给或";
    bool joined = false; /* 建筑与城市规划学院 */
    uint32_t at = s->at;
    while (at > 0 && s->at - at <= GAP_MAX) {
        const struct scene_mention *m = scene_ending(s->scene, s->near, at);
        if (m != NULL) {
            if (m->type == MENTION_PER || at == s->at || (joined && m->type != MENTION_ORG) ||
                lexicon_ending(&s->words->departments, s->text->points + at, post - at) == 0)
                return false;
            s->at = at;
            return pass_body_back(s);
        }
        if ((point_is_in(s->text->points[at - 1], stops) &&
             !point_is_inside_word(s->text, at - 1)) ||
            point_is_blank(s->text->points[at - 1]))
            return false;
        at--;
        joined |= point_is_in(s->text->points[at], U"和与及");
    }
    return false;
}

/* Whether a word may begin at code point `at`: after a mark, a mention, 的, or the text's
 * beginning. */
static bool
is_edge(const struct scan *s, uint32_t at)
{
    static const uint32_t marks[] = U"的，。、；：！？（）“”《》\"'·—…,.:;()";
    return at == 0 || point_is_in(s->text->points[at - 1], marks) ||
           point_is_blank(s->text->points[at - 1]) ||
           mention_is_body(scene_ending(s->scene, s->near, at));
}

/* Whether a department or a post ends at `at`: 保护研究部|修复师. */
static bool
follows_department(const struct scan *s, uint32_t at)
{
    uint32_t floor = floor_of(s, at);
    const uint32_t *points = s->text->points + floor;
    return lexicon_ending(&s->words->departments, points, at - floor) > 0 ||
           lexicon_ending(&s->words->posts, points, at - floor) > 1;
}

/* A trade that no list knows, from edge to name: 采油工, 养路工, 守塔人. */
static size_t
unknown_trade(const struct scan *s)
{
    static const uint32_t ends[] = U"员师长工家手民商农生友迷星兵医人匠主户娘者夫警侨";
    static const uint32_t no_trade[] =
        U"和与及由请被让把向对据以经受获为任是有名位称叫在了着过将从到"
        U"同跟给于比用因并且而或使派后前不也都还就才又再更最很没未曾已"
        U"要能可应这那其我你他她它们说道来去见找问";
    uint32_t room = s->at - floor_of(s, s->at);
    if (room < 2 || !point_is_in(s->text->points[s->at - 1], ends))
        return 0;
    for (uint32_t length = 2; length <= TRADE_MAX && length <= room; length++) {
        uint32_t at = s->at - length;
        if (!point_is_han(s->text->points[at]) ||
            (length > 4 && point_is_in(s->text->points[at], no_trade) &&
             !point_is_inside_word(s->text, at)))
            return 0;
        if (is_edge(s, at) || (length == 3 && follows_department(s, at)))
            return length >= 3 || !point_is_in(s->text->points[s->at - 1], U"人生长家主者夫户")
                       ? length
                       : 0;
    }
    return 0;
}

/* The rest of a post that begins inside a body's name: 外交部|长, 文化和信息部|长. */
static size_t
head_of_body(const struct scan *s)
{
    if (s->at < 3 || !point_goes_on_body(s->text, s->at - 1))
        return 0;
    const struct scene_mention *m = scene_ending(s->scene, s->near, s->at - 1);
    return mention_is_body(m) && m->end == s->at - 1;
}

/* The field of a post that no list knows, back to where a role can begin: 古籍修复|专家, after a
 * mark, a body, 的, or a word that is no part of a role. */
static bool
pass_field_back(struct scan *s)
{
    static const uint32_t edges[] = U"和与及由请被让把向对据以经受获为任是有名位称叫在了着过将从到"
                                    U"同跟给于比用因并且而或使派后前";
    static const uint32_t weak[] =
        U"不也都还就才又再更最很没未曾已要能可应这那其我你他她它们说道来去";
    uint32_t most = lexicon_ending(&s->words->departments, s->text->points + floor_of(s, s->at),
                                   s->at - floor_of(s, s->at)) > 0
                        ? GAP_MAX
                        : FIELD_MAX;
    for (uint32_t at = s->at; s->at - at <= most; at--) {
        uint32_t floor = floor_of(s, at);
        bool edge = is_edge(s, at) ||
                    (point_is_in(s->text->points[at - 1], edges) &&
                     !point_is_inside_word(s->text, at - 1)) ||
                    lexicon_ending(&s->words->edges, s->text->points + floor, at - floor) > 0;
        if (edge) {
            bool passed = s->at - at >= (is_edge(s, at) ? 1 : 2);
            if (passed)
                s->at = at;
            return passed;
        }
        uint32_t point = s->text->points[at - 1];
        bool letter = (point | 0x20) >= 'a' && (point | 0x20) <= 'z';
        if ((!point_is_han(point) && !letter) ||
            (point_is_in(point, weak) && !point_is_inside_word(s->text, at - 1)) ||
            scene_ending(s->scene, s->near, at) != NULL)
            return false;
    }
    return false;
}

/* The length of the post that ends at s->at: 院长, 创始人之一. */
static size_t
post_back(const struct scan *s)
{
    struct scan ahead = *s;
    bool one = s->at > 2 && s->text->points[s->at - 1] == U'一' &&
               s->text->points[s->at - 2] == U'之' && floor_of(s, s->at) + 2 < s->at;
    ahead.at -= one ? 2 : 0;
    size_t post = word_back(&ahead, &s->words->posts);
    return post > 0 && one ? post + 2 : post;
}

/* A further post before a mark that joins posts: 市委副书记、市长. */
static bool
pass_joined_post(struct scan *s)
{
    uint32_t mark = scan_blanks_back(s->text, s->at);
    if (mark == 0 || !point_is_in(s->text->points[mark - 1], U"、兼"))
        return false;
    struct scan ahead = *s;
    ahead.at = scan_blanks_back(s->text, mark - 1);
    size_t post = post_back(&ahead);
    if (post == 0 || post > ahead.at)
        return false;
    const struct scene_mention *m = scene_ending(s->scene, s->near, ahead.at - (uint32_t)post);
    if (m != NULL && m->type == MENTION_PER)
        return false; /* 彭志|委员、...研究员 */
    s->at = ahead.at - (uint32_t)post;
    if (s->last == NULL)
        s->title = s->at;
    else if (m == NULL && word_back(s, &s->words->qualifiers) == 0)
        (void)pass_field_back(s); /* 矿床学|奠基人之一、中国地质科学院研究员 */
    return true;
}

/* Where a bracket begins that ends at s->at, at most `most` code points before; s->at: nowhere. */
static uint32_t
opening_of(const struct scan *s, const uint32_t *open, const uint32_t *close, uint32_t most)
{
    if (s->at == 0 || !point_is_in(s->text->points[s->at - 1], close))
        return s->at;
    for (uint32_t at = s->at - 1; at > 0 && s->at - at <= most; at--)
        if (point_is_in(s->text->points[at - 1], open))
            return at - 1;
    return s->at;
}

/* A body with its short form in brackets: 中国工商银行（以下简称工行）|行长. */
static bool
pass_aside_back(struct scan *s)
{
    uint32_t open = opening_of(s, U"（(", U"）)", ASIDE_MAX), named = open + 1;
    struct scan ahead = *s;
    if (open == s->at || !mention_is_body(scene_ending(s->scene, s->near, open)))
        return false;
    const struct scene_mention *inside = scene_ending(s->scene, s->near, s->at - 1);
    bool bare = inside != NULL && inside->type == MENTION_ORG && inside->start == open + 1;
    while (!bare && named + 1 < s->at &&
           !(s->text->points[named + 1] == U'称' && point_is_in(s->text->points[named], U"简下又")))
        named++;
    ahead.at = open;
    if ((!bare && named + 1 >= s->at) || !pass_body_back(&ahead))
        return false;
    ahead.aside_start = open;
    ahead.aside_end = s->at;
    *s = ahead;
    return true;
}

/* A title of a work or an honour: 《收获》|主编, “最美教师”|获得者. */
static bool
pass_quoted_back(struct scan *s)
{
    uint32_t open = opening_of(s, U"《“", U"》”", QUOTED_MAX);
    if (open == s->at || s->at - open <= 2 || (open > 0 && s->text->points[open - 1] == U'：'))
        return false;
    for (uint32_t at = open + 1; at + 1 < s->at; at++)
        if (point_is_in(s->text->points[at], U"，。！？：；…"))
            return false;
    struct scene_mention *m = scene_ending(s->scene, s->near, s->at - 1);
    if (mention_is_body(m) && m->start == open + 1) {
        s->first = m;
        if (s->last == NULL)
            s->last = m;
    }
    s->at = open;
    return true;
}

/* 等市|市长, 两县|县长: the noun before is none of the post. */
static bool
is_doubled(const struct scan *s, size_t word, uint32_t post)
{
    return word == 1 && s->at == post && s->at >= 2 &&
           s->text->points[s->at - 1] == s->text->points[post] &&
           point_is_in(s->text->points[s->at - 2], U"等各两三多");
}

/* Whether the one character before is the end of a word that no list knows: 城|市, 文物|局. */
static bool
is_cut(const struct scan *s)
{
    struct scan ahead = *s;
    ahead.at--;
    if (ahead.at == 0 || is_edge(s, ahead.at) || word_back(&ahead, &s->words->qualifiers) > 0 ||
        word_back(&ahead, &s->words->posts) > 0)
        return false;
    return point_is_han(s->text->points[ahead.at - 1]);
}

static bool
step_back(struct scan *s, uint32_t post)
{
    size_t word;
    if (pass_body_back(s) || pass_aside_back(s) || pass_quoted_back(s) || pass_joined_post(s))
        return true;
    if ((word = word_back(s, &s->words->qualifiers)) == 0)
        word = word_back(s, &s->words->posts);
    if (word > 0) {
        if (is_doubled(s, word, post))
            return false;
        if (word == 1 && is_cut(s))
            return s->last == NULL && (pass_gap_back(s, post) || pass_field_back(s));
        s->at -= (uint32_t)word;
        return true;
    }
    return s->last == NULL && (pass_gap_back(s, post) || pass_field_back(s));
}

/* 李明的|老师: what the person is to somebody of the text. */
static bool
is_relation(const struct scan *s, uint32_t end)
{
    enum { TITLE_MAX = 4 }; /* 李明教授的|老师 */
    size_t word = lexicon_ending(&s->words->relations, s->text->points + s->at, end - s->at);
    if (word != end - s->at || s->at == 0 || s->text->points[s->at - 1] != U'的')
        return false;
    for (uint32_t at = s->at - 1; at > 0 && s->at - 1 - at <= TITLE_MAX; at--) {
        const struct scene_mention *m = scene_ending(s->scene, s->near, at);
        if (point_is_in(s->text->points[at - 1], U"。，！？；："))
            break; /* ...中心。她的教练 */
        if (m != NULL)
            return m->type == MENTION_PER;
    }
    return point_is_in(s->text->points[s->at - 2 + (s->at < 2)], U"他她我您你");
}

/* 时任县农机局局长的|袁守根: a post before 的 that a word says somebody holds. */
static bool
held_before(struct scan *s, uint32_t end, struct role_span *role)
{
    static const char *const verbs[] = { "时任", "现任", "担任", "身为", "作为",
                                         "曾任", "当过", "兼任", NULL };
    s->at = end - 1;
    size_t post = word_back(s, &s->words->posts);
    if (post == 0)
        return false;
    s->at -= (uint32_t)post;
    uint32_t noun = s->at, start;
    while (s->at > 0 && step_back(s, noun))
        ;
    for (size_t i = 0; verbs[i] != NULL; i++) {
        size_t length = utf8_count(slice_from(verbs[i]));
        start = s->at;
        while (start < noun && end - start > length &&
               !utf8_is(slice_from(verbs[i]), s->text->points + start, length))
            start++;
        bool inside = start < noun;
        bool ahead = s->at >= length &&
                     utf8_is(slice_from(verbs[i]), s->text->points + s->at - length, length);
        if (inside || ahead) {
            scan_fill(s, inside ? start + (uint32_t)length : s->at, end - 1, role);
            return true;
        }
    }
    return false;
}

/* Whether the trade of `length` before m is that of the name before it: 李燕 文 [潘郁] 图. */
static bool
has_own_trade(const struct scan *s, const struct scene_mention *m, uint32_t length)
{
    uint32_t behind = scan_blanks(s->text, m->end);
    const struct scene_mention *name = scene_ending(s->scene, m, s->at - length);
    uint32_t before = name != NULL ? scan_blanks_back(s->text, name->start) : 0;
    if (before > 0 && lexicon_ending(&s->words->trades, s->text->points, before) > 0)
        return false; /* 责编 侯宁 校对 [毛羽] 版式 */
    return name != NULL && name->type == MENTION_PER && behind > m->end &&
           behind < s->text->count &&
           lexicon_beginning(&s->words->trades, s->text->points + behind, s->text->count - behind) >
               0;
}

bool
role_before(const struct role_words *words, const struct scene *scene,
            const struct scene_mention *m, struct role_span *role)
{
    struct scan s = {
        words, scene, &scene->texts[m->text], m, m->start, NULL, NULL, m->start, 0, 0
    };
    bool credit = s.text->role == ROLE_BYLINE || s.text->role == ROLE_CREDIT;
    s.at = scan_blanks_back(s.text, s.at);
    bool colon = s.at > 0 && point_is_in(s.text->points[s.at - 1], U"：:丨|｜");
    if (colon || (credit && s.at > 0 && point_is_in(s.text->points[s.at - 1], U"/／")))
        s.at--;
    uint32_t end = s.at;
    if (end > 2 && s.text->points[end - 1] == U'的')
        return held_before(&s, end, role);
    size_t post = post_back(&s);
    if (post == 0 && (credit || colon)) {
        post = word_back(&s, &words->trades);
        if (post > 0 && has_own_trade(&s, m, (uint32_t)post))
            return false;
    }
    if (post == 0)
        post = head_of_body(&s);
    if (post == 0)
        post = unknown_trade(&s);
    if (post == 0)
        return false;
    s.at -= (uint32_t)post;
    if (is_relation(&s, end))
        return false;
    uint32_t noun = s.at;
    bool doubled = is_doubled(&s, 1, noun);
    while (s.at > 0 && step_back(&s, noun))
        ;
    scan_fill(&s, s.at, end, role);
    role->shared |= doubled;
    return true;
}

void
role_of_span(const struct role_words *words, const struct scene *scene, uint32_t text,
             uint32_t start, uint32_t end, struct role_span *role)
{
    const struct scene_text *t = &scene->texts[text];
    struct scan s = { .words = words, .scene = scene, .text = t, .at = start };
    for (size_t i = t->first; i < t->end; i++) {
        struct scene_mention *m = &scene->mentions[i];
        if (m->start < start || m->end > end || m->type == MENTION_PER)
            continue;
        if (s.first == NULL && m->start > start)
            break; /* the post comes first */
        if (s.first == NULL)
            s.first = m;
        else if (scan_blanks(t, s.last->end) != m->start)
            break;
        s.last = m;
    }
    scan_fill(&s, start, end, role);
}

bool
role_split(const struct scene *scene, uint32_t text, struct role_span *span,
           struct role_span *first)
{
    const struct scene_text *t = &scene->texts[text];
    for (size_t i = t->first; i < t->end; i++) {
        struct scene_mention *m = &scene->mentions[i];
        if (m->start <= span->start + 1 || m->end > span->end || m->type == MENTION_PER ||
            !point_is_in(t->points[m->start - 1], U"、，；;"))
            continue;
        struct role_span rest = *span;
        *first = *span;
        first->end = m->start - 1;
        rest.start = m->start;
        struct scan s = { .scene = scene, .text = t, .first = m, .last = m };
        for (;
             i + 1 < t->end && scene->mentions[i + 1].start == s.last->end &&
             scene->mentions[i + 1].type != MENTION_PER && scene->mentions[i + 1].end <= span->end;
             i++)
            s.last = &scene->mentions[i + 1];
        enum role_kind kind = span->kind;
        scan_fill(&s, rest.start, rest.end, &rest);
        rest.kind = kind;
        if (first->body_end > first->end) { /* the body belonged to the later one */
            struct scan before = { .scene = scene, .text = t };
            for (size_t k = t->first; k < t->end; k++)
                if (scene->mentions[k].start == first->start &&
                    scene->mentions[k].type != MENTION_PER)
                    before.first = before.last = &scene->mentions[k];
            scan_fill(&before, first->start, first->end, first);
            first->kind = kind;
        }
        *span = rest;
        return true;
    }
    return false;
}
