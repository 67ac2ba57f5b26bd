/* hook: whom the gateway tells of what changes. */
#include "cli/client.h"
#include "cli/commands.h"
#include "cli/heard.h"
#include "cli/options.h"
#include "cli/site.h"
#include "common/proto/api.h"
#include "services/gateway/hook.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

struct wanted {
    struct slice profile, secret, paper;
};

static int
add(struct client *client, const char *url, const struct wanted *wanted, struct err *err)
{
    char made[HOOK_SECRET_SIZE];
    struct buf filter = { 0 };
    struct hook hook = { .url = slice_from(url),
                         .secret = wanted->secret,
                         .filter = SLICE_EMPTY,
                         .profile = wanted->profile };
    struct query query;
    struct answer answer;
    if (wanted->paper.len > 0) {
        api_filter_papers(&filter, &wanted->paper, 1);
        hook.filter = slice_from(buf_string(&filter));
    }
    if (hook.secret.len == 0) {
        hook_make_secret(made);
        hook.secret = slice_from(made);
    }
    query_init(&query, QUERY_HOOK_ADD);
    query.url = hook.url;
    query.secret = hook.secret;
    query.filter = hook.filter;
    query.profile = hook.profile;
    query.who = SLICE_LITERAL("command line");
    int result = hook_check(&hook, err);
    if (result == 0)
        result = client_query(client, &query, &answer, NULL, err);
    if (result == 0) {
        printf("%.*s  %.*s\n", SLICE_ARGS(answer.id), SLICE_ARGS(hook.secret));
        answer_done(&answer);
    }
    query_done(&query);
    buf_done(&filter);
    return result;
}

/* The first line of a file, or of standard input: "-". */
static int
read_secret(const char *path, struct buf *secret, struct err *err)
{
    char line[512];
    bool input = strcmp(path, "-") == 0;
    FILE *file = input ? stdin : fopen(path, "re");
    if (file == NULL)
        return err_set(err, ERR_REJECT, "%s: %s", path, strerror(errno));
    if (fgets(line, sizeof line, file) != NULL)
        buf_add(secret, line, strcspn(line, "\r\n"));
    if (!input)
        (void)fclose(file);
    if (secret->len == 0)
        return err_set(err, ERR_REJECT, "%s: there is no secret in its first line", path);
    return 0;
}

/* A secret that stands on the command line is not shown by ps for long. */
static void
hide_argument(struct slice argument, struct buf *kept)
{
    buf_add_slice(kept, argument);
    memset((char *)argument.ptr, '*', argument.len);
}

static int
list(struct client *client, struct err *err)
{
    struct query query;
    struct answer answer;
    query_init(&query, QUERY_HOOK_LIST);
    int result = client_query(client, &query, &answer, NULL, err);
    query_done(&query);
    if (result != 0)
        return -1;
    struct buf out = { 0 };
    for (size_t i = 0; i < answer.hook_count; i++) {
        const struct hook *hook = &answer.hooks[i];
        buf_printf(&out, "%.*s  %s  %.*s", SLICE_ARGS(hook->id),
                   hook_pushes(hook) ? "newsroom" : "events", SLICE_ARGS(hook->url));
        if (hook->failures > 0) {
            buf_printf(&out, _("  failed %u times: "), hook->failures);
            heard_add(&out, hook->why);
        }
        if (hook->dead > 0)
            buf_printf(&out, _("  given up: %lld"), (long long)hook->dead);
        buf_add_char(&out, '\n');
    }
    (void)cli_print(buf_slice(&out));
    buf_done(&out);
    answer_done(&answer);
    return 0;
}

static int
drop(struct client *client, const char *id, struct err *err)
{
    struct query query;
    query_init(&query, QUERY_HOOK_DROP);
    query.id = slice_from(id);
    return client_drop(client, &query, id, err);
}

static int
act(const struct command *command, const struct site_options *site, const struct wanted *wanted,
    int count, char **words)
{
    struct err err = { 0 };
    struct client *client;
    bool adds = strcmp(words[0], "add") == 0, drops = strcmp(words[0], "drop") == 0;
    if (!adds && !drops && strcmp(words[0], "list") != 0)
        return cli_usage(command, "hook add, list or drop; not '%s'", words[0]);
    if (count != (adds || drops ? 2 : 1))
        return cli_usage(command, adds    ? N_("hook add needs one address")
                                  : drops ? N_("hook drop needs one id")
                                          : N_("hook list, no more"));
    if (!adds && (wanted->profile.len > 0 || wanted->secret.len > 0 || wanted->paper.len > 0))
        return cli_usage(command, "--profile, --secret and --paper go with hook add");
    if (client_open_desk(&client, site, &err) != 0)
        return cli_failed(&err);
    int result = adds    ? add(client, words[1], wanted, &err)
                 : drops ? drop(client, words[1], &err)
                         : list(client, &err);
    client_close(client);
    return result == 0 ? STATUS_DONE : cli_failed(&err);
}

static int
run(const struct command *command, int argc, char **argv)
{
    struct site_options site = { 0 };
    struct wanted wanted = { SLICE_EMPTY, SLICE_EMPTY, SLICE_EMPTY };
    const char *secret_file = NULL;
    struct buf secret = { 0 };
    struct err err = { 0 };
    const struct cli_option options[] = {
        OPTIONS_SITE(&site),
        { "profile", TAKES_SLICE, &wanted.profile },
        { "secret", TAKES_SLICE, &wanted.secret },
        { "secret-file", TAKES_TEXT, &secret_file },
        { "paper", TAKES_SLICE, &wanted.paper },
        OPTIONS_END,
    };
    int status = options_read(command, argc, argv, options);
    if (status >= 0)
        return status;
    if (optind == argc)
        return cli_usage(command, "hook add, list or drop?");
    if (wanted.secret.len > 0 && secret_file != NULL)
        return cli_usage(command, "--secret or --secret-file, not both");
    if (wanted.secret.len > 0)
        hide_argument(wanted.secret, &secret);
    if (secret_file != NULL && read_secret(secret_file, &secret, &err) != 0)
        return cli_failed(&err);
    wanted.secret = buf_slice(&secret);
    status = act(command, &site, &wanted, argc - optind, argv + optind);
    buf_done(&secret);
    return status;
}

const struct command command_hook = {
    .name = "hook",
    .summary = N_("tell another system of everything that changes"),
    .help =
        N_("usage: pagewire hook add URL [--profile newsroom] [--secret-file FILE] [--paper NAME]\n"
           "       pagewire hook list\n"
           "       pagewire hook drop ID\n"
           "\n"
           "The gateway calls URL for each change from now on, in order and at least once; one\n"
           "that fails is tried again.  add prints the hook's id and its secret, which is made\n"
           "when none is given.\n"
           "\n"
           "Without --profile it is sent events, signed as Standard Webhooks have it.\n"
           "  --profile newsroom  articles in ninjs 1.x as Superdesk Newsroom takes them: URL is\n"
           "                      its /push, the secret its PUSH_KEY\n"
           "  --secret-file FILE  the first line of FILE is the secret (-: of standard input);\n"
           "                      --secret TEXT takes it from the command line\n"
           "  --paper NAME        only changes of that paper\n"
           "\n" HELP_SITE "\n"
           "examples:\n"
           "  pagewire hook add https://cms.example/pagewire\n"
           "  pagewire hook add https://newsroom.example/push --profile newsroom \\\n"
           "      --secret-file push.key\n"),
    .run = run,
};
