/*
 * Values are kept as the text they were written as, checked once when loaded and
 * parsed again when asked for.  zconfig drops line numbers, so an error's
 * line is found by reading the file again.
 */
#include "common/config.h"

#include "common/buf.h"
#include "common/slice.h"

#include <ctype.h>
#include <czmq.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct value {
    const struct setting *option;
    char *text;   /* owned */
    char **words; /* OPTION_LIST: NULL-terminated, one block */
    size_t word_count;
};

struct config {
    struct value *values;
    size_t count;
};

/* ---- values ---- */

/* A decimal number at the start of text; *rest is what follows, blanks
 * skipped.  False when there is none or it overflows. */
static bool
parse_number(const char *text, uint64_t *number, const char **rest)
{
    if (!isdigit((unsigned char)*text))
        return false;
    char *end;
    errno = 0;
    unsigned long long value = strtoull(text, &end, 10);
    if (errno != 0)
        return false;
    while (*end == ' ')
        end++;
    *number = value;
    *rest = end;
    return true;
}

struct unit {
    const char *name;
    uint64_t factor;
};

static bool
apply_unit(const struct unit *units, const char *name, uint64_t *number)
{
    for (; units->name != NULL; units++) {
        if (strcasecmp(units->name, name) != 0)
            continue;
        if (*number > INT64_MAX / units->factor)
            return false;
        *number *= units->factor;
        return true;
    }
    return false;
}

static bool
parse_size(const char *text, uint64_t *size)
{
    static const struct unit units[] = {
        { "", 1 },
        { "B", 1 },
        { "K", 1 << 10 },
        { "KB", 1 << 10 },
        { "KiB", 1 << 10 },
        { "M", 1 << 20 },
        { "MB", 1 << 20 },
        { "MiB", 1 << 20 },
        { "G", 1 << 30 },
        { "GB", 1 << 30 },
        { "GiB", 1 << 30 },
        { "T", 1ULL << 40 },
        { "TB", 1ULL << 40 },
        { "TiB", 1ULL << 40 },
        { NULL, 0 },
    };
    const char *rest;
    return parse_number(text, size, &rest) && apply_unit(units, rest, size);
}

static bool
parse_duration(const char *text, uint64_t *ms)
{
    static const struct unit units[] = {
        { "", 1 },        { "ms", 1 },      { "s", 1000 },     { "m", 60000 },
        { "min", 60000 }, { "h", 3600000 }, { "d", 86400000 }, { NULL, 0 },
    };
    const char *rest;
    return parse_number(text, ms, &rest) && (*rest != '\0' || *ms == 0) &&
           apply_unit(units, rest, ms);
}

/* The value of a number, size or duration. */
static bool
parse_amount(enum option_type type, const char *text, uint64_t *amount)
{
    const char *rest;
    switch (type) {
    case OPTION_NUMBER:
        return parse_number(text, amount, &rest) && *rest == '\0';
    case OPTION_SIZE:
        return parse_size(text, amount);
    case OPTION_DURATION:
        return parse_duration(text, amount);
    default:
        return false;
    }
}

static bool
parse_bool(const char *text, bool *truth)
{
    static const char *const yes[] = { "yes", "true", "on", "1" };
    static const char *const no[] = { "no", "false", "off", "0" };
    for (size_t i = 0; i < 4; i++) {
        if (strcasecmp(text, yes[i]) == 0 || strcasecmp(text, no[i]) == 0) {
            *truth = strcasecmp(text, yes[i]) == 0;
            return true;
        }
    }
    return false;
}

/* Whether the text is in the option's range; otherwise *wanted says what it should be. */
static bool
is_in_range(const struct setting *option, const char *text, char *wanted, size_t size)
{
    uint64_t amount, least, most;
    if (option->least == NULL || option->most == NULL)
        return true;
    if (!parse_amount(option->type, text, &amount) ||
        !parse_amount(option->type, option->least, &least) ||
        !parse_amount(option->type, option->most, &most))
        return false;
    (void)snprintf(wanted, size, "from %s to %s", option->least, option->most);
    return amount >= least && amount <= most;
}

/* "" or what the value should have been. */
static const char *
value_fault(const struct setting *option, const char *text, char *wanted, size_t size)
{
    static const char *const kinds[] = {
        [OPTION_NUMBER] = "a number",
        [OPTION_SIZE] = "a size such as 64M",
        [OPTION_DURATION] = "a duration with its unit, such as 500ms, 2s or 5m",
    };
    uint64_t amount;
    bool truth;
    switch (option->type) {
    case OPTION_NUMBER:
    case OPTION_SIZE:
    case OPTION_DURATION:
        if (!parse_amount(option->type, text, &amount))
            return kinds[option->type];
        return is_in_range(option, text, wanted, size) ? "" : wanted;
    case OPTION_BOOL:
        return parse_bool(text, &truth) ? "" : "yes or no";
    case OPTION_STRING:
    case OPTION_LIST:
        break;
    }
    return "";
}

static const char LIST_BLANKS[] = " ,\t";

/* Cuts the value of a list into words. */
static void
split_words(struct value *value)
{
    size_t len = strlen(value->text), most = len / 2 + 1;
    value->words = calloc(1, (most + 1) * sizeof *value->words + len + 1);
    if (value->words == NULL)
        die("out of memory");
    char *copy = memcpy((char *)(value->words + most + 1), value->text, len + 1), *state = NULL;
    for (char *word = strtok_r(copy, LIST_BLANKS, &state); word != NULL;
         word = strtok_r(NULL, LIST_BLANKS, &state))
        value->words[value->word_count++] = word;
}

static void
value_set(struct value *value, const char *text)
{
    free(value->text);
    value->text = slice_dup(slice_from(text));
}

static void
value_append(struct value *value, const char *text)
{
    struct buf both = { 0 };
    buf_printf(&both, "%s %s", value->text, text);
    value_set(value, buf_string(&both));
    buf_done(&both);
}

/* ---- tables ---- */

static const struct option_table *
find_table(const struct option_table *const *tables, size_t count, const char *section)
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

/* What the key may mean in that section: "common" may hold any daemon's. */
static const struct setting *
find_in_section(const struct option_table *const *tables, size_t count, const char *section,
                const char *key)
{
    const struct setting *found = find_option(find_table(tables, count, section), key);
    if (found == NULL)
        found = find_option(find_table(tables, count, "common"), key);
    for (size_t i = 0; found == NULL && strcmp(section, "common") == 0 && i < count; i++)
        found = find_option(tables[i], key);
    return found;
}

/* ---- files ---- */

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

struct source {
    const char *file;
    struct buf text;
    zconfig_t *root;
};

static void
source_done(struct source *source)
{
    zconfig_destroy(&source->root);
    buf_done(&source->text);
}

/* Names the place of a fault: "FILE:LINE: section SECTION, key KEY: ...". */
static int
fault_at(const struct source *source, const char *section, const char *key, const char *fault,
         struct err *err)
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

static int
source_read(struct source *source, const char *file, struct err *err)
{
    *source = (struct source){ .file = file };
    FILE *stream = fopen(file, "re");
    if (stream == NULL)
        return err_set(err, ERR_REJECT, "%s: %s", file, strerror(errno));
    size_t got;
    do {
        got = fread(buf_reserve(&source->text, 4096), 1, 4096, stream);
        source->text.len += got;
    } while (got > 0 && source->text.len < (1 << 20));
    bool failed = ferror(stream) != 0;
    (void)fclose(stream);
    if (failed || source->text.len >= (1 << 20)) {
        buf_done(&source->text);
        return err_set(err, ERR_REJECT, "%s: cannot be read as a configuration file", file);
    }
    source->root = zconfig_str_load(buf_string(&source->text));
    if (source->root != NULL)
        return 0;
    buf_done(&source->text);
    return err_set(err, ERR_REJECT,
                   "%s: not ZPL: sections stand at the margin, keys after four "
                   "blanks, values with # or blanks at the ends in quotes",
                   file);
}

static int
check_key(const struct source *source, const char *section, zconfig_t *item,
          const struct option_table *const *tables, size_t count, struct err *err)
{
    const char *key = zconfig_name(item);
    const struct setting *option = find_in_section(tables, count, section, key);
    if (option == NULL)
        return fault_at(source, section, key, "no such key", err);
    if (zconfig_child(item) != NULL)
        return fault_at(source, section, key, "a key has no keys of its own", err);
    const char *text = zconfig_value(item) ? zconfig_value(item) : "";
    char range[80];
    const char *wanted = value_fault(option, text, range, sizeof range);
    char fault[200];
    (void)snprintf(fault, sizeof fault, "\"%.60s\" is not %s", text, wanted);
    return *wanted == '\0' ? 0 : fault_at(source, section, key, fault, err);
}

/* All sections and keys of the file, whoever they are for. */
static int
check_source(const struct source *source, const struct option_table *const *tables, size_t count,
             struct err *err)
{
    for (zconfig_t *section = zconfig_child(source->root); section != NULL;
         section = zconfig_next(section)) {
        const char *name = zconfig_name(section);
        if (find_table(tables, count, name) == NULL)
            return fault_at(source, name, NULL, "no such section", err);
        if (zconfig_value(section) != NULL && *zconfig_value(section) != '\0')
            return fault_at(source, name, NULL, "a section has no value", err);
        for (zconfig_t *item = zconfig_child(section); item != NULL; item = zconfig_next(item))
            if (check_key(source, name, item, tables, count, err) != 0)
                return -1;
    }
    return 0;
}

/* Takes the keys of one section of the file; a repeated key adds to a list and
 * is otherwise an error. */
static int
take_section(struct config *config, const struct source *source, const char *section,
             struct err *err)
{
    zconfig_t *found = zconfig_locate(source->root, section);
    for (size_t i = 0; found != NULL && i < config->count; i++) {
        struct value *value = &config->values[i];
        bool seen = false;
        for (zconfig_t *item = zconfig_child(found); item != NULL; item = zconfig_next(item)) {
            if (strcmp(zconfig_name(item), value->option->key) != 0)
                continue;
            const char *text = zconfig_value(item) ? zconfig_value(item) : "";
            if (seen && value->option->type != OPTION_LIST)
                return fault_at(source, section, value->option->key, "given twice", err);
            if (seen)
                value_append(value, text);
            else
                value_set(value, text);
            seen = true;
        }
    }
    return 0;
}

static int
take_file(struct config *config, const char *section, const char *file,
          const struct option_table *const *tables, size_t count, struct err *err)
{
    struct source source;
    if (source_read(&source, file, err) != 0)
        return -1;
    int rc = check_source(&source, tables, count, err);
    if (rc == 0)
        rc = take_section(config, &source, "common", err);
    if (rc == 0)
        rc = take_section(config, &source, section, err);
    source_done(&source);
    return rc;
}

/* ---- the environment ---- */

static int
take_environment(struct config *config, struct err *err)
{
    for (size_t i = 0; i < config->count; i++) {
        struct value *value = &config->values[i];
        char name[80] = "PAGEWIRE_";
        size_t len = strlen(name);
        for (const char *c = value->option->key; *c != '\0' && len + 1 < sizeof name; c++)
            name[len++] = (char)toupper((unsigned char)*c);
        const char *text = getenv(name);
        if (text == NULL)
            continue;
        char range[80];
        const char *wanted = value_fault(value->option, text, range, sizeof range);
        if (*wanted != '\0')
            return err_set(err, ERR_REJECT, "environment: %s: \"%.60s\" is not %s", name, text,
                           wanted);
        value_set(value, text);
    }
    return 0;
}

/* ---- loading ---- */

static void
add_table(struct config *config, const struct option_table *table)
{
    for (size_t i = 0; table != NULL && i < table->count; i++) {
        struct value *value = &config->values[config->count++];
        value->option = &table->options[i];
        if (value->option->value != NULL)
            value->text = slice_dup(slice_from(value->option->value));
    }
}

static struct config *
config_new(const char *section, const struct option_table *const *tables, size_t count)
{
    const struct option_table *own = find_table(tables, count, section);
    const struct option_table *common = find_table(tables, count, "common");
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

static int
finish(struct config *config, const char *section, struct err *err)
{
    for (size_t i = 0; i < config->count; i++) {
        struct value *value = &config->values[i];
        if (value->text == NULL)
            return err_set(err, ERR_REJECT, "section %s, key %s: must be given", section,
                           value->option->key);
        if (value->option->type == OPTION_LIST)
            split_words(value);
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
    struct source source;
    if (source_read(&source, file, err) != 0)
        return -1;
    int rc = check_source(&source, option_tables, option_table_count, err);
    for (size_t i = 0; rc == 0 && i < option_table_count; i++) {
        const char *section = option_tables[i]->section;
        struct config *config = NULL;
        if (zconfig_locate(source.root, section) == NULL || strcmp(section, "common") == 0)
            continue;
        rc = load(&config, section, file, false, option_tables, option_table_count, err);
        config_free(config);
    }
    source_done(&source);
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
    struct source source;
    if (source_read(&source, file, NULL) != 0)
        return false;
    bool has = zconfig_locate(source.root, section) != NULL;
    source_done(&source);
    return has;
}

int
config_fault(const char *file, const char *section, const char *key, const char *fault,
             struct err *err)
{
    struct source source;
    if (source_read(&source, file, err) != 0)
        return -1;
    bool own = find_line(buf_slice(&source.text), section, key) > 0;
    (void)fault_at(&source, own ? section : "common", key, fault, err);
    source_done(&source);
    return -1;
}

/* Those of one section's lines. */
static void
tell_section(const struct source *source, zconfig_t *section,
             void (*tell)(void *arg, const char *fault), void *arg)
{
    struct err err;
    const char *name = zconfig_name(section);
    if (find_table(option_tables, option_table_count, name) == NULL) {
        (void)fault_at(source, name, NULL, "no such section", &err);
        tell(arg, err.text);
        return;
    }
    if (zconfig_value(section) != NULL && *zconfig_value(section) != '\0') {
        (void)fault_at(source, name, NULL, "a section has no value", &err);
        tell(arg, err.text);
    }
    for (zconfig_t *item = zconfig_child(section); item != NULL; item = zconfig_next(item))
        if (check_key(source, name, item, option_tables, option_table_count, &err) != 0)
            tell(arg, err.text);
}

void
config_faults(const char *file, void (*tell)(void *arg, const char *fault), void *arg)
{
    struct source source;
    struct err err;
    if (source_read(&source, file, &err) != 0) {
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
    source_done(&source);
}

/* ---- asking ---- */

static const struct value *
value_of(const struct config *config, const char *key, enum option_type type)
{
    for (size_t i = 0; i < config->count; i++)
        if (strcmp(config->values[i].option->key, key) == 0 &&
            config->values[i].option->type == type)
            return &config->values[i];
    die("no option \"%s\" of that type", key);
}

const char *
config_string(const struct config *config, const char *key)
{
    return value_of(config, key, OPTION_STRING)->text;
}

uint64_t
config_number(const struct config *config, const char *key)
{
    uint64_t number = 0;
    const char *rest;
    (void)parse_number(value_of(config, key, OPTION_NUMBER)->text, &number, &rest);
    return number;
}

size_t
config_size(const struct config *config, const char *key)
{
    uint64_t size = 0;
    (void)parse_size(value_of(config, key, OPTION_SIZE)->text, &size);
    return (size_t)size;
}

int64_t
config_duration(const struct config *config, const char *key)
{
    uint64_t ms = 0;
    (void)parse_duration(value_of(config, key, OPTION_DURATION)->text, &ms);
    return (int64_t)ms;
}

bool
config_bool(const struct config *config, const char *key)
{
    bool truth = false;
    (void)parse_bool(value_of(config, key, OPTION_BOOL)->text, &truth);
    return truth;
}

const char *const *
config_list(const struct config *config, const char *key, size_t *count)
{
    const struct value *value = value_of(config, key, OPTION_LIST);
    *count = value->word_count;
    return (const char *const *)value->words;
}

static void
print_options(const struct option_table *table)
{
    for (size_t i = 0; table != NULL && i < table->count; i++) {
        const struct setting *option = &table->options[i];
        char head[160];
        (void)snprintf(head, sizeof head, "%s = %s", option->key,
                       option->value ? option->value : "(must be given)");
        (void)printf("    %-44s %s", head, option->help);
        if (option->least != NULL && option->most != NULL)
            (void)printf(" [%s to %s]", option->least, option->most);
        (void)putchar('\n');
    }
}

void
config_help(const char *section, const struct option_table *const *tables, size_t table_count)
{
    (void)printf("%s\n", section);
    print_options(find_table(tables, table_count, section));
    (void)printf("common\n");
    print_options(find_table(tables, table_count, "common"));
}
