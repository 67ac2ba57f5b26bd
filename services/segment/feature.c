/*
 * A view sums up one piece; features are words made of the views around it.
 */
#include "services/segment/feature.h"

#include "common/utf8.h"
#include "services/segment/bigram.h"
#include "services/segment/glyph.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { CUES = 32, SHORT_RUN = 6 };

enum glyph_class {
    CLASS_NONE,
    CLASS_HAN,
    CLASS_STOP,
    CLASS_PAUSE,
    CLASS_COLON,
    CLASS_OPEN_QUOTE,
    CLASS_OPEN_BRACKET,
    CLASS_OPEN,
    CLASS_CLOSE_BRACKET,
    CLASS_CLOSE,
    CLASS_BULLET,
    CLASS_DASH,
    CLASS_DIGIT,
    CLASS_LATIN,
    CLASS_OTHER,
};

static const char *const class_names[] = {
    "none", "han",     "stop",  "pause",  "colon", "quote", "paren", "open",
    "close-paren", "close", "bullet", "dash",  "digit", "latin", "other",
};

struct view {
    uint32_t ink, han, digits, latin, pauses, stops, blanks;
    enum glyph_class first, last;
    int fill;   /* tenths of the full width that the line reaches, 0..10 */
    int indent; /* columns: 0, 1 (1-2), 2 (3-5), 3 (more) */
    unsigned blank_before, blank_after; /* 0..2 */
    bool prose;  /* looks like a line of running text */
    bool name;   /* nothing but one name, after a bullet perhaps */
    bool names;  /* several names */
    bool opens, closes;
    uint32_t cues; /* bit i: cue i of the table below */
    int run_up, run_down; /* short lines in a row above and below, capped */
    float join; /* affinity of the previous piece's last to this one's first character */
};

struct cue {
    const char *name;
    char where; /* ^ at the start, $ at the end, anything else anywhere */
    const char *words[24];
};

static const struct cue cues[] = {
    { "dateline", '^', { "本报讯", "本报", "新华社", "据新华社", "中新社", "【本报", "据中新社", "人民日报", "本刊讯", "本网讯" } },
    { "wire", '$', { "电", "讯" } },
    { "reporter", '.', { "记者", "通讯员", "特约" } },
    { "author", '^', { "（作者", "(作者", "作者为", "作者系", "作者单位", "（本文作者", "作者：", "【作者" } },
    { "photo", '$', { "摄", "摄影报道", "摄）", "供图", "供图）", "制图", "图片）", "资料图", "发", "图）", "摄影" } },
    { "figure", '^', { "图为", "图：", "上图", "下图", "左图", "右图", "图①", "近日拍摄", "这是" } },
    { "figure-in", '.', { "摄", "图片", "资料图", "照片", "拍摄", "图/", "图为" } },
    { "editors", '.', { "责任编辑", "责编", "校对", "版式", "美编", "组版", "编委", "值班", "编辑：", "编辑:", "审读", "主编", "视觉", "统筹", "版面" } },
    { "contact", '.', { "热线", "电话", "邮箱", "投稿", "来稿", "传真", "网址", "QQ", "微信", "地址" , "E-mail", "邮编", "@"} },
    { "week", '.', { "星期", "周一", "周二", "周三", "周四", "周五", "周六", "周日", "农历", "礼拜" } },
    { "date", '.', { "年1", "年2", "年3", "年4", "年5", "年6", "年7", "年8", "年9", "年十", "年一", "年二", "年三", "年四", "年五", "年六", "年七", "年八", "年九" } },
    { "folio", '.', { "版", "总第", "刊号", "零售", "今日" , "第A", "第B"} },
    { "jump", '.', { "下转", "上接", "紧接", "转第", "接第", "转A", "转0" } },
    { "source", '^', { "（据", "据", "（综合", "（来源", "来源", "（摘", "（新华", "（本报综", "（原载", "新华社发", "（文图" } },
    { "box", '.', { "链接", "延伸阅读", "背景", "编后", "短评", "观察", "相关", "小贴士", "提示", "知识", "名词", "点击" } },
    { "note", '^', { "编者按", "编者的话", "开栏", "编者", "核心提示", "导语", "本报", "内容提要", "阅读提示", "按：", "写在前面" } },
    { "notice", '.', { "声明", "公告", "遗失", "注销", "招聘", "启事", "作废", "通告", "广告", "出售", "转让", "招租", "拍卖", "公示", "讣告", "出租" } },
    { "guide", '.', { "导读", "导航", "要闻", "今日看点", "提要", "看点", "目录" } },
    { "brief", '.', { "简讯", "速递", "快讯", "短波", "集萃", "一周", "快递", "点击", "速览", "简报", "动态" } },
    { "both", '.', { "文/", "图/", "文／", "图／", "文·", "文并" } },
    { "page", '.', { "本版", "本报今", "摘要刊发", "以飨读者", "发言摘要", "综述", "系列", "专版", "刊发", "特刊" } },
    { "say", '.', { "说。", "表示", "指出", "介绍", "认为", "强调", "告诉" } },
    { "today", '^', { "近日", "日前", "今天", "昨日", "昨天", "记者从", "今年", "目前", "当前", "近年来", "据", "记者", "连日来", "当地时间" } },
    { "then", '^', { "此外", "同时", "但", "而", "不过", "然而", "因此", "对此", "其中", "另外", "他说", "下一步", "据介绍", "据了解", "最后", "二是", "三是", "四是" } },
    { "title", '.', { "时评", "评论", "观点", "专栏", "巡礼", "聚焦", "走基层", "征程", "新闻", "见闻", "纪事", "实录", "系列报道", "之声" } },
};
enum { CUE_COUNT = sizeof cues / sizeof cues[0] };

static enum glyph_class
classify(uint32_t point)
{
    switch (point) {
    case 0xff1a:
    case ':':
        return CLASS_COLON;
    case 0x201c:
    case 0x2018:
    case 0x300c:
    case 0x300e:
        return CLASS_OPEN_QUOTE;
    case 0xff08:
    case '(':
        return CLASS_OPEN_BRACKET;
    case 0xff09:
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

/* Names parted by blanks or 、, at least one of them sure. */
static bool
are_names(const struct sheet *sheet, uint32_t start, uint32_t end)
{
    unsigned names = 0, words = 0;
    if (end - start > 60)
        return false;
    for (uint32_t at = start; at < end;) {
        uint32_t stop = at;
        while (stop < end && !point_is_blank(sheet->plain[stop]) && sheet->plain[stop] != 0x3001)
            stop++;
        if (stop > at) {
            uint32_t len = stop - at;
            if (len > 4)
                return false;
            names += glyph_is_name(sheet->plain + at, len);
            words++;
        }
        at = stop + 1;
    }
    return words >= 2 && names * 2 >= words;
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
    view->first = classify(sheet->plain[piece->start]);
    view->last = classify(sheet->plain[piece->end - 1]);
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
    view->name = piece->end - start < 16 && glyph_is_name(sheet->plain + start, piece->end - start);
    view->names = are_names(sheet, start, piece->end);
    view->opens = piece->opens;
    view->closes = piece->closes;
    view->cues = find_cues(sheet, piece->start, piece->end);
}

void
features_look(struct features *features, const struct sheet *sheet)
{
    size_t count = sheet->piece_count;
    *features = (struct features){ .sheet = sheet };
    features->views = arena_alloc(sheet->arena, count + 1, sizeof *features->views);
    for (size_t i = 0; i < count; i++)
        look(sheet, i, &features->views[i]);
    for (size_t i = 0; i < count; i++) {
        struct view *view = &features->views[i];
        if (i == 0)
            continue;
        if (!view[-1].prose)
            view->run_up = view[-1].run_up < SHORT_RUN ? view[-1].run_up + 1 : SHORT_RUN;
        view->join = bigrams_affinity(sheet->bigrams, sheet->plain[sheet->pieces[i - 1].end - 1],
                                      sheet->plain[sheet->pieces[i].start]);
    }
    for (size_t i = count; i-- > 1;) {
        struct view *view = &features->views[i - 1];
        if (!view[1].prose)
            view->run_down = view[1].run_down < SHORT_RUN ? view[1].run_down + 1 : SHORT_RUN;
    }
}

struct emitter {
    feature_sink *sink;
    void *arg;
};

static void __attribute__((format(printf, 2, 3)))
emit(const struct emitter *to, const char *format, ...)
{
    char word[96];
    va_list args;
    va_start(args, format);
    int len = vsnprintf(word, sizeof word, format, args);
    va_end(args);
    if (len > 0 && (size_t)len < sizeof word)
        to->sink(to->arg, (struct slice){ word, (size_t)len });
}

static unsigned
bucket(uint32_t n)
{
    return n <= 6 ? n : n <= 10 ? 7 : n <= 14 ? 8 : n <= 18 ? 9 : n <= 24 ? 10 : n <= 32 ? 11 : 12;
}

static unsigned
few(uint32_t n)
{
    return n < 3 ? n : 3;
}

static unsigned
share(uint32_t part, uint32_t whole)
{
    return whole == 0 || part == 0 ? 0 : part * 4 / whole + 1;
}

static const char *
fill_name(const struct view *view)
{
    static const char *const names[] = { "0", "0", "2", "2", "4", "4", "6", "6",
                                         "8", "8", "full", "over" };
    return names[view->fill];
}

static const struct view edge = { .first = CLASS_NONE, .last = CLASS_NONE, .blank_before = 2 };

static const struct view *
view_at(const struct features *features, size_t piece, int offset)
{
    size_t count = features->sheet->piece_count;
    if (offset < 0 ? (size_t)-offset > piece : piece + (size_t)offset >= count)
        return &edge;
    return &features->views[(ptrdiff_t)piece + offset];
}

static int
join_bucket(float join)
{
    return join < -3 ? -2 : join < -0.5f ? -1 : join < 0.5f ? 0 : join < 3 ? 1 : join < 5 ? 2 : 3;
}

/* A few code points as UTF-8, for lexical features. */
static void
emit_text(const struct features *features, const struct emitter *to, const char *name,
          uint32_t start, uint32_t end)
{
    struct buf text = { 0 };
    for (uint32_t i = start; i < end; i++) {
        uint32_t point = features->sheet->plain[i];
        if (point_is_blank(point))
            continue;
        utf8_add(&text, glyph_is_digit(point) ? '0' : point);
    }
    emit(to, "%s=%s", name, buf_string(&text));
    buf_done(&text);
}

static void
emit_own(const struct features *features, size_t i, const struct emitter *to)
{
    const struct view *view = &features->views[i];
    const struct piece *piece = &features->sheet->pieces[i];
    const char *fill = fill_name(view), *first = class_names[view->first],
               *last = class_names[view->last];
    emit(to, "bias");
    emit(to, "ink=%u", bucket(view->ink));
    emit(to, "fill=%s", fill);
    emit(to, "fill=%s,last=%s", fill, last);
    emit(to, "first=%s", first);
    emit(to, "last=%s", last);
    emit(to, "first=%s,last=%s", first, last);
    emit(to, "first=%s,ink=%u", first, bucket(view->ink));
    emit(to, "indent=%d", view->indent);
    emit(to, "indent=%d,fill=%s", view->indent, fill);
    emit(to, "space=%u%u", view->blank_before, view->blank_after);
    emit(to, "space=%u%u,fill=%s", view->blank_before, view->blank_after, fill);
    emit(to, "edge=%d%d", view->opens, view->closes);
    emit(to, "edge=%d%d,first=%s", view->opens, view->closes, first);
    emit(to, "stops=%u,pauses=%u", few(view->stops), few(view->pauses));
    emit(to, "stops=%u,pauses=%u,fill=%s", few(view->stops), few(view->pauses), fill);
    emit(to, "digits=%u", share(view->digits, view->ink));
    emit(to, "latin=%u", share(view->latin, view->ink));
    emit(to, "gaps=%u", share(view->blanks, view->ink));
    emit(to, "name=%d%d,first=%s", view->name, view->names, first);
    if (view->name)
        emit(to, "name,ink=%u,edge=%d%d", view->ink, view->opens, view->closes);
    emit(to, "runs=%d,%d", view->run_up > 3 ? 3 : view->run_up,
         view->run_down > 3 ? 3 : view->run_down);
    emit(to, "run=%d,fill=%s", view->run_up > 3 ? 3 : view->run_up, fill);
    emit(to, "prose=%d,run=%d,%d", view->prose, few((uint32_t)view->run_up),
         few((uint32_t)view->run_down));
    for (int c = 0; c < (int)CUE_COUNT; c++)
        if (view->cues >> c & 1) {
            emit(to, "cue=%s", cues[c].name);
            emit(to, "cue=%s,fill=%s", cues[c].name, fill);
            emit(to, "cue=%s,ink=%u", cues[c].name, bucket(view->ink));
            emit(to, "cue=%s,first=%s", cues[c].name, first);
            emit(to, "cue=%s,last=%s", cues[c].name, last);
        }
    if (view->ink <= 40) {
        uint32_t two = piece->start + 2 < piece->end ? piece->start + 2 : piece->end;
        emit_text(features, to, "start", piece->start, two);
        uint32_t back = piece->end - piece->start > 2 ? piece->end - 2 : piece->start;
        emit_text(features, to, "end", back, piece->end);
    }
}

static void
emit_place(const struct features *features, size_t i, const struct emitter *to)
{
    size_t count = features->sheet->piece_count;
    size_t from_end = count - 1 - i;
    emit(to, "top=%zu", i < 6 ? i : 6);
    emit(to, "foot=%zu", from_end < 6 ? from_end : 6);
}

static void
emit_neighbour(const struct features *features, size_t i, int offset, const char *name,
               const struct emitter *to)
{
    const struct view *other = view_at(features, i, offset), *view = &features->views[i];
    const char *fill = fill_name(view);
    emit(to, "%s.fill=%s", name, fill_name(other));
    emit(to, "%s.ink=%u", name, bucket(other->ink));
    emit(to, "%s.last=%s", name, class_names[other->last]);
    emit(to, "%s.first=%s", name, class_names[other->first]);
    emit(to, "%s.prose=%d", name, other->prose);
    emit(to, "%s.fill=%s,fill=%s", name, fill_name(other), fill);
    emit(to, "%s.last=%s,fill=%s", name, class_names[other->last], fill);
    emit(to, "%s.name=%d%d", name, other->name, other->names);
    emit(to, "%s.name=%d,first=%s", name, other->name || other->names, class_names[other->first]);
    emit(to, "%s.space=%u%u", name, other->blank_before, other->blank_after);
    emit(to, "%s.indent=%d,indent=%d", name, other->indent, view->indent);
    emit(to, "%s.stops=%u,pauses=%u", name, few(other->stops), few(other->pauses));
    for (int c = 0; c < (int)CUE_COUNT; c++)
        if (other->cues >> c & 1)
            emit(to, "%s.cue=%s", name, cues[c].name);
}

static void
emit_border(const struct features *features, size_t i, const struct emitter *to)
{
    const struct view *view = &features->views[i], *up = view_at(features, i, -1);
    const struct view *down = view_at(features, i, 1);
    int join = join_bucket(view->join), join_down = join_bucket(down == &edge ? 0 : down->join);
    emit(to, "join=%d,%d", join, join_down);
    emit(to, "join=%d,up.last=%s", join, class_names[up->last]);
    emit(to, "join=%d,up.fill=%s", join, fill_name(up));
    emit(to, "down.join=%d,fill=%s", join_down, fill_name(view));
    emit(to, "border=%s/%s", class_names[up->last], class_names[view->first]);
    emit(to, "border=%s/%s,space=%u,fill=%s", class_names[up->last], class_names[view->first],
         view->blank_before, fill_name(up));
}

void
features_role(const struct features *features, size_t piece, feature_sink *sink, void *arg)
{
    struct emitter to = { sink, arg };
    emit_own(features, piece, &to);
    emit_place(features, piece, &to);
    emit_neighbour(features, piece, -1, "up", &to);
    emit_neighbour(features, piece, 1, "down", &to);
    emit_neighbour(features, piece, -2, "up2", &to);
    emit_neighbour(features, piece, 2, "down2", &to);
    emit_border(features, piece, &to);
}

void
features_para(const struct features *features, size_t piece, feature_sink *sink, void *arg)
{
    struct emitter to = { sink, arg };
    const struct view *view = &features->views[piece], *up = view_at(features, piece, -1);
    const struct view *down = view_at(features, piece, 1);
    int join = join_bucket(view->join);
    emit(&to, "bias");
    emit(&to, "join=%d", join);
    emit(&to, "join=%d,up.last=%s", join, class_names[up->last]);
    emit(&to, "up.last=%s", class_names[up->last]);
    emit(&to, "up.last=%s,up.fill=%s", class_names[up->last], fill_name(up));
    emit(&to, "up.last=%s,first=%s", class_names[up->last], class_names[view->first]);
    emit(&to, "up.last=%s,indent=%d", class_names[up->last], view->indent);
    emit(&to, "up.last=%s,indent=%d,up.indent=%d", class_names[up->last], view->indent, up->indent);
    emit(&to, "up.last=%s,space=%u", class_names[up->last], view->blank_before);
    emit(&to, "up.last=%s,space=%u,up.fill=%s", class_names[up->last], view->blank_before,
         fill_name(up));
    emit(&to, "up.last=%s,fill=%s", class_names[up->last], fill_name(view));
    emit(&to, "up.fill=%s,fill=%s,indent=%d", fill_name(up), fill_name(view), view->indent);
    emit(&to, "indent=%d,down.indent=%d,up.indent=%d", view->indent, down->indent, up->indent);
    emit(&to, "space=%u,up.fill=%s", view->blank_before, fill_name(up));
    emit(&to, "first=%s,space=%u", class_names[view->first], view->blank_before);
    for (int c = 0; c < (int)CUE_COUNT; c++)
        if (view->cues >> c & 1)
            emit(&to, "cue=%s,up.last=%s", cues[c].name, class_names[up->last]);
    const struct piece *here = &features->sheet->pieces[piece];
    uint32_t two = here->start + 2 < here->end ? here->start + 2 : here->end;
    emit_text(features, &to, "start", here->start, two);
}
