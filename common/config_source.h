/*
 * config_source: a configuration file as text and tree.  zconfig drops line numbers, so a fault's
 * line is found by reading the text again.
 */
#ifndef PAGEWIRE_CONFIG_SOURCE_H
#define PAGEWIRE_CONFIG_SOURCE_H

#include "common/buf.h"
#include "common/config.h"

#include <czmq.h>

struct config_source {
    const char *file; /* borrowed */
    struct buf text;
    zconfig_t *root;
};

/* -1: nothing is to be freed. */
int config_source_read(struct config_source *source, const char *file, struct err *err);
void config_source_done(struct config_source *source);

/* Whether the key, or for NULL the section, stands there in print. */
bool config_source_has(const struct config_source *source, const char *section, const char *key);

/* Names the place of a fault: "FILE:LINE: section SECTION, key KEY: ..."; -1. */
int config_source_fault(const struct config_source *source, const char *section, const char *key,
                        const char *fault, struct err *err);

/* All sections and keys of the file, whoever they are for; or one key. */
int config_source_check(const struct config_source *source,
                        const struct option_table *const *tables, size_t count, struct err *err);
int config_source_check_key(const struct config_source *source, const char *section,
                            zconfig_t *item, const struct option_table *const *tables, size_t count,
                            struct err *err);

/* The table of a section; what a key may mean in a section: "common" may hold any daemon's.  NULL
 * for none. */
const struct option_table *config_table(const struct option_table *const *tables, size_t count,
                                        const char *section);
const struct setting *config_setting(const struct option_table *const *tables, size_t count,
                                     const char *section, const char *key);

#endif
