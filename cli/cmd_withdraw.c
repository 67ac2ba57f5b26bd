#include "cli/client.h"
#include "cli/commands.h"
#include "cli/options.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct withdraw {
    struct site_options site;
    const char *why, *who;
    bool undo;
};

/* Who does it, for the log: the person behind sudo, or the user. */
static const char *
user_name(void)
{
    static const char *const names[] = { "SUDO_USER", "USER", "LOGNAME" };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *name = getenv(names[i]);
        if (name != NULL && *name != '\0')
            return name;
    }
    return "unknown";
}

static int
withdraw_one(const struct withdraw *withdraw, struct client *client, const char *name,
             struct err *err)
{
    struct query query;
    struct answer answer;
    query_init(&query, withdraw->undo ? QUERY_RESTORE : QUERY_WITHDRAW);
    query.page_id = slice_from(name);
    query.who = slice_from(withdraw->who);
    query.why = slice_from(withdraw->why == NULL ? "" : withdraw->why);
    int result = client_query(client, &query, &answer, NULL, err);
    if (result == 0) {
        printf("%.*s", SLICE_ARGS(answer.page_id));
        if (answer.article != 0)
            printf("/%u", answer.article);
        printf("  %s\n", !withdraw->undo && answer.article != 0 ? _("withdrawn")
                                                                : _(page_state_name(answer.state)));
        answer_done(&answer);
    }
    query_done(&query);
    return result == 0 ? 0 : err_prefix(err, "%s", name);
}

static int
read_options(const struct command *command, int argc, char **argv, struct withdraw *withdraw)
{
    const struct cli_option options[] = {
        OPTIONS_SITE(&withdraw->site),
        { "why", TAKES_TEXT, &withdraw->why },
        { "who", TAKES_TEXT, &withdraw->who },
        { "undo", TAKES_NOTHING, &withdraw->undo },
        OPTIONS_END,
    };
    int status = options_read(command, argc, argv, options);
    if (status >= 0)
        return status;
    if (optind == argc)
        return cli_usage(command, "withdraw what? Give page ids, or ID/N for an article");
    if (!withdraw->undo && (withdraw->why == NULL || *withdraw->why == '\0'))
        return cli_usage(command, "--why TEXT says why, and is kept");
    return -1;
}

static int
run(const struct command *command, int argc, char **argv)
{
    struct withdraw withdraw = { .who = user_name() };
    struct err err = { 0 };
    struct client *client = NULL;
    int status = read_options(command, argc, argv, &withdraw);
    if (status >= 0)
        return status;
    status = STATUS_DONE;
    if (client_open_desk(&client, &withdraw.site, &err) != 0)
        return cli_failed(&err);
    for (int i = optind; i < argc; i++)
        if (withdraw_one(&withdraw, client, argv[i], &err) != 0)
            status = cli_failed(&err);
    client_close(client);
    return status;
}

const struct command command_withdraw = {
    .name = "withdraw",
    .summary = N_("take a page or an article out of search and readers' sight"),
    .help = N_("usage: pagewire withdraw ID[/N]... --why TEXT [OPTION...]\n"
               "\n"
               "What is withdrawn is at once neither found, shown nor exported, and every feed is\n"
               "told; the archive keeps it.  ID is a page's id or its first digits, N an article.\n"
               "\n"
               "  --why TEXT             the reason, which is kept\n"
               "  --who NAME             who does it; default: the user\n"
               "  --undo                 takes a withdrawal back\n"
               "\n" HELP_SITE "\n"
               "example:\n"
               "  pagewire withdraw 9d5b157e/2 --why 'court order 17'\n"),
    .run = run,
};
