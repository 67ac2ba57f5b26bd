/* The tables of every service: what one file may configure. */
#include "common/config.h"

extern const struct option_table daemon_options, ingest_options, decode_options, segment_options,
    enrich_options, store_options, gateway_options;

const struct option_table *const option_tables[] = {
    &daemon_options, &ingest_options, &decode_options,  &segment_options,
    &enrich_options, &store_options,  &gateway_options,
};
const size_t option_table_count = sizeof option_tables / sizeof option_tables[0];
