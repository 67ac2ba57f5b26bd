/* From files and the environment to a configuration, or to what is wrong with them. */
#include "common/config_source.h"
#include "common/config_value.h"
#include "common/log.h"
#include "common/tongue.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- files ---- */

/* Takes the keys of one section of the file; a repeated key adds to a list and
 * is otherwise an error. */
static int
take_section(struct config *config, const struct config_source *source, const char *section,
             struct err *err)
{
    zconfig_t *found = zconfig_locate(source->root, section);
    for (size_t i = 0; found != NULL && i < config->count; i++) {
        struct config_value *value = &config->values[i];
        bool seen = false;
        for (zconfig_t *item = zconfig_child(found); item != NULL; item = zconfig_next(item)) {
            if (strcmp(zconfig_name(item), value->option->key) != 0)
                continue;
            const char *text = zconfig_value(item) ? zconfig_value(item) : "";
            if (seen && value->option->type != OPTION_LIST)
                return config_source_fault(source, section, value->option->key,
                                           gettext("given twice"), err);
            if (seen)
                config_value_append(value, text);
            else
                config_value_set(value, text);
            seen = true;
        }
    }
    return 0;
}

static int
take_file(struct config *config, const char *section, const char *file,
          const struct option_table *const *tables, size_t count, struct err *err)
{
    struct config_source source;
    if (config_source_read(&source, file, err) != 0)
        return -1;
    int rc = config_source_check(&source, tables, count, err);
    if (rc == 0)
        rc = take_section(config, &source, "common", err);
    if (rc == 0)
        rc = take_section(config, &source, section, err);
    config_source_done(&source);
    return rc;
}

/* ---- the environment ---- */

static int
take_environment(struct config *config, struct err *err)
{
    for (size_t i = 0; i < config->count; i++) {
        struct config_value *value = &config->values[i];
        char name[80] = "PAGEWIRE_";
        size_t len = strlen(name);
        for (const char *c = value->option->key; *c != '\0' && len + 1 < sizeof name; c++)
            name[len++] = (char)toupper((unsigned char)*c);
        const char *text = getenv(name);
        if (text == NULL)
            continue;
        char range[80];
        const char *wanted = config_value_fault(value->option, text, range, sizeof range);
        if (*wanted != '\0')
            return err_set(err, ERR_REJECT, "environment: %s: \"%.60s\" is not %s", name, text,
                           wanted);
        config_value_set(value, text);
    }
    return 0;
}

/* ---- loading ---- */

static void
add_table(struct config *config, const struct option_table *table)
{
    for (size_t i = 0; table != NULL && i < table->count; i++) {
        struct config_value *value = &config->values[config->count++];
        value->option = &table->options[i];
        if (value->option->value != NULL)
            value->text = slice_dup(slice_from(value->option->value));
    }
}

static struct config *
config_new(const char *section, const struct option_table *const *tables, size_t count)
{
    const struct option_table *own = config_table(tables, count, section);
    const struct option_table *common = config_table(tables, count, "common");
    size_t most = (own ? own->count : 0) + (common ? common->count : 0);
    struct config *config = calloc(1, sizeof *config);
    if (config == NULL)
        die("out of memory");
    config->values = calloc(most + 1, sizeof *config->values);
    if (config->values == NULL)
        die("out of memory");
    add_table(config, own);
    if (common != own)
        add_table(config, common);
    return config;
}

static void
follow(struct config *config, struct config_value *value)
{
    const char *key = value->option->key;
    for (size_t i = 0; i < config->count; i++) {
        const struct config_value *base = &config->values[i];
        if (strcmp(base->option->key, value->option->beside) != 0 ||
            !slice_starts(slice_from(base->text), SLICE_LITERAL("ipc://")))
            continue;
        struct buf path = { 0 };
        buf_printf(&path, "%s.%.*s", base->text, (int)strcspn(key, "_"), key);
        config_value_set(value, buf_string(&path));
        buf_done(&path);
    }
}

static int
finish(struct config *config, const char *section, struct err *err)
{
    for (size_t i = 0; i < config->count; i++) {
        struct config_value *value = &config->values[i];
        if (value->text == NULL)
            return err_set(err, ERR_REJECT, "section %s, key %s: must be given", section,
                           value->option->key);
        if (value->option->beside != NULL && !value->given)
            follow(config, value);
        if (value->option->type == OPTION_LIST)
            config_value_split(value);
    }
    return 0;
}

static int
load(struct config **config, const char *section, const char *file, bool environment,
     const struct option_table *const *tables, size_t count, struct err *err)
{
    struct config *loaded = config_new(section, tables, count);
    int rc = file ? take_file(loaded, section, file, tables, count, err) : 0;
    if (rc == 0 && environment)
        rc = take_environment(loaded, err);
    if (rc == 0)
        rc = finish(loaded, section, err);
    if (rc == 0)
        *config = loaded;
    else
        config_free(loaded);
    return rc;
}

int
config_load(struct config **config, const char *section, const char *file,
            const struct option_table *const *tables, size_t table_count, struct err *err)
{
    return load(config, section, file, true, tables, table_count, err);
}

void
config_free(struct config *config)
{
    if (config == NULL)
        return;
    for (size_t i = 0; i < config->count; i++) {
        free(config->values[i].text);
        free(config->values[i].words);
    }
    free(config->values);
    free(config);
}

int
config_check(const char *file, struct err *err)
{
    struct config_source source;
    if (config_source_read(&source, file, err) != 0)
        return -1;
    int rc = config_source_check(&source, option_tables, option_table_count, err);
    for (size_t i = 0; rc == 0 && i < option_table_count; i++) {
        const char *section = option_tables[i]->section;
        struct config *config = NULL;
        if (zconfig_locate(source.root, section) == NULL || strcmp(section, "common") == 0)
            continue;
        rc = load(&config, section, file, false, option_tables, option_table_count, err);
        config_free(config);
    }
    config_source_done(&source);
    return rc;
}

/* ---- every mistake ---- */

int
config_load_file(struct config **config, const char *section, const char *file, struct err *err)
{
    return load(config, section, file, false, option_tables, option_table_count, err);
}

bool
config_has_section(const char *file, const char *section)
{
    struct config_source source;
    if (config_source_read(&source, file, NULL) != 0)
        return false;
    bool has = zconfig_locate(source.root, section) != NULL;
    config_source_done(&source);
    return has;
}

int
config_fault(const char *file, const char *section, const char *key, const char *fault,
             struct err *err)
{
    struct config_source source;
    if (config_source_read(&source, file, err) != 0)
        return -1;
    bool own = config_source_has(&source, section, key);
    (void)config_source_fault(&source, own ? section : "common", key, fault, err);
    config_source_done(&source);
    return -1;
}

/* Those of one section's lines. */
static void
tell_section(const struct config_source *source, zconfig_t *section,
             void (*tell)(void *arg, const char *fault), void *arg)
{
    struct err err;
    const char *name = zconfig_name(section);
    if (config_table(option_tables, option_table_count, name) == NULL) {
        (void)config_source_fault(source, name, NULL, gettext("no such section"), &err);
        tell(arg, err.text);
        return;
    }
    if (zconfig_value(section) != NULL && *zconfig_value(section) != '\0') {
        (void)config_source_fault(source, name, NULL, gettext("a section has no value"), &err);
        tell(arg, err.text);
    }
    for (zconfig_t *item = zconfig_child(section); item != NULL; item = zconfig_next(item))
        if (config_source_check_key(source, name, item, option_tables, option_table_count, &err) !=
            0)
            tell(arg, err.text);
}

void
config_faults(const char *file, void (*tell)(void *arg, const char *fault), void *arg)
{
    struct config_source source;
    struct err err;
    if (config_source_read(&source, file, &err) != 0) {
        tell(arg, err.text);
        return;
    }
    for (zconfig_t *section = zconfig_child(source.root); section != NULL;
         section = zconfig_next(section))
        tell_section(&source, section, tell, arg);
    for (size_t i = 0; i < option_table_count; i++) {
        const char *section = option_tables[i]->section;
        if (zconfig_locate(source.root, section) == NULL)
            continue;
        struct config *config = config_new(section, option_tables, option_table_count);
        if (take_section(config, &source, section, &err) != 0 ||
            (strcmp(section, "common") != 0 && finish(config, section, &err) != 0))
            tell(arg, err.text);
        config_free(config);
    }
    config_source_done(&source);
}
