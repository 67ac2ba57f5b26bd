/* ALTO 1 to 4, with and without namespace. */
#include "decoders/xml/tell.h"

#include "common/page.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct style {
    const char *id, *family;
    double size;
    bool bold;
};

/* A tag that blocks refer to: an article, or the role of a part of one. */
struct tag {
    const char *id;
    unsigned article; /* 0: a role */
    const char *role;
};

struct alto {
    struct sheet sheet;
    struct tag *tags;
    size_t tag_count, tag_cap;
    struct style *styles;
    size_t style_count, style_cap;
    bool spaced; /* it has SP elements */
};

static struct area
area_of(xmlNode *node)
{
    double left = node_number(node, "HPOS", NAN), top = node_number(node, "VPOS", NAN);
    double width = node_number(node, "WIDTH", NAN), height = node_number(node, "HEIGHT", NAN);
    if (isnan(left) || isnan(top) || isnan(width) || isnan(height))
        return (struct area){ .known = false };
    return (struct area){ left, top, left + width, top + height, width >= 0 && height >= 0 };
}

static double
units_of(const char *unit)
{
    if (strcasecmp(unit, "mm10") == 0)
        return 254.0 / 72;
    if (strcasecmp(unit, "inch1200") == 0)
        return 1200.0 / 72;
    return 0; /* pixels, of unknown size */
}

static void
read_styles(struct alto *alto, xmlNode *root)
{
    for (xmlNode *node = root; node != NULL; node = node_next(node, root, true)) {
        if (node_is(node, "SP"))
            alto->spaced = true;
        if (node_is(node, "MeasurementUnit")) {
            xmlChar *text = xmlNodeGetContent(node);
            if (text != NULL)
                alto->sheet.units = units_of((const char *)text);
        }
        const char *id = node_is(node, "TextStyle") ? node_value(node, "ID") : NULL;
        if (id == NULL)
            continue;
        const char *family = node_value(node, "FONTFAMILY"), *kind = node_value(node, "FONTSTYLE");
        alto->styles =
            tell_grow(alto->styles, alto->style_count, &alto->style_cap, sizeof *alto->styles);
        alto->styles[alto->style_count++] =
            (struct style){ id, family != NULL ? family : "", node_number(node, "FONTSIZE", 0),
                            kind != NULL && strstr(kind, "bold") != NULL };
    }
}

/* Tags of articles and of the roles that Pagewire knows; others say nothing here. */
static void
read_tags(struct alto *alto, xmlNode *root)
{
    unsigned articles = 0;
    for (xmlNode *node = root; node != NULL; node = node_next(node, root, true)) {
        bool structure = node_is(node, "StructureTag"), part = node_is(node, "RoleTag");
        const char *id = structure || part ? node_value(node, "ID") : NULL;
        const char *type = node_value(node, "TYPE"), *label = node_value(node, "LABEL");
        enum role role;
        if (id == NULL || *id == '\0')
            continue;
        struct tag tag = { .id = id };
        if (structure && type != NULL && strcmp(type, "article") == 0 && articles < UINT16_MAX)
            tag.article = ++articles;
        else if (part && label != NULL && role_find(slice_from(label), &role))
            tag.role = label;
        else
            continue;
        alto->tags = tell_grow(alto->tags, alto->tag_count, &alto->tag_cap, sizeof *alto->tags);
        alto->tags[alto->tag_count++] = tag;
    }
    alto->sheet.tagged = articles > 0;
}

/* Whether `refs`, names parted by blanks, has the name. */
static bool
refers(const char *refs, const char *id)
{
    size_t len = strlen(id);
    for (const char *at = refs; (at = strstr(at, id)) != NULL; at++)
        if ((at == refs || at[-1] == ' ') && (at[len] == ' ' || at[len] == '\0'))
            return true;
    return false;
}

static void
take_tags(struct alto *alto, xmlNode *block)
{
    const char *refs = alto->tag_count > 0 ? node_value(block, "TAGREFS") : NULL;
    alto->sheet.article = 0;
    alto->sheet.role = NULL;
    for (size_t i = 0; refs != NULL && i < alto->tag_count; i++) {
        const struct tag *tag = &alto->tags[i];
        if (!refers(refs, tag->id))
            continue;
        if (tag->article > 0)
            alto->sheet.article = tag->article;
        else
            alto->sheet.role = tag->role;
    }
}

/* Lines without a place share their block's, one below the other. */
static void
place_lines(struct alto *alto, size_t first, struct area block)
{
    size_t count = alto->sheet.line_count - first;
    for (size_t i = 0; i < count && block.known; i++) {
        struct text_line *line = &alto->sheet.lines[first + i];
        bool placed = line->area.known;
        for (size_t k = 0; k < line->count && !placed; k++)
            placed = alto->sheet.words[line->first + k].area.known;
        double each = (block.bottom - block.top) / (double)count;
        if (!placed)
            line->area = (struct area){ block.left, block.top + (double)i * each, block.right,
                                        block.top + (double)(i + 1) * each, true };
    }
}

/* The text style that an element refers to, or the one that it inherits. */
static const struct style *
style_of(const struct alto *alto, xmlNode *node, const struct style *inherited)
{
    const char *refs = node_value(node, "STYLEREFS");
    for (size_t i = 0; refs != NULL && i < alto->style_count; i++) {
        const char *at = strstr(refs, alto->styles[i].id);
        size_t len = strlen(alto->styles[i].id);
        if (at != NULL && len > 0 && (at == refs || at[-1] == ' ') &&
            (at[len] == ' ' || at[len] == '\0'))
            return &alto->styles[i];
    }
    return inherited;
}

static void
set_style(struct alto *alto, struct text_line *line, const struct style *style, xmlNode *string)
{
    const char *kind = node_value(string, "STYLE");
    line->bold = (style != NULL && style->bold) || (kind != NULL && strstr(kind, "bold") != NULL);
    line->size = style != NULL && style->size > 0 ? style->size : 0;
    line->face = sheet_face(&alto->sheet, style != NULL ? style->family : "", line->bold);
}

static void
read_line(struct alto *alto, xmlNode *node, const struct style *style, int turned)
{
    struct text_line *line = sheet_line(&alto->sheet);
    bool blank = false, styled = false;
    line->area = area_of(node);
    line->turned = turned;
    style = style_of(alto, node, style);
    for (xmlNode *part = node->children; part != NULL; part = part->next) {
        bool hyphen = node_is(part, "HYP");
        if (node_is(part, "SP"))
            blank = true;
        if (!hyphen && !node_is(part, "String"))
            continue;
        if (!styled)
            set_style(alto, line, style_of(alto, part, style), part);
        styled = true;
        struct word word = { area_of(part), node_value(part, "CONTENT"), node_number(part, "WC", 1),
                             !hyphen && (blank || !alto->spaced), blank };
        sheet_word(&alto->sheet, word);
        line = &alto->sheet.lines[alto->sheet.line_count - 1];
        blank = false;
    }
}

static int
quarter_turns(xmlNode *node)
{
    double angle = node_number(node, "ROTATION", 0);
    if (!(fabs(angle) < 1000))
        return 0;
    return ((int)lround(-angle / 90) % 4 + 4) % 4; /* counter-clockwise in ALTO */
}

static void
read_page(struct alto *alto, xmlNode *page)
{
    double width = node_number(page, "WIDTH", 0), height = node_number(page, "HEIGHT", 0);
    alto->sheet.visible = (struct area){ 0, 0, width, height, width > 0 && height > 0 };
    const struct style *inherited = style_of(alto, page, NULL), *style = inherited;
    int turned = 0;
    size_t first = 0;
    struct area block = { .known = false };
    for (xmlNode *node = page; node != NULL;
         node = node_next(node, page, !node_is(node, "TextLine"))) {
        if (node_is(node, "TextBlock")) {
            place_lines(alto, first, block);
            first = alto->sheet.line_count;
            block = area_of(node);
            sheet_block(&alto->sheet);
            take_tags(alto, node);
            style = style_of(alto, node, inherited);
            turned = quarter_turns(node);
        } else if (node_is(node, "TextLine")) {
            read_line(alto, node, style, turned);
        } else if (node_is(node, "Illustration")) {
            sheet_mark(&alto->sheet, 'i', area_of(node));
        } else if (node_is(node, "GraphicalElement")) {
            struct area area = area_of(node);
            double side = fmin(area.right - area.left, area.bottom - area.top);
            bool thin = side * 8 < fmax(area.right - area.left, area.bottom - area.top);
            sheet_mark(&alto->sheet, thin ? 'l' : 's', area);
        }
    }
    place_lines(alto, first, block);
}

void
read_alto(xmlNode *root, int number)
{
    struct alto alto = { .spaced = false };
    int pages = 0;
    xmlNode *found = NULL;
    read_styles(&alto, root);
    read_tags(&alto, root);
    for (xmlNode *node = root; node != NULL; node = node_next(node, root, !node_is(node, "Page")))
        if (node_is(node, "Page") && ++pages == number)
            found = node;
    if (found == NULL)
        tell_none("ALTO", pages, number);
    read_page(&alto, found);
    sheet_tell(&alto.sheet, "alto", pages);
}
