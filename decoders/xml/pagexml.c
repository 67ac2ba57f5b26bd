/* PAGE-XML of PRImA. */
#include "decoders/xml/tell.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The box around the points of Coords: "x,y x,y", or Point elements in old versions. */
static struct area
area_of(xmlNode *node)
{
    struct area area = { 1e18, 1e18, -1e18, -1e18, false };
    for (xmlNode *coords = node->children; coords != NULL; coords = coords->next) {
        if (!node_is(coords, "Coords"))
            continue;
        const char *at = node_value(coords, "points");
        while (at != NULL && *at != '\0') {
            char *end;
            double x = strtod(at, &end);
            if (end == at || *end != ',')
                break;
            at = end + 1;
            double y = strtod(at, &end);
            if (end == at)
                break;
            at = end + strspn(end, " ");
            area = (struct area){ fmin(area.left, x), fmin(area.top, y), fmax(area.right, x),
                                  fmax(area.bottom, y), true };
        }
        for (xmlNode *point = coords->children; point != NULL; point = point->next) {
            double x = node_is(point, "Point") ? node_number(point, "x", NAN) : NAN;
            double y = isnan(x) ? NAN : node_number(point, "y", NAN);
            if (!isnan(y))
                area = (struct area){ fmin(area.left, x), fmin(area.top, y), fmax(area.right, x),
                                      fmax(area.bottom, y), true };
        }
    }
    return area;
}

/* The text of the best TextEquiv that is a child of node, or NULL. */
static const char *
text_of(xmlNode *node, double *share)
{
    const char *text = NULL;
    double best = 1e9;
    for (xmlNode *child = node->children; child != NULL; child = child->next) {
        double index = node_is(child, "TextEquiv") ? node_number(child, "index", 0) : best;
        if (index >= best)
            continue;
        for (xmlNode *part = child->children; part != NULL; part = part->next)
            if (node_is(part, "Unicode")) {
                text = (const char *)xmlNodeGetContent(part);
                *share = node_number(child, "conf", 1);
                best = index;
            }
    }
    return text;
}

static void
read_line(struct sheet *sheet, xmlNode *node)
{
    double share = 1;
    struct text_line *line = sheet_line(sheet);
    struct area area = area_of(node);
    line->area = area;
    bool words = false;
    for (xmlNode *child = node->children; child != NULL; child = child->next) {
        const char *text = node_is(child, "Word") ? text_of(child, &share) : NULL;
        if (text == NULL)
            continue;
        sheet_word(sheet, (struct word){ area_of(child), text, share, words });
        words = true;
    }
    if (!words)
        sheet_word(sheet, (struct word){ area, text_of(node, &share), share, false });
}

/* A region that has text but no lines: as many lines as its text. */
static void
read_region_text(struct sheet *sheet, xmlNode *region)
{
    double share = 1;
    const char *text = text_of(region, &share);
    struct area area = area_of(region);
    if (text == NULL || *text == '\0' || !area.known)
        return;
    char *copy = (char *)xmlStrdup((const xmlChar *)text), *rest = copy, *one;
    int count = 1, at = 0;
    for (const char *c = text; *c != '\0'; c++)
        count += *c == '\n';
    double height = (area.bottom - area.top) / count;
    while (copy != NULL && (one = strsep(&rest, "\n")) != NULL) {
        struct area row = { area.left, area.top + at * height, area.right,
                            area.top + (at + 1) * height, true };
        sheet_line(sheet)->area = row;
        sheet_word(sheet, (struct word){ row, one, share, false });
        at++;
    }
}

static bool
has_lines(xmlNode *region)
{
    for (xmlNode *child = region->children; child != NULL; child = child->next)
        if (node_is(child, "TextLine") || node_is(child, "TextRegion"))
            return true;
    return false;
}

static void
read_page(struct sheet *sheet, xmlNode *page)
{
    double width = node_number(page, "imageWidth", 0), height = node_number(page, "imageHeight", 0);
    sheet->visible = (struct area){ 0, 0, width, height, width > 0 && height > 0 };
    for (xmlNode *node = page; node != NULL;
         node = node_next(node, page, !node_is(node, "TextLine"))) {
        if (node_is(node, "TextRegion")) {
            sheet_block(sheet);
            if (!has_lines(node))
                read_region_text(sheet, node);
        } else if (node_is(node, "TextLine")) {
            read_line(sheet, node);
        } else if (node_is(node, "ImageRegion") || node_is(node, "GraphicRegion") ||
                   node_is(node, "LineDrawingRegion")) {
            sheet_mark(sheet, 'i', area_of(node));
        } else if (node_is(node, "SeparatorRegion")) {
            sheet_mark(sheet, 'l', area_of(node));
        }
    }
}

void
read_pagexml(xmlNode *root, int number)
{
    struct sheet sheet = { .units = 0 };
    int pages = 0;
    xmlNode *found = NULL;
    for (xmlNode *node = root; node != NULL; node = node_next(node, root, !node_is(node, "Page")))
        if (node_is(node, "Page") && ++pages == number)
            found = node;
    if (found == NULL)
        tell_none("PAGE-XML", pages, number);
    read_page(&sheet, found);
    sheet_tell(&sheet, "page-xml", pages);
}
