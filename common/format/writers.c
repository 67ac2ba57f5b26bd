#include "common/format/writers.h"

/* Formats with the same media type stand in the order in which Accept should find them. */
const struct format *const formats[] = {
    &format_ninjs,    &format_ninjs1, &format_jsonld, &format_annotation,
    &format_alto,     &format_iiif,   &format_csv,    &format_mentions,
    &format_markdown, &format_text,   &format_gold,
};
const size_t format_count = sizeof formats / sizeof formats[0];
