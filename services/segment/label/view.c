#include "services/segment/label/view.h"

#include "common/utf8.h"
#include "services/segment/bigram.h"
#include "services/segment/glyph.h"
#include "services/segment/label/cohesion.h"
#include "services/segment/person.h"

enum { SHORT_RUN = 6, NAMES_INK = 24 };

static const char *const class_names[] = {
    "none",        "han",   "stop",   "pause", "colon", "quote", "paren", "open",
    "close-paren", "close", "bullet", "dash",  "digit", "latin", "other",
};

struct cue {
    const char *name;
    char where; /* ^ at the start, $ at the end, anything else anywhere */
    const char *words[24];
};

static const struct cue cues[] = {
    { "dateline",
      '^',
      { "本报讯", "本报", "新华社", "据新华社", "中新社", "【本报", "据中新社", "人民日报",
        "本刊讯", "本网讯" } },
    { "wire", '$', { "电", "讯" } },
    { "reporter", '.', { "记者", "通讯员", "特约" } },
    { "author",
      '^',
      { "（作者", "(作者", "作者为", "作者系", "作者单位", "（本文作者", "作者：", "【作者" } },
    { "photo",
      '$',
      { "摄", "摄影报道", "摄）", "供图", "供图）", "制图", "图片）", "资料图", "发", "图）",
        "摄影" } },
    { "figure",
      '^',
      { "图为", "图：", "上图", "下图", "左图", "右图", "图①", "近日拍摄", "这是" } },
    { "figure-in", '.', { "摄", "图片", "资料图", "照片", "拍摄", "图/", "图为" } },
    { "editors",
      '.',
      { "责任编辑", "责编", "校对", "版式", "美编", "组版", "编委", "值班", "编辑：",
        "编辑:", "审读", "主编", "视觉", "统筹", "版面" } },
    { "contact",
      '.',
      { "热线", "电话", "邮箱", "投稿", "来稿", "传真", "网址", "QQ", "微信", "地址", "E-mail",
        "邮编", "@" } },
    { "week",
      '.',
      { "星期", "周一", "周二", "周三", "周四", "周五", "周六", "周日", "农历", "礼拜" } },
    { "date",
      '.',
      { "年1", "年2", "年3", "年4", "年5", "年6", "年7", "年8", "年9", "年十", "年一", "年二",
        "年三", "年四", "年五", "年六", "年七", "年八", "年九" } },
    { "folio", '.', { "版", "总第", "刊号", "零售", "今日", "第A", "第B" } },
    { "jump", '.', { "下转", "上接", "紧接", "转第", "接第", "转A", "转0" } },
    { "source",
      '^',
      { "（据", "据", "（综合", "（来源", "来源", "（摘", "（新华", "（本报综", "（原载",
        "新华社发", "（文图" } },
    { "box",
      '.',
      { "链接", "延伸阅读", "背景", "编后", "短评", "观察", "相关", "小贴士", "提示", "知识",
        "名词", "点击" } },
    { "note",
      '^',
      { "编者按", "编者的话", "开栏", "编者", "核心提示", "导语", "本报", "内容提要", "阅读提示",
        "按：", "写在前面" } },
    { "notice",
      '.',
      { "声明", "公告", "遗失", "注销", "招聘", "启事", "作废", "通告", "广告", "出售", "转让",
        "招租", "拍卖", "公示", "讣告", "出租" } },
    { "guide", '.', { "导读", "导航", "要闻", "今日看点", "提要", "看点", "目录" } },
    { "brief",
      '.',
      { "简讯", "速递", "快讯", "短波", "集萃", "一周", "快递", "点击", "速览", "简报", "动态" } },
    { "both", '.', { "文/", "图/", "文／", "图／", "文·", "文并" } },
    { "page",
      '.',
      { "本版", "本报今", "摘要刊发", "以飨读者", "发言摘要", "综述", "系列", "专版", "刊发",
        "特刊" } },
    { "say", '.', { "说。", "表示", "指出", "介绍", "认为", "强调", "告诉" } },
    { "today",
      '^',
      { "近日", "日前", "今天", "昨日", "昨天", "记者从", "今年", "目前", "当前", "近年来", "据",
        "记者", "连日来", "当地时间" } },
    { "then",
      '^',
      { "此外", "同时", "但", "而", "不过", "然而", "因此", "对此", "其中", "另外", "他说",
        "下一步", "据介绍", "据了解", "最后", "二是", "三是", "四是" } },
    { "title",
      '.',
      { "时评", "评论", "观点", "专栏", "巡礼", "聚焦", "走基层", "征程", "新闻", "见闻", "纪事",
        "实录", "系列报道", "之声" } },
};
enum { CUE_COUNT = sizeof cues / sizeof cues[0] };

static enum glyph_class
classify(uint32_t point)
{
    switch (point) {
    case U'：':
    case ':':
        return CLASS_COLON;
    case U'“':
    case U'‘':
    case U'「':
    case U'『':
        return CLASS_OPEN_QUOTE;
    case U'（':
    case '(':
        return CLASS_OPEN_BRACKET;
    case U'）':
    case ')':
        return CLASS_CLOSE_BRACKET;
    default:
        break;
    }
    if (glyph_is_stop(point))
        return CLASS_STOP;
    if (glyph_is_pause(point))
        return CLASS_PAUSE;
    if (glyph_is_open(point))
        return CLASS_OPEN;
    if (glyph_is_close(point))
        return CLASS_CLOSE;
    if (glyph_is_bullet(point))
        return CLASS_BULLET;
    if (glyph_is_dash(point))
        return CLASS_DASH;
    if (glyph_is_digit(point))
        return CLASS_DIGIT;
    if (glyph_is_latin(point))
        return CLASS_LATIN;
    return point_is_han(point) ? CLASS_HAN : CLASS_OTHER;
}

static uint32_t
find_cues(const struct sheet *sheet, uint32_t start, uint32_t end)
{
    uint32_t found = 0;
    if (end - start > 200)
        end = start + 200;
    for (uint32_t i = 0; i < CUE_COUNT; i++)
        for (const char *const *word = cues[i].words; *word != NULL; word++) {
            bool here = cues[i].where == '^'   ? sheet_starts(sheet, start, end, *word)
                        : cues[i].where == '$' ? sheet_ends(sheet, start, end, *word)
                                               : sheet_find(sheet, start, end, *word, NULL) < end;
            if (here) {
                found |= 1u << i;
                break;
            }
        }
    return found;
}

/* Names parted by blanks or 、, at least one of them sure; of one that is padded (李  明) two words
 * are one name. */
static bool
are_names(const struct sheet *sheet, uint32_t start, uint32_t end)
{
    unsigned names = 0, words = 0, ink = 0;
    if (end - start > 60)
        return false;
    bool spaced = end - start > 11 && sheet_spaced(sheet, start, end) == end;
    for (uint32_t at = start; at < end; at++) /* an echo is no gap */
        spaced |= point_is_blank(sheet->plain[at]) && !point_is_blank(sheet->point[at]);
    for (uint32_t at = start; at < end;) {
        uint32_t stop = at;
        while (stop < end && !point_is_blank(sheet->plain[stop]) && sheet->plain[stop] != U'、')
            stop++;
        if (stop == at + 1 && point_is_han(sheet->plain[at]) && !spaced &&
            person_is_common(sheet->plain[at])) {
            uint32_t next = stop;
            while (next < end && point_is_blank(sheet->plain[next]))
                next++;
            if (next + 1 == end || (next < end && point_is_blank(sheet->plain[next + 1])))
                stop = next + 1;
        }
        if (stop > at) {
            if ((stop - at > 4 && !point_is_blank(sheet->plain[at + 1])) ||
                !point_is_han(sheet->plain[at]) ||
                (ink += stop - at > 4 ? 2 : stop - at) > NAMES_INK)
                return false;
            names += person_is_name(sheet->plain + at, stop - at);
            words++;
        }
        at = stop + 1;
    }
    return words >= 2 && names * 2 >= words;
}

/* Words parted by blanks or 、 that may all be names, one at least written by its sound: 1 when one
 * of those has a dot inside, else 2; 0 when there is none. */
static int
are_strangers(const struct sheet *sheet, uint32_t start, uint32_t end)
{
    int found = 0;
    if (end - start > 60)
        return 0;
    for (uint32_t at = start, stop; at < end; at = stop + 1) {
        bool dot = false;
        for (stop = at;
             stop < end && !point_is_blank(sheet->plain[stop]) && sheet->plain[stop] != U'、';
             stop++)
            dot |= person_is_dot(sheet->plain[stop]);
        if (stop == at)
            continue;
        if (person_is_stranger(sheet->plain + at, stop - at))
            found = dot || found == 1 ? 1 : 2;
        else if (stop - at > 3 || dot)
            return 0;
    }
    return found;
}

/* A word or two, then a name that may be padded: 读者 韩 淑. */
static bool
ends_in_name(const struct sheet *sheet, uint32_t start, uint32_t end)
{
    if (end - start > 24)
        return false;
    uint32_t at = end, ink = 0;
    while (at > start && ink < 4 && !(ink > 1 && point_is_blank(sheet->plain[at - 1]))) {
        at--;
        ink += !point_is_blank(sheet->plain[at]);
        if (ink == 1 && at > start + 1 && point_is_blank(sheet->plain[at - 1])) {
            at--; /* a padded name: one more character before the blank */
            while (at > start && point_is_blank(sheet->plain[at - 1]))
                at--;
        }
    }
    return at > start && point_is_blank(sheet->plain[at - 1]) && ink >= 2 &&
           person_is_name(sheet->plain + at, end - at);
}

static void
look(const struct sheet *sheet, size_t i, struct view *view)
{
    const struct piece *piece = &sheet->pieces[i];
    const struct line *line = &sheet->lines[piece->line];
    for (uint32_t at = piece->start; at < piece->end; at++) {
        uint32_t point = sheet->plain[at];
        if (point_is_blank(point)) {
            view->blanks++;
            continue;
        }
        view->ink++;
        view->han += point_is_han(point);
        view->digits += glyph_is_digit(point);
        view->latin += glyph_is_latin(point);
        view->pauses += glyph_is_pause(point);
        view->stops += glyph_is_stop(point);
    }
    view->first = classify(sheet->plain[piece->from]);
    view->last = classify(sheet->plain[piece->to - 1]);
    unsigned reach = line->indent + line->width, full = line->full > 0 ? line->full : 1;
    view->fill = (int)(reach >= full ? 10 : reach * 10 / full);
    if (reach + 2 >= full && view->fill < 10 && full > 16)
        view->fill = 10; /* an ideograph that would not fit, or a hanging mark */
    if (reach > full + 6)
        view->fill = 11;
    view->indent = line->indent == 0 ? 0 : line->indent <= 2 ? 1 : line->indent <= 5 ? 2 : 3;
    view->blank_before = line->blank_before > 2 ? 2 : line->blank_before;
    if (!piece->opens)
        view->blank_before = 0;
    unsigned after = piece->line + 1 < sheet->line_count ? line[1].blank_before : 2;
    view->blank_after = !piece->closes ? 0 : after > 2 ? 2 : after;
    view->prose = (view->fill >= 10 && view->ink >= 8) || (view->stops > 0 && view->pauses > 0);
    uint32_t start = piece->start;
    while (start < piece->end &&
           (glyph_is_bullet(sheet->plain[start]) || point_is_blank(sheet->plain[start])))
        start++;
    view->name =
        piece->end - start < 16 && person_is_name(sheet->plain + start, piece->end - start);
    view->names = are_names(sheet, start, piece->end);
    view->foreign = are_strangers(sheet, start, piece->end);
    view->tail_name = !view->name && ends_in_name(sheet, start, piece->end);
    view->wrapped = view->ink > 2 && glyph_is_open(sheet->plain[piece->from]) &&
                    glyph_is_close(sheet->plain[piece->to - 1]);
    view->opens = piece->opens;
    view->closes = piece->closes;
    view->cues = find_cues(sheet, piece->start, piece->end);
}

struct view *
views_look(struct sheet *sheet)
{
    size_t count = sheet->piece_count;
    struct view *views = arena_alloc(sheet->arena, count + 1, sizeof *views);
    for (size_t i = 0; i < count && sheet_beat(sheet); i++)
        look(sheet, i, &views[i]);
    for (size_t i = 0; i < count; i++) {
        struct view *view = &views[i];
        if (i == 0)
            continue;
        if (!view[-1].prose)
            view->run_up = view[-1].run_up < SHORT_RUN ? view[-1].run_up + 1 : SHORT_RUN;
        view->join = bigrams_affinity(sheet->bigrams, sheet->plain[sheet->pieces[i - 1].to - 1],
                                      sheet->plain[sheet->pieces[i].from]);
    }
    for (size_t i = count; i-- > 1;) {
        struct view *view = &views[i - 1];
        if (!view[1].prose)
            view->run_down = view[1].run_down < SHORT_RUN ? view[1].run_down + 1 : SHORT_RUN;
    }
    for (size_t i = 0; i < count && sheet_beat(sheet); i++) {
        views[i].ahead = views[i].back = -1;
        if (!views[i].prose && views[i].ink >= 4 && views[i].ink <= 40)
            cohesion_around(sheet, i, &views[i].ahead, &views[i].back);
    }
    return views;
}

const char *class_name(enum glyph_class class)
{
    return class_names[class];
}

unsigned
cue_count(void)
{
    return CUE_COUNT;
}

const char *
cue_name(unsigned cue)
{
    return cues[cue].name;
}
