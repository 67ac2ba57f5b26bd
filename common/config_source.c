#include "common/config_source.h"

#include "common/config_value.h"
#include "common/file.h"
#include "common/tongue.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

enum { CONFIG_BYTES_MAX = 1 << 20 };

const struct option_table *
config_table(const struct option_table *const *tables, size_t count, const char *section)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(tables[i]->section, section) == 0)
            return tables[i];
    return NULL;
}

static const struct setting *
find_option(const struct option_table *table, const char *key)
{
    for (size_t i = 0; table != NULL && i < table->count; i++)
        if (strcmp(table->options[i].key, key) == 0)
            return &table->options[i];
    return NULL;
}

const struct setting *
config_setting(const struct option_table *const *tables, size_t count, const char *section,
               const char *key)
{
    const struct setting *found = find_option(config_table(tables, count, section), key);
    if (found == NULL)
        found = find_option(config_table(tables, count, "common"), key);
    for (size_t i = 0; found == NULL && strcmp(section, "common") == 0 && i < count; i++)
        found = find_option(tables[i], key);
    return found;
}

/* The number of the line where `key` of `section` stands (key NULL: where the
 * section begins), 0 when it cannot be told. */
static unsigned
find_line(struct slice text, const char *section, const char *key)
{
    struct slice line, wanted = slice_from(key ? key : section);
    bool inside = false;
    for (unsigned number = 1; slice_line(&text, &line); number++) {
        bool top = line.len > 0 && !isspace((unsigned char)line.ptr[0]);
        struct slice name = slice_trim(line);
        size_t end = slice_find(name, SLICE_LITERAL("="));
        name = slice_trim(slice_part(name, 0, end));
        if (top)
            inside = slice_equal(name, slice_from(section));
        if ((inside || *section == '\0') && top == (key == NULL) && slice_equal(name, wanted))
            return number;
    }
    return 0;
}

void
config_source_done(struct config_source *source)
{
    zconfig_destroy(&source->root);
    buf_done(&source->text);
}

int
config_source_fault(const struct config_source *source, const char *section, const char *key,
                    const char *fault, struct err *err)
{
    unsigned line = find_line(buf_slice(&source->text), section, key);
    (void)err_set(err, ERR_REJECT, "%s", fault);
    if (key != NULL)
        (void)err_prefix(err, "section %s, key %s", section, key);
    else
        (void)err_prefix(err, "section %s", section);
    return line ? err_prefix(err, "%s:%u", source->file, line)
                : err_prefix(err, "%s", source->file);
}

static struct slice
after(struct slice text, size_t offset)
{
    return slice_part(text, offset, text.len);
}

/* Whether nothing but a comment follows. */
static bool
ends(struct slice rest)
{
    rest = slice_trim(rest);
    return rest.len == 0 || rest.ptr[0] == '#';
}

static bool
is_of_name(char c)
{
    return isalnum((unsigned char)c) || (c != '\0' && strchr("$-_@.&+/", c) != NULL);
}

/* A name, then nothing or an equals sign and a value; one that begins with a quote ends with it. */
static bool
is_setting(struct slice text)
{
    size_t name = 0;
    while (name < text.len && is_of_name(text.ptr[name]))
        name++;
    struct slice rest = slice_trim(after(text, name));
    if (name == 0 || text.ptr[0] == '/' || text.ptr[name - 1] == '/')
        return false;
    if (rest.len == 0 || rest.ptr[0] != '=')
        return ends(rest);
    struct slice value = slice_trim(after(rest, 1));
    if (value.len == 0 || (value.ptr[0] != '"' && value.ptr[0] != '\''))
        return true;
    const char *quote = memchr(value.ptr + 1, value.ptr[0], value.len - 1);
    return quote != NULL && ends(after(value, (size_t)(quote + 1 - value.ptr)));
}

/* The first line that is not a section or a key of the section above it, 0 when there is none.
 * czmq would find it, too, but print it. */
static unsigned
faulty_line(struct slice text)
{
    struct slice line;
    size_t most = 0; /* blanks */
    for (unsigned number = 1; slice_line(&text, &line); number++) {
        size_t blanks = 0;
        while (blanks < line.len && line.ptr[blanks] == ' ')
            blanks++;
        if (slice_trim(line).len == 0 || line.ptr[blanks] == '#')
            continue;
        if (blanks % 4 != 0 || blanks > most || !is_setting(after(line, blanks)))
            return number;
        most = blanks + 4;
    }
    return 0;
}

int
config_source_read(struct config_source *source, const char *file, struct err *err)
{
    *source = (struct config_source){ .file = file };
    if (file_load(file, CONFIG_BYTES_MAX, &source->text, err) != 0) {
        buf_done(&source->text);
        return -1;
    }
    unsigned line = faulty_line(buf_slice(&source->text));
    source->root = line == 0 ? zconfig_str_load(buf_string(&source->text)) : NULL;
    if (source->root != NULL)
        return 0;
    (void)err_set(err, ERR_REJECT,
                  "not ZPL: sections stand at the margin, keys after four "
                  "blanks, values with # or blanks at the ends in quotes");
    buf_done(&source->text);
    return line ? err_prefix(err, "%s:%u", file, line) : err_prefix(err, "%s", file);
}

int
config_source_check_key(const struct config_source *source, const char *section, zconfig_t *item,
                        const struct option_table *const *tables, size_t count, struct err *err)
{
    const char *key = zconfig_name(item);
    const struct setting *option = config_setting(tables, count, section, key);
    if (option == NULL)
        return config_source_fault(source, section, key, gettext("no such key"), err);
    if (zconfig_child(item) != NULL)
        return config_source_fault(source, section, key, gettext("a key has no keys of its own"),
                                   err);
    const char *text = zconfig_value(item) ? zconfig_value(item) : "";
    char range[80];
    const char *wanted = config_value_fault(option, text, range, sizeof range);
    char fault[200];
    (void)snprintf(fault, sizeof fault, gettext("\"%.60s\" is not %s"), text, wanted);
    return *wanted == '\0' ? 0 : config_source_fault(source, section, key, fault, err);
}

int
config_source_check(const struct config_source *source, const struct option_table *const *tables,
                    size_t count, struct err *err)
{
    for (zconfig_t *section = zconfig_child(source->root); section != NULL;
         section = zconfig_next(section)) {
        const char *name = zconfig_name(section);
        if (config_table(tables, count, name) == NULL)
            return config_source_fault(source, name, NULL, gettext("no such section"), err);
        if (zconfig_value(section) != NULL && *zconfig_value(section) != '\0')
            return config_source_fault(source, name, NULL, gettext("a section has no value"), err);
        for (zconfig_t *item = zconfig_child(section); item != NULL; item = zconfig_next(item))
            if (config_source_check_key(source, name, item, tables, count, err) != 0)
                return -1;
    }
    return 0;
}

bool
config_source_has(const struct config_source *source, const char *section, const char *key)
{
    return find_line(buf_slice(&source->text), section, key) > 0;
}
