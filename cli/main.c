/*
 * pagewire: the command for people and scripts.  Finds the subcommand and calls
 * it; what each does is in cmd_*.c.
 */
#include "cli/cli.h"
#include "cli/commands.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

static const struct command *
command_find(const char *name)
{
    for (size_t i = 0; i < command_count; i++)
        if (strcmp(commands[i]->name, name) == 0)
            return commands[i];
    return NULL;
}

static void
print_overview(FILE *out)
{
    fputs(_("pagewire: newspaper pages in, articles with people, places and organisations out\n\n"
            "usage: pagewire COMMAND [OPTION...] [ARGUMENT...]\n\n"),
          out);
    for (size_t i = 0; i < command_count; i++)
        fprintf(out, "  %-13s %s\n", commands[i]->name, _(commands[i]->summary));
    fputs(_("\n'pagewire COMMAND --help' explains a command, with examples.\n"
            "\n"
            "Try it:\n"
            "  pagewire parse samples/*/*/A03.txt      one page, no server\n"
            "  pagewire up                             start a pipeline here (Ctrl-C ends it)\n"
            "  pagewire submit --wait samples          in another terminal: feed it\n"
            "  pagewire search --person 孟庆余         find articles\n"),
          out);
}

int
main(int argc, char **argv)
{
    tongue_set_up();
    signal(SIGPIPE, SIG_DFL);
    if (argc < 2) {
        print_overview(stderr);
        return STATUS_USAGE;
    }
    const char *name = argv[1];
    if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0 || strcmp(name, "help") == 0) {
        const struct command *command = argc > 2 ? command_find(argv[2]) : NULL;
        if (command != NULL)
            return cli_help(command);
        print_overview(stdout);
        return STATUS_DONE;
    }
    if (strcmp(name, "--version") == 0 || strcmp(name, "-V") == 0)
        name = "version";
    const struct command *command = command_find(name);
    if (command == NULL) {
        cli_error("there is no command '%s'; 'pagewire --help' lists them", name);
        return STATUS_USAGE;
    }
    char shown[64]; /* what getopt begins its messages with */
    (void)snprintf(shown, sizeof shown, "pagewire %s", command->name);
    argv[1] = shown;
    return command->run(command, argc - 1, argv + 1);
}
