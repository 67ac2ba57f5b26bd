/* token: who may ask the gateway from other hosts, and for what. */
#include "cli/client.h"
#include "cli/commands.h"
#include "cli/options.h"
#include "cli/site.h"

#include "common/token.h"

#include <stdio.h>
#include <string.h>

enum { SCOPES_MAX = 4 };

/* "read,submit" in place. */
static size_t
cut_scopes(char *text, struct slice scopes[SCOPES_MAX])
{
    size_t count = 0;
    char *rest = text;
    for (char *word; (word = strsep(&rest, ",")) != NULL && count < SCOPES_MAX;)
        if (*word != '\0')
            scopes[count++] = slice_from(word);
    return count;
}

static int
add(struct client *client, const char *name, char *scope, struct err *err)
{
    char token[TOKEN_SIZE], hash[TOKEN_HASH_SIZE];
    struct slice scopes[SCOPES_MAX];
    struct query query;
    struct answer answer;
    token_make(token);
    token_hash(slice_from(token), hash);
    query_init(&query, QUERY_TOKEN_ADD);
    query.name = slice_from(name);
    query.hash = slice_from(hash);
    query.scope_count = cut_scopes(scope, scopes);
    query.scopes = scopes;
    query.who = SLICE_LITERAL("command line");
    int result = client_query(client, &query, &answer, NULL, err);
    query_done(&query);
    if (result != 0)
        return -1;
    answer_done(&answer);
    printf("%s\n", token);
    return 0;
}

static int
list(struct client *client, struct err *err)
{
    struct query query;
    struct answer answer;
    query_init(&query, QUERY_TOKEN_LIST);
    int result = client_query(client, &query, &answer, NULL, err);
    query_done(&query);
    if (result != 0)
        return -1;
    for (size_t i = 0; i < answer.token_count; i++) {
        const struct token *token = &answer.tokens[i];
        printf("%.*s ", SLICE_ARGS(token->name));
        for (size_t k = 0; k < token->scope_count; k++)
            printf("%s%.*s", k > 0 ? "," : " ", SLICE_ARGS(token->scopes[k]));
        printf("\n");
    }
    answer_done(&answer);
    return 0;
}

static int
drop(struct client *client, const char *name, struct err *err)
{
    struct query query;
    query_init(&query, QUERY_TOKEN_DROP);
    query.name = slice_from(name);
    return client_drop(client, &query, name, err);
}

static int
act(const struct command *command, const struct site_options *site, char *scope, int count,
    char **words)
{
    struct err err = { 0 };
    struct client *client;
    bool adds = strcmp(words[0], "add") == 0, drops = strcmp(words[0], "drop") == 0;
    if (!adds && !drops && strcmp(words[0], "list") != 0)
        return cli_usage(command, "token add, list or drop; not '%s'", words[0]);
    if (count != (adds || drops ? 2 : 1))
        return cli_usage(command,
                         adds || drops ? N_("token %s needs one name") : N_("token %s, no more"),
                         words[0]);
    if (adds != (scope != NULL))
        return cli_usage(command, "--scope read,submit,edit,admin goes with token add");
    if (client_open_desk(&client, site, &err) != 0)
        return cli_failed(&err);
    int result = adds    ? add(client, words[1], scope, &err)
                 : drops ? drop(client, words[1], &err)
                         : list(client, &err);
    client_close(client);
    return result == 0 ? STATUS_DONE : cli_failed(&err);
}

static int
run(const struct command *command, int argc, char **argv)
{
    struct site_options site = { 0 };
    char *scope = NULL;
    const struct cli_option options[] = {
        OPTIONS_SITE(&site),
        { "scope", TAKES_TEXT, &scope },
        OPTIONS_END,
    };
    int status = options_read(command, argc, argv, options);
    if (status >= 0)
        return status;
    if (optind == argc)
        return cli_usage(command, "token add, list or drop?");
    return act(command, &site, scope, argc - optind, argv + optind);
}

const struct command command_token = {
    .name = "token",
    .summary = N_("let programs on other hosts use the gateway"),
    .help =
        N_("usage: pagewire token add NAME --scope read,submit,edit,admin\n"
           "       pagewire token list\n"
           "       pagewire token drop NAME\n"
           "\n"
           "add prints the token, once: the archive keeps a hash.  A dropped one is good no more\n"
           "within 10 s.  Requests from this host need none unless gateway.trust_local is off.\n"
           "\n" HELP_SITE "\n"
           "examples:\n"
           "  pagewire token add cms --scope read,submit\n"),
    .run = run,
};
