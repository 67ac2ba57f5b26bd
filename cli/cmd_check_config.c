#include "cli/commands.h"

#include "common/config.h"
#include "common/proto/json_write.h"

#include <stdio.h>

static void
print_json(const char *file, const char *reason)
{
    struct buf out = { 0 }, name = { 0 };
    struct jsonw w = { .out = &out };
    cli_mend(&name, slice_from(file));
    jsonw_open(&w, '{');
    jsonw_member(&w, "file", buf_slice(&name));
    jsonw_key(&w, "good");
    jsonw_boolean(&w, reason == NULL);
    if (reason != NULL)
        jsonw_member(&w, "reason", slice_from(reason));
    jsonw_close(&w, '}');
    puts(buf_string(&out));
    buf_done(&out);
    buf_done(&name);
}

static void
print_keys(void)
{
    for (size_t i = 0; i < option_table_count; i++)
        if (option_tables[i] != &daemon_options)
            config_help(option_tables[i]->section, option_tables, option_table_count);
}

static int
check_files(int argc, char **argv, bool json)
{
    int status = STATUS_DONE;
    for (int i = optind; i < argc; i++) {
        struct err err = { 0 };
        bool good = config_check(argv[i], &err) == 0;
        if (!good)
            status = cli_failed(&err);
        if (json)
            print_json(argv[i], good ? NULL : err.text);
        else if (good)
            printf("%s: good\n", argv[i]);
    }
    return status;
}

static int
run(const struct command *command, int argc, char **argv)
{
    enum { OPT_KEYS = OPT_OWN };
    static const struct option options[] = {
        OPTIONS_COMMON,
        { "keys", no_argument, NULL, OPT_KEYS },
        OPTIONS_END,
    };
    bool json = false;
    for (int option; (option = getopt_long(argc, argv, "h", options, NULL)) != -1;) {
        switch (option) {
        case OPT_HELP:
            return cli_help(command);
        case OPT_JSON:
            json = true;
            break;
        case OPT_COLOUR:
            break;
        case OPT_KEYS:
            print_keys();
            return STATUS_DONE;
        default:
            return cli_usage(command, NULL);
        }
    }
    return optind < argc ? check_files(argc, argv, json)
                         : cli_usage(command, "check-config needs a file");
}

const struct command command_check_config = {
    .name = "check-config",
    .summary = "look for mistakes in a configuration file",
    .help = "usage: pagewire check-config [--json] FILE...\n"
            "       pagewire check-config --keys\n"
            "\n"
            "Checks every section: unknown sections and keys, malformed and missing values are\n"
            "named with their line.  The environment plays no part.  --keys prints every key\n"
            "with its default.\n"
            "\n"
            "examples:\n"
            "  pagewire check-config /etc/pagewire/pagewire.conf\n"
            "  pagewire check-config --keys | less\n",
    .run = run,
};
