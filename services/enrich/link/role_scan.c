#include "services/enrich/link/role_scan.h"

#include "common/utf8.h"

bool
point_is_in(uint32_t point, const uint32_t *set)
{
    for (size_t i = 0; set[i] != 0; i++)
        if (point == set[i])
            return true;
    return false;
}

uint32_t
scan_blanks_back(const struct scene_text *text, uint32_t at)
{
    while (at > 0 && point_is_blank(text->points[at - 1]))
        at--;
    return at;
}

uint32_t
scan_blanks(const struct scene_text *text, uint32_t at)
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

bool
point_goes_on_body(const struct scene_text *text, uint32_t at)
{
    return at > 0 && text->points[at] == U'长' &&
           point_is_in(text->points[at - 1],
                       U"部局厅处科司署所站院校会社台行馆庭省市县区镇乡村州队");
}

bool
mention_is_body(const struct scene_mention *m)
{
    return m != NULL && m->type != MENTION_PER;
}

void
scan_fill(const struct scan *s, uint32_t start, uint32_t end, struct role_span *role)
{
    *role = (struct role_span){ .start = start, .end = end, .title = start, .body = s->last };
    if (s->last != NULL) {
        role->body_start = s->first->start;
        role->body_end = s->last->end;
        role->title = s->last->end;
    }
    while (role->title < end && point_is_in(s->text->points[role->title], U"》”）)"))
        role->title++;
    role->aside_start = s->aside_start;
    role->aside_end = s->aside_end;
    if (role->title >= s->aside_start && role->title < s->aside_end)
        role->title = s->aside_end;
    role->title = scan_blanks(s->text, role->title);
    role->kind = kind_of(s->text, start, end);
    role->shared = is_shared(s->text, role->title, end);
}
