#include "cli/settings.h"

#include <stdlib.h>
#include <string.h>

static char *
copy(const char *string)
{
    return slice_dup(slice_from(string));
}

void
settings_set(struct settings *settings, const char *section, const char *key, const char *value)
{
    for (size_t i = 0; i < settings->count; i++) {
        struct one_setting *item = &settings->items[i];
        if (strcmp(item->section, section) != 0 || strcmp(item->key, key) != 0)
            continue;
        char *kept = copy(value);
        free(item->value);
        item->value = kept;
        return;
    }
    if (settings->count == settings->cap) {
        settings->cap = settings->cap == 0 ? 16 : settings->cap * 2;
        settings->items = realloc(settings->items, settings->cap * sizeof *settings->items);
        if (settings->items == NULL)
            die("out of memory");
    }
    settings->items[settings->count++] =
        (struct one_setting){ copy(section), copy(key), copy(value) };
}

int
settings_parse(struct settings *settings, const char *text, struct err *err)
{
    struct slice s = slice_from(text);
    size_t dot = slice_find(s, SLICE_LITERAL(".")), equals = slice_find(s, SLICE_LITERAL("="));
    if (dot == 0 || dot + 1 >= equals || equals == s.len)
        return err_set(err, ERR_REJECT, "'%.100s' is not SECTION.KEY=VALUE", text);
    char *section = slice_dup(slice_part(s, 0, dot));
    char *key = slice_dup(slice_part(s, dot + 1, equals));
    settings_set(settings, section, key, text + equals + 1);
    free(section);
    free(key);
    return 0;
}

/* Whether an earlier item has the same section. */
static bool
section_seen(const struct settings *settings, size_t at)
{
    for (size_t i = 0; i < at; i++)
        if (strcmp(settings->items[i].section, settings->items[at].section) == 0)
            return true;
    return false;
}

void
settings_print(const struct settings *settings, struct buf *out)
{
    for (size_t i = 0; i < settings->count; i++) {
        const char *section = settings->items[i].section;
        if (section_seen(settings, i))
            continue;
        buf_printf(out, "%s\n", section);
        for (size_t j = i; j < settings->count; j++)
            if (strcmp(settings->items[j].section, section) == 0)
                buf_printf(out, "    %s = \"%s\"\n", settings->items[j].key,
                           settings->items[j].value);
    }
}

void
settings_done(struct settings *settings)
{
    for (size_t i = 0; i < settings->count; i++) {
        free(settings->items[i].section);
        free(settings->items[i].key);
        free(settings->items[i].value);
    }
    free(settings->items);
    *settings = (struct settings){ 0 };
}
