#include "services/enrich/link/role_scan.h"

#include "common/utf8.h"

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

bool
point_is_inside_word(const struct scene_text *text, uint32_t at)
{
    static const uint32_t words[][2] = {
        U"应对", U"共同", U"合同", U"协同", U"和平", U"共和", U"和谐", U"技能", U"智能", U"功能",
        U"节能", U"性能", U"核能", U"能源", U"风能", U"氢能", U"储能", U"未来", U"应急", U"应用",
        U"反应", U"供应", U"再生", U"可再", U"小说", U"报道", U"道路", U"轨道", U"铁道", U"频道",
        U"赛道", U"最美", U"最高", U"自由", U"任务", U"责任", U"经纪", U"经营", U"经济", U"财经",
        U"数据", U"证据", U"使馆", U"大使", U"公使", U"行使", U"后勤", U"后卫", U"售后", U"派出",
        U"派驻", U"学派", U"名誉", U"冠名", U"著名", U"知名", U"地名", U"有限", U"国有", U"所有",
        U"应届", U"用药", U"信用", U"商用", U"民用", U"通用", U"使用", U"专用", U"前沿", U"学前",
        U"前端", U"过程", U"从业", U"高等", U"平等", U"要素", U"重要", U"就业", U"成就", U"不动",
        U"更新", U"去污", U"说唱", U"评说", U"着装", U"未成", U"没收", U"已故", U"我国"
    };
    const uint32_t *points = text->points;
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if ((at > 0 && points[at - 1] == words[i][0] && points[at] == words[i][1]) ||
            (at + 1 < text->count && points[at] == words[i][0] && points[at + 1] == words[i][1]))
            return true;
    return false;
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
