/*
 * pagewire-decode-xml: reads ALTO, hOCR and PAGE-XML with libxml2, in the jail.
 *
 *     pagewire-decode-xml text PAGE [DPI] <document >stream       services/decode/stream.h
 *     pagewire-decode-xml issue <mets >files                      services/decode/issue.h
 *
 * Of page 0 only the number of pages is told.
 */
#include "decoders/xml/tell.h"
#include "services/decode/cell.h"

#include <libxml/parser.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int
main(int argc, char **argv)
{
    char *end = NULL;
    long page =
        (argc == 3 || argc == 4) && strcmp(argv[1], "text") == 0 ? strtol(argv[2], &end, 10) : -1;
    bool issue = argc == 2 && strcmp(argv[1], "issue") == 0;
    if (issue)
        page = 0;
    if (page < 0 || page > 1000000 || (end != NULL && *end != '\0')) {
        static const char usage[] = "usage: pagewire-decode-xml text PAGE [DPI] <document\n"
                                    "       pagewire-decode-xml issue <mets\n";
        return write(2, usage, sizeof usage - 1) > 0 ? 2 : 2;
    }
    if (argc == 4)
        tell_dpi = strtod(argv[3], NULL);
    xmlInitParser();
    cell_enter();
    size_t len;
    const unsigned char *bytes = cell_document(&len);
    read_document(bytes, len, (int)page, issue);
    stream_end(&tell_out);
}
