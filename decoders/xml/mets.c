/* METS: which files make up an issue.  Told in lines of their own, see services/decode/issue.h. */
#include "decoders/xml/tell.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { FILES_MAX = 20000 };

enum kind { KIND_OTHER, KIND_TEXT, KIND_PICTURE };

struct listed {
    const char *id, *href;
    enum kind kind;
};

static struct listed *files;
static size_t file_count, file_cap;

static bool
ends(const char *text, const char *const *with)
{
    size_t len = strlen(text);
    for (; *with != NULL; with++)
        if (len > strlen(*with) && strcasecmp(text + len - strlen(*with), *with) == 0)
            return true;
    return false;
}

static enum kind
kind_of(const char *href)
{
    static const char *const texts[] = { ".xml", ".alto", ".hocr", NULL };
    static const char *const pictures[] = { ".png", ".jpg", ".jpeg", ".jp2",
                                            ".j2k", ".tif", ".tiff", NULL };
    return ends(href, texts) ? KIND_TEXT : ends(href, pictures) ? KIND_PICTURE : KIND_OTHER;
}

static void
read_files(xmlNode *root)
{
    const char *id = NULL;
    for (xmlNode *node = root; node != NULL; node = node_next(node, root, true)) {
        if (node_is(node, "file"))
            id = node_value(node, "ID");
        const char *href = node_is(node, "FLocat") ? node_value(node, "href") : NULL;
        if (href == NULL || id == NULL || file_count == FILES_MAX)
            continue;
        files = tell_grow(files, file_count, &file_cap, sizeof *files);
        files[file_count++] = (struct listed){ id, href, kind_of(href) };
        id = NULL;
    }
}

static const struct listed *
find_file(const char *id)
{
    for (size_t i = 0; id != NULL && i < file_count; i++)
        if (strcmp(files[i].id, id) == 0)
            return &files[i];
    return NULL;
}

/* The words in a node, blanks squeezed. */
static void
tell_text(const char *record, const char *text)
{
    char line[600];
    size_t len = 0;
    for (bool blank = false; *text != '\0' && len < sizeof line - 8; text++) {
        if ((unsigned char)*text <= ' ') {
            blank = len > 0;
            continue;
        }
        if (blank)
            line[len++] = ' ';
        blank = false;
        line[len++] = *text;
    }
    if (((unsigned char)*text & 0xC0) == 0x80) /* the line was full within a character */
        while (len > 0 && ((unsigned char)line[--len] & 0xC0) == 0x80)
            ;
    line[len] = '\0';
    if (len > 0)
        stream_line(&tell_out, "%s %s", record, line);
}

/* The first element of that name with text in it, wherever it stands. */
static void
tell_first(xmlNode *root, const char *name, const char *record)
{
    for (xmlNode *node = root; node != NULL; node = node_next(node, root, true)) {
        xmlChar *text = node_is(node, name) ? xmlNodeGetContent(node) : NULL;
        if (text != NULL && strspn((const char *)text, " \t\r\n") < strlen((const char *)text)) {
            tell_text(record, (const char *)text);
            return;
        }
    }
}

static bool
is_page(const xmlNode *node)
{
    static const char *const types[] = { "page", NULL };
    const char *type = node_is(node, "div") ? node_value((xmlNode *)node, "TYPE") : NULL;
    return type != NULL && (strcasecmp(type, "page") == 0 || ends(type, types));
}

/* The files of a page: those that its own pointers name, not those of areas on it. */
static void
tell_page(xmlNode *page)
{
    const struct listed *text = NULL, *picture = NULL;
    xmlNode *node = page;
    while ((node = node_next(node, page, node == page || !node_is(node, "div"))) != NULL) {
        const struct listed *file = find_file(node_value(node, "FILEID"));
        if (file == NULL)
            continue;
        if (file->kind == KIND_TEXT && text == NULL)
            text = file;
        if (file->kind == KIND_PICTURE && picture == NULL)
            picture = file;
    }
    const char *label = node_value(page, "ORDERLABEL");
    if (label == NULL || *label == '\0')
        label = node_value(page, "ORDER");
    stream_line(&tell_out, "page");
    tell_text("number", label != NULL ? label : "");
    if (text != NULL)
        tell_text("text", text->href);
    if (picture != NULL)
        tell_text("picture", picture->href);
}

void
read_mets(xmlNode *root)
{
    files = NULL;
    file_count = file_cap = 0;
    int pages = 0;
    read_files(root);
    stream_line(&tell_out, "pagewire-issue 1");
    tell_first(root, "title", "title");
    tell_first(root, "dateIssued", "date");
    for (xmlNode *node = root, *next; node != NULL; node = next) {
        bool page = is_page(node);
        next = node_next(node, root, !page);
        if (!page)
            continue;
        tell_page(node);
        pages++;
    }
    if (pages == 0)
        stream_fail(&tell_out, "METS: it names no pages");
    stream_line(&tell_out, "end");
}
