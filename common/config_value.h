/*
 * config_value: the values of a configuration, kept as the text that they were written as, checked
 * once when loaded and parsed again when asked for.
 */
#ifndef PAGEWIRE_CONFIG_VALUE_H
#define PAGEWIRE_CONFIG_VALUE_H

#include "common/config.h"

#include <stdint.h>

struct config_value {
    const struct setting *option;
    char *text;   /* owned */
    bool given;   /* not the default */
    char **words; /* OPTION_LIST: NULL-terminated, one block */
    size_t word_count;
};

struct config {
    struct config_value *values;
    size_t count;
};

/* The value of a number, size or duration; false for other types, and for text that is none. */
bool config_parse(enum option_type type, const char *text, uint64_t *amount);
bool config_parse_bool(const char *text, bool *truth);

/* "", or what the text should have been, which may stand in wanted. */
const char *config_value_fault(const struct setting *option, const char *text, char *wanted,
                               size_t size);

void config_value_set(struct config_value *value, const char *text);
void config_value_append(struct config_value *value, const char *text); /* after a blank */
void config_value_split(struct config_value *value);                    /* a list into words */

#endif
