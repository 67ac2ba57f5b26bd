/*
 * Nothing is fetched, no entity is declared or expanded but XML's own five and HTML's; what is
 * not well-formed is read as far as it can be.
 */
#include "decoders/xml/tell.h"

#include <libxml/HTMLparser.h>
#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <string.h>

enum { SNIFF_BYTES = 4096 };

static void
silence(void *context, const char *format, ...)
{
    (void)context, (void)format;
}

static void
refuse_entity(void *context, const xmlChar *name, int type, const xmlChar *public_id,
              const xmlChar *system_id, xmlChar *content)
{
    (void)context, (void)type, (void)public_id, (void)system_id, (void)content;
    stream_fail(&tell_out, "XML: it declares an entity, \"%.40s\"", (const char *)name);
}

/* Whether the text stands in the first bytes, in any case. */
static bool
begins_with(const unsigned char *bytes, size_t len, const char *text)
{
    size_t most = len < SNIFF_BYTES ? len : SNIFF_BYTES, want = strlen(text);
    for (size_t i = 0; i + want <= most; i++)
        if (strncasecmp((const char *)bytes + i, text, want) == 0)
            return true;
    return false;
}

static xmlDoc *
parse_xml(const unsigned char *bytes, size_t len)
{
    xmlParserCtxt *parser = xmlCreateMemoryParserCtxt((const char *)bytes, (int)len);
    if (parser == NULL)
        return NULL;
    (void)xmlCtxtUseOptions(parser, XML_PARSE_RECOVER | XML_PARSE_NONET | XML_PARSE_NOERROR |
                                        XML_PARSE_NOWARNING | XML_PARSE_NOCDATA);
    parser->sax->entityDecl = refuse_entity;
    (void)xmlParseDocument(parser);
    return parser->myDoc;
}

void
read_document(const unsigned char *bytes, size_t len, int page, bool issue)
{
    xmlSetGenericErrorFunc(NULL, silence);
    if (!issue)
        stream_line(&tell_out, "pagewire-page 1");
    if (len > 0x7fffffff)
        stream_fail(&tell_out, "XML: it is too large");
    bool html = begins_with(bytes, len, "<html") || begins_with(bytes, len, "ocr_page");
    xmlDoc *doc = html ? htmlReadMemory((const char *)bytes, (int)len, NULL, "UTF-8",
                                        HTML_PARSE_RECOVER | HTML_PARSE_NONET | HTML_PARSE_NOERROR |
                                            HTML_PARSE_NOWARNING)
                       : parse_xml(bytes, len);
    xmlNode *root = doc != NULL ? xmlDocGetRootElement(doc) : NULL;
    if (root == NULL)
        stream_fail(&tell_out, "XML: it is not well-formed");
    if (issue && !node_is(root, "mets"))
        stream_fail(&tell_out, "METS: it is <%.60s>", (const char *)root->name);
    else if (issue)
        read_mets(root);
    else if (html)
        read_hocr(root, page);
    else if (node_is(root, "alto"))
        read_alto(root, page);
    else if (node_is(root, "PcGts"))
        read_pagexml(root, page);
    else
        stream_fail(&tell_out, "XML: neither ALTO, hOCR nor PAGE-XML but <%.60s>",
                    (const char *)root->name);
}
