#include "common/config_value.h"

#include "common/buf.h"
#include "common/log.h"
#include "common/tongue.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

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

bool
config_parse(enum option_type type, const char *text, uint64_t *amount)
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

bool
config_parse_bool(const char *text, bool *truth)
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
    if (!config_parse(option->type, text, &amount) ||
        !config_parse(option->type, option->least, &least) ||
        !config_parse(option->type, option->most, &most))
        return false;
    (void)snprintf(wanted, size, gettext("from %s to %s"), option->least, option->most);
    return amount >= least && amount <= most;
}

const char *
config_value_fault(const struct setting *option, const char *text, char *wanted, size_t size)
{
    static const char *const kinds[] = {
        [OPTION_NUMBER] = N_("a number"),
        [OPTION_SIZE] = N_("a size such as 64M"),
        [OPTION_DURATION] = N_("a duration with its unit, such as 500ms, 2s or 5m"),
    };
    uint64_t amount;
    bool truth;
    switch (option->type) {
    case OPTION_NUMBER:
    case OPTION_SIZE:
    case OPTION_DURATION:
        if (!config_parse(option->type, text, &amount))
            return gettext(kinds[option->type]);
        return is_in_range(option, text, wanted, size) ? "" : wanted;
    case OPTION_BOOL:
        return config_parse_bool(text, &truth) ? "" : gettext("yes or no");
    case OPTION_STRING:
    case OPTION_LIST:
        break;
    }
    return "";
}

static const char LIST_BLANKS[] = " ,\t";

void
config_value_split(struct config_value *value)
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

void
config_value_set(struct config_value *value, const char *text)
{
    free(value->text);
    value->text = slice_dup(slice_from(text));
    value->given = true;
}

void
config_value_append(struct config_value *value, const char *text)
{
    struct buf both = { 0 };
    buf_printf(&both, "%s %s", value->text, text);
    config_value_set(value, buf_string(&both));
    buf_done(&both);
}
