#include "services/enrich/link/role.h"

#include "common/utf8.h"
#include "services/enrich/link/role_words.h"

#include <string.h>

enum { GAP_MAX = 12 }; /* of a department that no word list knows, between body and post */

void
role_words_init(struct role_words *words)
{
    lexicon_init(&words->posts, role_posts);
    lexicon_init(&words->qualifiers, role_qualifiers);
    lexicon_init(&words->trades, role_trades);
    lexicon_init(&words->departments, role_departments);
}

void
role_words_done(struct role_words *words)
{
    lexicon_done(&words->posts);
    lexicon_done(&words->qualifiers);
    lexicon_done(&words->trades);
    lexicon_done(&words->departments);
}

static bool
is_in(uint32_t point, const uint32_t *set)
{
    for (size_t i = 0; set[i] != 0; i++)
        if (point == set[i])
            return true;
    return false;
}

static uint32_t
skip_blanks_back(const struct scene_text *text, uint32_t at)
{
    while (at > 0 && point_is_blank(text->points[at - 1]))
        at--;
    return at;
}

static uint32_t
skip_blanks(const struct scene_text *text, uint32_t at)
{
    while (at < text->count && point_is_blank(text->points[at]))
        at++;
    return at;
}

static bool
has_word(const struct scene_text *text, uint32_t start, uint32_t end, const char *word)
{
    size_t length = utf8_count(slice_from(word));
    for (size_t at = start; at + length <= end; at++)
        if (utf8_is(slice_from(word), text->points + at, length))
            return true;
    return false;
}

static bool
has_any(const struct scene_text *text, uint32_t start, uint32_t end, const char *const *words)
{
    for (size_t i = 0; words[i] != NULL; i++)
        if (has_word(text, start, end, words[i]))
            return true;
    return false;
}

/* Who writes, takes pictures or edits; everybody else is spoken of. */
static enum role_kind
kind_of(const struct scene_text *text, uint32_t start, uint32_t end)
{
    static const char *const pictures[] = { "摄", "供图", "图片", "制图", "绘图", NULL };
    static const char *const editors[] = { "责编", "编辑", "校对", "版式", "美编",
                                           "组版", "审读", "统筹", "策划", NULL };
    static const char *const writers[] = { "记者", "通讯员", "作者", "实习生",
                                           "撰文", "撰稿",   "文",   NULL };
    bool credit = text->role == ROLE_BYLINE || text->role == ROLE_CREDIT ||
                  text->role == ROLE_AFFILIATION || text->role == ROLE_DATELINE;
    bool ours = has_word(text, start, end, "本报") || has_word(text, start, end, "本刊") ||
                has_word(text, start, end, "本台") || has_word(text, start, end, "本网");
    if (has_any(text, start, end, pictures) && (credit || ours || text->role == ROLE_CAPTION))
        return KIND_PHOTOGRAPHER;
    if (credit && has_any(text, start, end, editors))
        return KIND_EDITOR;
    if ((credit || ours) && has_any(text, start, end, writers))
        return KIND_AUTHOR;
    return KIND_SUBJECT;
}

/* Whether several may have the post at once: all but the first of a body, 市长 or 书记. */
static bool
is_shared(const struct scene_text *text, uint32_t start, uint32_t end)
{
    static const char *const firsts[] = {
        "长",   "书记", "主席", "总理",   "总统", "首相", "主任",
        "经理", "总裁", "司令", "司令员", "国王", "主编", "总编"
    };
    if (has_word(text, start, end, "副"))
        return true;
    for (size_t i = 0; i < sizeof firsts / sizeof firsts[0]; i++) {
        size_t length = utf8_count(slice_from(firsts[i]));
        if (end - start >= length &&
            utf8_is(slice_from(firsts[i]), text->points + end - length, length))
            return false;
    }
    return true;
}

/* ---- from right to left ---- */

struct scan {
    const struct role_words *words;
    const struct scene *scene;
    const struct scene_text *text;
    const struct scene_mention *near;
    uint32_t at;
    struct scene_mention *first, *last; /* bodies and places passed, in the order of the text */
    uint32_t title;
};

static bool
is_body(const struct scene_mention *m)
{
    return m != NULL && m->type != MENTION_PER;
}

/* Passes a body or place that ends at scan->at. */
static bool
pass_body_back(struct scan *s)
{
    struct scene_mention *m = scene_ending(s->scene, s->near, s->at);
    if (!is_body(m))
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
        U"的了在是对和与向由被把据说等为，。、；：！？（）“”《》到从将以让请给及或";
    uint32_t at = s->at;
    while (at > 0 && s->at - at <= GAP_MAX) {
        const struct scene_mention *m = scene_ending(s->scene, s->near, at);
        if (m != NULL) {
            if (m->type == MENTION_PER || at == s->at ||
                lexicon_ending(&s->words->departments, s->text->points + at, post - at) == 0)
                return false;
            s->at = at;
            return pass_body_back(s);
        }
        if (is_in(s->text->points[at - 1], stops) || point_is_blank(s->text->points[at - 1]))
            return false;
        at--;
    }
    return false;
}

/* Whether a word may begin at code point `at`: after a mark, a mention, 的, or the text's
 * beginning. */
static bool
is_edge(const struct scan *s, uint32_t at)
{
    static const uint32_t marks[] = U"的，。、；：！？（）“”《》\"'·—…,.:;()";
    return at == 0 || is_in(s->text->points[at - 1], marks) ||
           point_is_blank(s->text->points[at - 1]) || is_body(scene_ending(s->scene, s->near, at));
}

/* A trade that no list knows, from edge to name: 采油工, 养路工, 守塔人. */
static size_t
unknown_trade(const struct scan *s)
{
    static const uint32_t ends[] = U"员师长工家手民商农生友迷星兵医人匠主户";
    if (s->at < 2 || !is_in(s->text->points[s->at - 1], ends))
        return 0;
    for (uint32_t length = 2; length <= 4 && length <= s->at; length++) {
        if (!point_is_han(s->text->points[s->at - length]))
            return 0;
        if (is_edge(s, s->at - length))
            return length >= 3 || !is_in(s->text->points[s->at - 1], U"人生长家") ? length : 0;
    }
    return 0;
}

/* A further post before a mark that joins posts: 市委副书记、市长. */
static bool
pass_joined_post(struct scan *s)
{
    uint32_t mark = skip_blanks_back(s->text, s->at);
    if (mark == 0 || !is_in(s->text->points[mark - 1], U"、兼"))
        return false;
    struct scan ahead = *s;
    ahead.at = skip_blanks_back(s->text, mark - 1);
    size_t post = word_back(&ahead, &s->words->posts);
    if (post == 0 || post > ahead.at)
        return false;
    s->at = ahead.at - (uint32_t)post;
    if (s->last == NULL)
        s->title = s->at;
    return true;
}

static bool
step_back(struct scan *s, uint32_t post)
{
    size_t word;
    if (pass_body_back(s) || pass_joined_post(s))
        return true;
    if ((word = word_back(s, &s->words->qualifiers)) == 0)
        word = word_back(s, &s->words->posts);
    if (word > 0) {
        s->at -= (uint32_t)word;
        return true;
    }
    return s->last == NULL && pass_gap_back(s, post);
}

static void
fill(const struct scan *s, uint32_t start, uint32_t end, struct role_span *role)
{
    *role = (struct role_span){ .start = start, .end = end, .title = start, .body = s->last };
    if (s->last != NULL) {
        role->body_start = s->first->start;
        role->body_end = s->last->end;
        role->title = s->last->end;
    }
    role->title = skip_blanks(s->text, role->title);
    role->kind = kind_of(s->text, start, end);
    role->shared = is_shared(s->text, role->title, end);
}

bool
role_before(const struct role_words *words, const struct scene *scene,
            const struct scene_mention *m, struct role_span *role)
{
    struct scan s = { words, scene, &scene->texts[m->text], m, m->start, NULL, NULL, m->start };
    bool credit = s.text->role == ROLE_BYLINE || s.text->role == ROLE_CREDIT;
    s.at = skip_blanks_back(s.text, s.at);
    if (credit && s.at > 0 && is_in(s.text->points[s.at - 1], U"：:/／"))
        s.at--;
    uint32_t end = s.at;
    size_t post = word_back(&s, &words->posts);
    if (post == 0 && credit)
        post = word_back(&s, &words->trades);
    if (post == 0)
        post = unknown_trade(&s);
    if (post == 0)
        return false;
    s.at -= (uint32_t)post;
    uint32_t noun = s.at;
    while (s.at > 0 && step_back(&s, noun))
        ;
    fill(&s, s.at, end, role);
    return true;
}

/* ---- from left to right ---- */

/* Passes 男，45岁，汉族 and the like; returns where they end. */
static uint32_t
skip_particulars(const struct scene_text *text, uint32_t at)
{
    static const char *const words[] = { "男",   "女",       "汉族", "回族",
                                         "满族", "中共党员", "党员", NULL };
    for (bool more = true; more && at < text->count;) {
        more = false;
        uint32_t start = at;
        for (size_t i = 0; words[i] != NULL && at == start; i++) {
            size_t length = utf8_count(slice_from(words[i]));
            if (at + length < text->count &&
                utf8_is(slice_from(words[i]), text->points + at, length) &&
                is_in(text->points[at + length], U"，,、"))
                at += (uint32_t)length;
        }
        if (at == start) {
            while (at < text->count && text->points[at] >= '0' && text->points[at] <= '9')
                at++;
            if (at > start && at < text->count && is_in(text->points[at], U"岁"))
                at++;
            else
                at = start;
        }
        if (at > start && at < text->count && is_in(text->points[at], U"，,、")) {
            at++;
            more = true;
        } else
            at = start;
    }
    return at;
}

static size_t
word_on(const struct scan *s, const struct lexicon *lexicon)
{
    return lexicon_beginning(lexicon, s->text->points + s->at, s->text->count - s->at);
}

static bool
pass_body(struct scan *s)
{
    struct scene_mention *m = scene_beginning(s->scene, s->near, s->at);
    if (!is_body(m))
        return false;
    if (s->first == NULL)
        s->first = m;
    s->last = m;
    s->at = m->end;
    return true;
}

/* Reads on as far as posts, their qualifiers and bodies go; returns where the last post ends, or 0.
 */
static uint32_t
read_posts(struct scan *s)
{
    uint32_t end = 0, gap = 0;
    struct scene_mention *last = NULL;
    while (s->at < s->text->count) {
        if (pass_body(s)) {
            gap = 0;
            continue;
        }
        size_t post = word_on(s, &s->words->posts), word = word_on(s, &s->words->qualifiers);
        if (post > 0 && post >= word) {
            s->at += (uint32_t)post;
            end = s->at;
            last = s->last;
            gap = 0;
        } else if (word > 0) {
            s->at += (uint32_t)word;
            gap = 0;
        } else if (end == s->at && s->at + 1 < s->text->count &&
                   is_in(s->text->points[s->at], U"、兼")) {
            s->at++;
        } else if (s->last != NULL && end == 0 && gap < GAP_MAX &&
                   point_is_han(s->text->points[s->at]) &&
                   !is_in(s->text->points[s->at], U"的了在是对和与向由被把据说等到从将以让请给")) {
            s->at++;
            gap++;
        } else
            break;
    }
    if (s->last != last) /* a body behind the last post is none of it */
        s->last = last;
    if (s->last == NULL)
        s->first = NULL;
    return end;
}

/* How what stands behind a name says that a post follows; where the post begins. */
static bool
opens(const struct scene_text *text, uint32_t at, uint32_t *start, bool *bracket, bool *verb)
{
    static const char *const verbs[] = { "是",   "系",   "为",   "任",   "现任",
                                         "时任", "曾任", "担任", "现为", NULL };
    *bracket = *verb = false;
    at = skip_blanks(text, at);
    if (at >= text->count)
        return false;
    if (is_in(text->points[at], U"（(")) {
        *bracket = true;
        at++;
    } else if (is_in(text->points[at], U"，,"))
        at++;
    at = skip_particulars(text, at);
    for (size_t i = 0; verbs[i] != NULL; i++) {
        size_t length = utf8_count(slice_from(verbs[i]));
        if (at + length <= text->count &&
            utf8_is(slice_from(verbs[i]), text->points + at, length)) {
            at += (uint32_t)length;
            *verb = true;
            break;
        }
    }
    *start = at;
    return *bracket || *verb || (at > 0 && is_in(text->points[at - 1], U"，,、"));
}

/* 张三/文, 李四 摄: at the end of a text or before the next name. */
static bool
trade_behind(const struct role_words *words, const struct scene *scene,
             const struct scene_mention *m, struct role_span *role)
{
    const struct scene_text *text = &scene->texts[m->text];
    uint32_t at = skip_blanks(text, m->end);
    bool mark = at < text->count && is_in(text->points[at], U"/／");
    at = skip_blanks(text, at + mark);
    size_t word = at < text->count
                      ? lexicon_beginning(&words->trades, text->points + at, text->count - at)
                      : 0;
    if (word == 0)
        return false;
    uint32_t end = at + (uint32_t)word, next = skip_blanks(text, end);
    bool over = next >= text->count || next > end || is_in(text->points[next], U"）)。，/／、");
    if (!over ||
        (!mark && at == m->end && text->role != ROLE_CAPTION && text->role != ROLE_CREDIT &&
         text->role != ROLE_BYLINE && !is_in(text->points[at], U"摄")))
        return false;
    const struct scene_mention *name = scene_beginning(scene, m, next);
    struct role_span before;
    if (!mark && name != NULL && name->type == MENTION_PER && role_before(words, scene, m, &before))
        return false; /* 通讯员 甲 摄影 乙 */
    struct scan s = { words, scene, text, m, at, NULL, NULL, at };
    fill(&s, at, end, role);
    if (role->kind == KIND_SUBJECT)
        role->kind = is_in(text->points[at], U"文撰") ? KIND_AUTHOR : KIND_PHOTOGRAPHER;
    role->shared = true;
    return true;
}

bool
role_behind(const struct role_words *words, const struct scene *scene,
            const struct scene_mention *m, struct role_span *role)
{
    const struct scene_text *text = &scene->texts[m->text];
    bool bracket, verb;
    uint32_t start;
    if (trade_behind(words, scene, m, role))
        return true;
    if (!opens(text, m->end, &start, &bracket, &verb))
        return false;
    struct scan s = { words, scene, text, m, start, NULL, NULL, start };
    uint32_t end = read_posts(&s);
    if (end == 0)
        return false;
    uint32_t next = skip_blanks(text, end);
    bool stop = next >= text->count ||
                is_in(text->points[next], bracket ? U"）)，,；;、" : U"，,。；;）)！");
    const struct scene_mention *name = scene_beginning(scene, m, next);
    if (!stop || (name != NULL && name->type == MENTION_PER && next == end))
        return false;
    if (!bracket && !verb && next < text->count && is_in(text->points[next], U"；;。！") &&
        s.last == NULL && end - start < 2)
        return false;
    fill(&s, start, end, role);
    role->shared = false;
    return true;
}

bool
role_of_list(const struct role_words *words, const struct scene *scene,
             const struct scene_mention *m, struct role_span *role)
{
    const struct scene_text *text = &scene->texts[m->text];
    uint32_t at = skip_blanks(text, m->end);
    if (at >= text->count || !is_in(text->points[at], U"等"))
        return false;
    at++;
    while (at < text->count && (is_in(text->points[at], U"一二三四五六七八九十百余多几位名人个") ||
                                (text->points[at] >= '0' && text->points[at] <= '9')))
        at++;
    struct scan s = { words, scene, text, m, at, NULL, NULL, at };
    uint32_t start = at, end = read_posts(&s);
    if (end == 0)
        return false;
    const struct scene_mention *name = scene_beginning(scene, m, end);
    if (name != NULL && name->type == MENTION_PER && name->start == end)
        return false;
    fill(&s, start, end, role);
    role->shared = true;
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
        else if (skip_blanks(t, s.last->end) != m->start)
            break;
        s.last = m;
    }
    fill(&s, start, end, role);
}

bool
role_split(const struct scene *scene, uint32_t text, struct role_span *span,
           struct role_span *first)
{
    const struct scene_text *t = &scene->texts[text];
    for (size_t i = t->first; i < t->end; i++) {
        struct scene_mention *m = &scene->mentions[i];
        if (m->start <= span->start + 1 || m->end > span->end || m->type == MENTION_PER ||
            !is_in(t->points[m->start - 1], U"、，；;"))
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
        fill(&s, rest.start, rest.end, &rest);
        rest.kind = kind;
        if (first->body_end > first->end) { /* the body belonged to the later one */
            struct scan before = { .scene = scene, .text = t };
            for (size_t k = t->first; k < t->end; k++)
                if (scene->mentions[k].start == first->start &&
                    scene->mentions[k].type != MENTION_PER)
                    before.first = before.last = &scene->mentions[k];
            fill(&before, first->start, first->end, first);
            first->kind = kind;
        }
        *span = rest;
        return true;
    }
    return false;
}
