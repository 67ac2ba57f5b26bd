#include "services/enrich/link/role_scan.h"

#include "common/utf8.h"

enum {
    GAP_MAX = 12, /* of a department between body and post */
    FIELD_MAX = 6 /* of a post's field that no list knows */
};

/* Where somebody's age ends that begins at `at`: 45岁, 今年七十四岁; `at`: none does. */
static uint32_t
skip_age(const struct scene_text *text, uint32_t at)
{
    uint32_t end = at;
    if (end + 2 < text->count && text->points[end] == U'今' && text->points[end + 1] == U'年')
        end += 2;
    uint32_t start = end;
    while (end < text->count && ((text->points[end] >= '0' && text->points[end] <= '9') ||
                                 point_is_in(text->points[end], U"一二三四五六七八九十百零")))
        end++;
    return end > start && end < text->count && text->points[end] == U'岁' ? end + 1 : at;
}

/* Where 湖北省松滋市|人 ends that begins at `at`; `at`: nowhere. */
static uint32_t
skip_native(const struct scene *scene, const struct scene_mention *m, uint32_t at)
{
    const struct scene_text *text = &scene->texts[m->text];
    const struct scene_mention *place;
    uint32_t end = at;
    while ((place = scene_beginning(scene, m, end)) != NULL && place->type == MENTION_LOC)
        end = place->end;
    return end > at && end < text->count && text->points[end] == U'人' ? end + 1 : at;
}

/* Passes 男，45岁，汉族 and the like; returns where they end. */
static uint32_t
skip_particulars(const struct scene *scene, const struct scene_mention *m, uint32_t at)
{
    const struct scene_text *text = &scene->texts[m->text];
    static const char *const words[] = { "男",   "女",       "汉族", "回族",
                                         "满族", "中共党员", "党员", NULL };
    for (bool more = true; more && at < text->count;) {
        more = false;
        uint32_t start = at;
        for (size_t i = 0; words[i] != NULL && at == start; i++) {
            size_t length = utf8_count(slice_from(words[i]));
            if (at + length < text->count &&
                utf8_is(slice_from(words[i]), text->points + at, length) &&
                point_is_in(text->points[at + length], U"，,、"))
                at += (uint32_t)length;
        }
        if (at == start)
            at = skip_age(text, at);
        if (at == start)
            at = skip_native(scene, m, at);
        if (at > start && at < text->count && point_is_in(text->points[at], U"，,、")) {
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
    if (!mention_is_body(m))
        return false;
    if (s->first == NULL)
        s->first = m;
    s->last = m;
    s->at = m->end;
    return true;
}

/* Passes the field of a post that no list knows: 古籍修复|专家. */
static bool
pass_field(struct scan *s)
{
    for (struct scan ahead = *s; ahead.at - s->at <= FIELD_MAX && ahead.at < s->text->count;
         ahead.at++) {
        if (ahead.at > s->at + 1 && word_on(&ahead, &s->words->posts) > 0) {
            s->at = ahead.at;
            return true;
        }
        if (!point_is_han(s->text->points[ahead.at]) ||
            point_is_in(s->text->points[ahead.at], U"的了在是对和与向由被把据说等到从将以让请给") ||
            word_on(&ahead, &s->words->edges) > 0)
            break;
    }
    return false;
}

/* Reads on as far as posts, their qualifiers and bodies go; returns where the last post ends, or 0.
 * `told`: a post has to follow, whatever its field. */
static uint32_t
read_posts(struct scan *s, bool told)
{
    uint32_t end = 0, gap = 0;
    struct scene_mention *last = NULL;
    while (s->at < s->text->count) {
        if (pass_body(s)) {
            gap = 0;
            if (s->at < s->text->count && point_goes_on_body(s->text, s->at)) { /* 外交部|长 */
                s->at++;
                end = s->at;
                last = s->last;
            }
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
                   point_is_in(s->text->points[s->at], U"、兼")) {
            s->at++;
        } else if (s->last != NULL && end == 0 && gap < GAP_MAX &&
                   point_is_han(s->text->points[s->at]) &&
                   !point_is_in(s->text->points[s->at],
                                U"的了在是对和与向由被把据说等到从将以让请给")) {
            s->at++;
            gap++;
        } else if (!told || end > 0 || !pass_field(s))
            break;
    }
    if (s->last != last) /* a body behind the last post is none of it */
        s->last = last;
    if (s->last == NULL)
        s->first = NULL;
    return end;
}

/* The length of the one of the words that begins at code point `at`; 0: none does. */
static uint32_t
one_of(const struct scene_text *text, uint32_t at, const char *const *words)
{
    for (size_t i = 0; words[i] != NULL; i++) {
        size_t length = utf8_count(slice_from(words[i]));
        if (at + length <= text->count && utf8_is(slice_from(words[i]), text->points + at, length))
            return (uint32_t)length;
    }
    return 0;
}

/* Passes a name in another script: 伊德里斯|(Kamil al-Tayeb Idris). */
static uint32_t
skip_latin(const struct scene_text *text, uint32_t start)
{
    uint32_t at = scan_blanks(text, start);
    if (at >= text->count || !point_is_in(text->points[at], U"（("))
        return start;
    for (at++; at < text->count && text->points[at] < 0x250 && text->points[at] != ')'; at++)
        ;
    return at < text->count && point_is_in(text->points[at], U"）)") ? at + 1 : start;
}

/* How what stands behind the name says that a post follows; where the post begins. */
static bool
opens(const struct scene *scene, const struct scene_mention *m, uint32_t *start, bool *bracket,
      bool *verb)
{
    const struct scene_text *text = &scene->texts[m->text];
    static const char *const verbs[] = { "同时是", "均为", "均是", "均系", "都是",   "是",   "系",
                                         "为",     "任",   "现任", "时任", "曾任",   "担任", "现为",
                                         "先后任", "历任", "出任", "就任", "当选为", "当选", "兼任",
                                         "改任",   "升任", "转任", "调任", "原系",   "原为", "原任",
                                         "原是",   "曾是", "曾为", "也是", "还是",   NULL };
    static const char *const counts[] = { "一名", "一位", "一个", "一", "名", "位", "个", NULL };
    uint32_t at = scan_blanks(text, skip_latin(text, m->end));
    *bracket = *verb = false;
    if (at >= text->count)
        return false;
    if (point_is_in(text->points[at], U"（(")) {
        *bracket = true;
        at++;
    } else if (at > m->end && m->start > 0 && point_is_in(text->points[m->start - 1], U"（(")) {
        *bracket = true; /* （柳青云 市作协会员） */
    } else if (point_is_in(text->points[at], U"，,"))
        at++;
    at = skip_particulars(scene, m, at);
    uint32_t length = one_of(text, at, verbs);
    at += length;
    *verb = length > 0;
    if (*verb)
        at += one_of(text, at, counts);
    *start = at;
    return *bracket || *verb || (at > 0 && point_is_in(text->points[at - 1], U"，,、"));
}

/* Whether a trade ends the text, so that trades stand behind names: 记者 甲 文 乙 图. */
static bool
ends_with_trade(const struct role_words *words, const struct scene *scene,
                const struct scene_text *text)
{
    const struct scene_mention *last =
        text->end > text->first ? &scene->mentions[text->end - 1] : NULL;
    uint32_t end = scan_blanks_back(text, (uint32_t)text->count);
    return last != NULL && last->type == MENTION_PER && last->end < end &&
           lexicon_ending(&words->trades, text->points + last->end, end - last->end) > 0;
}

/* 张三/文, 李四 摄: at the end of a text or before the next name. */
static bool
trade_behind(const struct role_words *words, const struct scene *scene,
             const struct scene_mention *m, struct role_span *role)
{
    const struct scene_text *text = &scene->texts[m->text];
    uint32_t at = scan_blanks(text, m->end);
    bool mark = at < text->count && point_is_in(text->points[at], U"/／");
    at = scan_blanks(text, at + mark);
    size_t word = at < text->count
                      ? lexicon_beginning(&words->trades, text->points + at, text->count - at)
                      : 0;
    if (word == 0)
        return false;
    uint32_t end = at + (uint32_t)word, next = scan_blanks(text, end);
    bool over =
        next >= text->count || next > end || point_is_in(text->points[next], U"）)。，/／、");
    if (!over ||
        (!mark && at == m->end && text->role != ROLE_CAPTION && text->role != ROLE_CREDIT &&
         text->role != ROLE_BYLINE && !point_is_in(text->points[at], U"摄")))
        return false;
    const struct scene_mention *name = scene_beginning(scene, m, next);
    struct role_span before;
    if (!mark && name != NULL && name->type == MENTION_PER &&
        role_before(words, scene, m, &before) && !ends_with_trade(words, scene, text))
        return false; /* 通讯员 甲 摄影 乙 */
    struct scan s = { words, scene, text, m, at, NULL, NULL, at, 0, 0 };
    scan_fill(&s, at, end, role);
    if (role->kind == KIND_SUBJECT)
        role->kind = point_is_in(text->points[at], U"文撰") ? KIND_AUTHOR : KIND_PHOTOGRAPHER;
    role->shared = role->trade = true;
    return true;
}

/* 免去尉迟恭的|省财政厅厅长|职务. */
static bool
duty_behind(const struct role_words *words, const struct scene *scene,
            const struct scene_mention *m, struct role_span *role)
{
    static const char *const duties[] = { "职务", "一职", "之职", NULL };
    const struct scene_text *text = &scene->texts[m->text];
    static const char *const held[] = { "兼任的", "担任的", "所任的", "的", NULL };
    uint32_t passed = one_of(text, m->end, held), at = m->end + passed;
    if (passed == 0)
        return false;
    struct scan s = { words, scene, text, m, at, NULL, NULL, at, 0, 0 };
    uint32_t end = read_posts(&s, false);
    if (end == 0 || one_of(text, end, duties) == 0)
        return false;
    scan_fill(&s, at, end, role);
    role->shared = false;
    return true;
}

bool
role_behind(const struct role_words *words, const struct scene *scene,
            const struct scene_mention *m, struct role_span *role)
{
    const struct scene_text *text = &scene->texts[m->text];
    bool bracket, verb;
    uint32_t start;
    if (trade_behind(words, scene, m, role) || duty_behind(words, scene, m, role))
        return true;
    if (!opens(scene, m, &start, &bracket, &verb))
        return false;
    struct scan s = { words, scene, text, m, start, NULL, NULL, start, 0, 0 };
    uint32_t end = read_posts(&s, bracket || verb);
    if (end == 0)
        return false;
    uint32_t next = scan_blanks(text, end);
    bool stop = next >= text->count ||
                point_is_in(text->points[next], bracket ? U"）)，,；;、" : U"，,。；;）)！");
    const struct scene_mention *name = scene_beginning(scene, m, next);
    if (!stop || (name != NULL && name->type == MENTION_PER && next == end))
        return false;
    if (!bracket && !verb && next < text->count && point_is_in(text->points[next], U"；;。！") &&
        s.last == NULL && end - start < 2)
        return false;
    scan_fill(&s, start, end, role);
    role->shared = false;
    role->verb = verb && !bracket;
    return true;
}

/* ORG的NAME|教授: where she has the title. */
static void
fill_owner(struct scan *s, const struct scene_mention *m, struct role_span *role)
{
    if (m->start == 0 || s->text->points[m->start - 1] != U'的')
        return;
    struct scene_mention *body = scene_ending(s->scene, m, m->start - 1);
    if (body == NULL || body->type != MENTION_ORG)
        return;
    role->body = body;
    role->body_start = body->start;
    role->body_end = body->end;
}

bool
role_title(const struct role_words *words, const struct scene *scene, const struct scene_mention *m,
           struct role_span *role)
{
    const struct scene_text *text = &scene->texts[m->text];
    uint32_t at = m->end;
    struct scan s = { words, scene, text, m, at, NULL, NULL, at, 0, 0 };
    if (at >= text->count)
        return false;
    size_t post = word_on(&s, &words->posts), title = word_on(&s, &words->titles);
    size_t address = word_on(&s, &words->addresses), length = title > address ? title : address;
    if (length == 0 || post > length)
        return false;
    uint32_t end = at + (uint32_t)length;
    struct scan next = s;
    next.at = end;
    const struct scene_mention *name = scene_beginning(scene, m, end);
    bool goes_on = (name != NULL && name->type == MENTION_PER) ||
                   (end < text->count && (point_is_in(text->points[end], U"们级台室职") ||
                                          word_on(&next, &words->posts) > 0));
    if (goes_on)
        return false;
    scan_fill(&s, at, end, role);
    fill_owner(&s, m, role);
    role->shared = false;
    role->address = title == 0;
    return true;
}

bool
role_of_list(const struct role_words *words, const struct scene *scene,
             const struct scene_mention *m, struct role_span *role)
{
    const struct scene_text *text = &scene->texts[m->text];
    uint32_t at = scan_blanks(text, m->end);
    if (at >= text->count || !point_is_in(text->points[at], U"等"))
        return false;
    at++;
    while (at < text->count &&
           (point_is_in(text->points[at], U"一二三四五六七八九十百余多几位名人个") ||
            (text->points[at] >= '0' && text->points[at] <= '9')))
        at++;
    struct scan s = { words, scene, text, m, at, NULL, NULL, at, 0, 0 };
    uint32_t start = at, end = read_posts(&s, true);
    if (end == 0)
        return false;
    const struct scene_mention *name = scene_beginning(scene, m, end);
    if (name != NULL && name->type == MENTION_PER && name->start == end)
        return false;
    scan_fill(&s, start, end, role);
    role->shared = true;
    return true;
}
