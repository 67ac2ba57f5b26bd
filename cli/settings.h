/*
 * settings: the configuration that `up` writes.  A list of (section, key,
 * value); setting a key again replaces it.
 */
#ifndef PAGEWIRE_CLI_SETTINGS_H
#define PAGEWIRE_CLI_SETTINGS_H

#include "common/buf.h"
#include "common/err.h"

struct one_setting {
    char *section, *key, *value;
};

struct settings {
    struct one_setting *items;
    size_t count, cap;
};

void settings_set(struct settings *settings, const char *section, const char *key,
                  const char *value);

/* Takes "section.key=value".  -1 when it is not that; whether section and key
 * exist shows when the file is checked. */
int settings_parse(struct settings *settings, const char *text, struct err *err);

/* Appends the file, section after section. */
void settings_print(const struct settings *settings, struct buf *out);
void settings_done(struct settings *settings);

#endif
