/*
 * writers: the formats, each in a file of its own; writers.c is their table.
 */
#ifndef PAGEWIRE_FORMAT_WRITERS_H
#define PAGEWIRE_FORMAT_WRITERS_H

#include "common/format/format.h"

extern const struct format format_ninjs, format_ninjs1, format_jsonld, format_annotation,
    format_alto, format_iiif, format_csv, format_mentions, format_markdown, format_text,
    format_gold;

#endif
