#include "cli/options.h"

#include "cli/term.h"

#include <assert.h>
#include <string.h>

enum {
    OPTIONS_MAX = 32,
    HELP = 'h',
    LONG = 0x100
}; /* LONG + row: what getopt_long says for an option */

/* The same rows as getopt_long wants them. */
struct getopt_rows {
    struct option longs[OPTIONS_MAX + 2];
    char letters[2 * OPTIONS_MAX + 3];
};

static void
add_letter(struct getopt_rows *rows, char letter, bool valued)
{
    size_t end = strlen(rows->letters);
    rows->letters[end] = letter;
    rows->letters[end + 1] = valued ? ':' : '\0';
    rows->letters[end + 2] = '\0'; /* letters has room for all rows, see OPTIONS_MAX */
}

static void
fill(struct getopt_rows *rows, const struct cli_option *options)
{
    size_t count = 0;
    *rows = (struct getopt_rows){ .letters = "" };
    for (size_t i = 0; options[i].takes != TAKES_END; i++)
        if (options[i].takes == TAKES_STOP)
            add_letter(rows, '+', false);
    add_letter(rows, ':', false); /* tells a missing value from a wrong option */
    add_letter(rows, HELP, false);
    rows->longs[count++] = (struct option){ "help", no_argument, NULL, HELP };
    for (size_t i = 0; options[i].takes != TAKES_END; i++) {
        const struct cli_option *option = &options[i];
        assert(i < OPTIONS_MAX);
        if (option->takes == TAKES_STOP)
            continue;
        bool valued = option->takes != TAKES_NOTHING;
        rows->longs[count++] =
            (struct option){ option->name, valued ? required_argument : no_argument, NULL,
                             LONG + (int)i };
        if (option->letter != 0)
            add_letter(rows, option->letter, valued);
    }
}

/* The row that getopt_long's answer stands for; NULL: a mistake, which it has named. */
static const struct cli_option *
row_of(const struct cli_option *options, int answer)
{
    if (answer >= LONG)
        return &options[answer - LONG];
    for (; options->takes != TAKES_END; options++)
        if (options->letter != 0 && options->letter == answer)
            return options;
    return NULL;
}

/* What getopt_long finds wrong, in the user's language. */
static int
refuse(const struct command *command, int answer, char **argv)
{
    char letter[] = { '-', (char)optopt, '\0' };
    bool single = optopt > 0 && optopt < LONG && optopt != HELP;
    const char *said = single ? letter : argv[optind - 1];
    if (answer == ':')
        return cli_usage(command, "%s: %s needs a value", command->name, said);
    if (strchr(said, '=') != NULL && optopt >= LONG)
        return cli_usage(command, "%s: %s takes no value", command->name, said);
    return cli_usage(command, "%s: there is no option %s, or several begin so", command->name,
                     said);
}

/* Puts the value where it belongs; -1 after a complaint. */
static int
take(const struct command *command, const struct cli_option *option, const char *value)
{
    void *target = option->target;
    if (target == NULL)
        return 0;
    switch (option->takes) {
    case TAKES_NOTHING:
        *(bool *)target = true;
        return 0;
    case TAKES_TEXT:
        *(const char **)target = value;
        return 0;
    case TAKES_DATE:
        if (cli_date(command, option->name, value) != 0)
            return -1;
        *(struct slice *)target = slice_from(value);
        return 0;
    case TAKES_SLICE:
        *(struct slice *)target = slice_from(value);
        return 0;
    case TAKES_NUMBER:
        return cli_number(command, option->name, value, option->least, option->most, target);
    case TAKES_DURATION:
        return cli_duration(command, option->name, value, target);
    case TAKES_OWN:
        return option->read(command, value, target);
    default:
        return 0;
    }
}

int
options_read(const struct command *command, int argc, char **argv, const struct cli_option *options)
{
    struct getopt_rows rows;
    struct term *term = NULL;
    const char *colour = "auto";
    fill(&rows, options);
    opterr = 0; /* refuse tells it */
    for (size_t i = 0; options[i].takes != TAKES_END; i++)
        if (options[i].takes == TAKES_COLOUR)
            term = options[i].target;
    for (int answer; (answer = getopt_long(argc, argv, rows.letters, rows.longs, NULL)) != -1;) {
        if (answer == HELP)
            return cli_help(command);
        const struct cli_option *option = row_of(options, answer);
        if (option == NULL)
            return refuse(command, answer, argv);
        if (take(command, option, optarg) != 0)
            return STATUS_USAGE;
        if (option->takes == TAKES_COLOUR)
            colour = optarg;
    }
    if (term != NULL && term_init(term, colour) != 0)
        return cli_usage(command, "--color takes auto, always or never");
    return -1;
}
