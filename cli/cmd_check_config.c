#include "cli/commands.h"

#include "common/config.h"

#include <stdio.h>

static int
run(const struct command *command, int argc, char **argv)
{
    enum { OPT_KEYS = OPT_OWN };
    static const struct option options[] = { { "help", no_argument, NULL, OPT_HELP },
                                             { "keys", no_argument, NULL, OPT_KEYS },
                                             OPTIONS_END };
    for (int option; (option = getopt_long(argc, argv, "h", options, NULL)) != -1;) {
        if (option == OPT_HELP)
            return cli_help(command);
        if (option != OPT_KEYS)
            return cli_usage(command, NULL);
        for (size_t i = 0; i < option_table_count; i++)
            if (option_tables[i] != &daemon_options)
                config_help(option_tables[i]->section, option_tables, option_table_count);
        return STATUS_DONE;
    }
    if (optind == argc)
        return cli_usage(command, "check-config needs a file");
    int status = STATUS_DONE;
    for (int i = optind; i < argc; i++) {
        struct err err = { 0 };
        if (config_check(argv[i], &err) != 0)
            status = cli_failed(&err);
        else
            printf("%s: good\n", argv[i]);
    }
    return status;
}

const struct command command_check_config = {
    .name = "check-config",
    .summary = "look for mistakes in a configuration file",
    .help = "usage: pagewire check-config FILE...\n"
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
