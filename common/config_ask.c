/* What a configuration says, and what it could. */
#include "common/config_source.h"
#include "common/config_value.h"
#include "common/log.h"
#include "common/tongue.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static const struct config_value *
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
    (void)config_parse(OPTION_NUMBER, value_of(config, key, OPTION_NUMBER)->text, &number);
    return number;
}

size_t
config_size(const struct config *config, const char *key)
{
    uint64_t size = 0;
    (void)config_parse(OPTION_SIZE, value_of(config, key, OPTION_SIZE)->text, &size);
    return (size_t)size;
}

int64_t
config_duration(const struct config *config, const char *key)
{
    uint64_t ms = 0;
    (void)config_parse(OPTION_DURATION, value_of(config, key, OPTION_DURATION)->text, &ms);
    return (int64_t)ms;
}

bool
config_bool(const struct config *config, const char *key)
{
    bool truth = false;
    (void)config_parse_bool(value_of(config, key, OPTION_BOOL)->text, &truth);
    return truth;
}

const char *const *
config_list(const struct config *config, const char *key, size_t *count)
{
    const struct config_value *value = value_of(config, key, OPTION_LIST);
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
                       option->value ? option->value : gettext("(must be given)"));
        (void)printf("    %-44s  %s", head, gettext(option->help));
        if (option->least != NULL && option->most != NULL)
            (void)printf(gettext(" [%s to %s]"), option->least, option->most);
        (void)putchar('\n');
    }
}

void
config_help(const char *section, const struct option_table *const *tables, size_t table_count)
{
    (void)printf("%s\n", section);
    print_options(config_table(tables, table_count, section));
    (void)printf("common\n");
    print_options(config_table(tables, table_count, "common"));
}
