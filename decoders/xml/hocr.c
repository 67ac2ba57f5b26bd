/* hOCR: HTML whose classes say what is a page, area, line and word. */
#include "decoders/xml/tell.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool
has_class(xmlNode *node, const char *name)
{
    if (node->type != XML_ELEMENT_NODE)
        return false;
    const char *classes = node_value(node, "class");
    size_t len = strlen(name);
    for (const char *at = classes; at != NULL && (at = strstr(at, name)) != NULL; at += len)
        if ((at == classes || at[-1] == ' ') && (at[len] == '\0' || at[len] == ' '))
            return true;
    return false;
}

static bool
has_any(xmlNode *node, const char *const *names)
{
    for (; *names != NULL; names++)
        if (has_class(node, *names))
            return true;
    return false;
}

static const char *const lines[] = { "ocr_line",      "ocrx_line",  "ocr_header",  "ocr_caption",
                                     "ocr_textfloat", "ocr_footer", "ocr_chapter", NULL };
static const char *const words[] = { "ocrx_word", "ocr_word", NULL };
static const char *const areas[] = { "ocr_carea", "ocr_block",  "ocrx_block",
                                     "ocr_par",   "ocr_column", NULL };
static const char *const pictures[] = { "ocr_photo", "ocr_image", "ocr_linedrawing", "ocr_graphic",
                                        NULL };

/* The text after a property's name in the title, or NULL. */
static const char *
property(xmlNode *node, const char *name)
{
    const char *title = node_value(node, "title");
    size_t len = strlen(name);
    for (const char *at = title; at != NULL && (at = strstr(at, name)) != NULL; at += len)
        if ((at == title || at[-1] == ' ' || at[-1] == ';') && at[len] == ' ')
            return at + len;
    return NULL;
}

static struct area
area_of(xmlNode *node)
{
    const char *box = property(node, "bbox");
    double n[4];
    for (int i = 0; i < 4; i++) {
        char *end = NULL;
        n[i] = box != NULL ? strtod(box, &end) : 0;
        if (end == box)
            return (struct area){ .known = false };
        box = end;
    }
    return (struct area){ n[0], n[1], n[2], n[3], n[0] <= n[2] && n[1] <= n[3] };
}

static double
number_of(xmlNode *node, const char *name, double otherwise)
{
    const char *text = property(node, name);
    char *end;
    double number = text != NULL ? strtod(text, &end) : otherwise;
    return isfinite(number) ? number : otherwise;
}

static bool
is_space(const char *text)
{
    return text[strspn(text, " \t\r\n")] == '\0';
}

static const char *
content(xmlNode *node)
{
    char *text = (char *)xmlNodeGetContent(node);
    if (text == NULL)
        return "";
    text += strspn(text, " \t\r\n");
    for (size_t len = strlen(text); len > 0 && is_space(text + len - 1); len--)
        text[len - 1] = '\0';
    return text;
}

static void
read_line(struct sheet *sheet, xmlNode *node)
{
    struct text_line *line = sheet_line(sheet);
    line->area = area_of(node);
    line->turned = ((int)lround(-number_of(node, "textangle", 0) / 90) % 4 + 4) % 4;
    double size = number_of(node, "x_fsize", 0);
    line->size = size > 0 && size < 2000 ? size : 0;
    bool any = false, blank = false;
    for (xmlNode *part = node; part != NULL; part = node_next(part, node, !has_any(part, words))) {
        if (part->type == XML_TEXT_NODE && part->content != NULL &&
            strpbrk((const char *)part->content, " \t\r\n") != NULL)
            blank = true;
        if (part == node || !has_any(part, words))
            continue;
        sheet_word(sheet, (struct word){ area_of(part), content(part),
                                         number_of(part, "x_wconf", 100) / 100, blank });
        any = true;
        blank = false;
    }
    if (!any)
        sheet_word(sheet, (struct word){ area_of(node), content(node), 1, false });
}

static void
read_page(struct sheet *sheet, xmlNode *page)
{
    const char *resolution = property(page, "scan_res");
    sheet->visible = area_of(page);
    double dpi = resolution != NULL ? strtod(resolution, NULL) : 0;
    if (dpi >= 30 && dpi <= 5000)
        sheet->units = dpi / 72;
    for (xmlNode *node = page; node != NULL; node = node_next(node, page, !has_any(node, lines))) {
        if (has_any(node, areas))
            sheet_block(sheet);
        else if (has_any(node, lines))
            read_line(sheet, node);
        else if (has_any(node, pictures))
            sheet_mark(sheet, 'i', area_of(node));
        else if (has_class(node, "ocr_separator"))
            sheet_mark(sheet, 'l', area_of(node));
    }
}

void
read_hocr(xmlNode *root, int number)
{
    struct sheet sheet = { .units = 0 };
    int pages = 0;
    xmlNode *found = NULL;
    for (xmlNode *node = root; node != NULL; node = node_next(node, root, true))
        if (has_class(node, "ocr_page") && ++pages == number)
            found = node;
    if (pages == 0 && number <= 1) { /* lines without a page around */
        pages = 1;
        found = number == 1 ? root : NULL;
    }
    if (found == NULL)
        tell_none("hOCR", pages, number);
    read_page(&sheet, found);
    sheet_tell(&sheet, "hocr", pages);
}
