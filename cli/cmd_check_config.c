#include "cli/commands.h"
#include "cli/needs.h"
#include "cli/options.h"

#include "common/config.h"
#include "common/proto/json_write.h"

#include <stdio.h>
#include <string.h>

/* What was found in a file; told as it comes, or in one object at the end. */
struct findings {
    bool json;
    struct buf faults; /* of JSON: the elements of a list */
    struct jsonw w;
    size_t count;
};

static void
note(void *arg, const char *fault)
{
    struct findings *findings = arg;
    findings->count++;
    if (findings->json) {
        struct buf mended = { 0 };
        cli_mend(&mended, slice_from(fault));
        jsonw_text(&findings->w, buf_slice(&mended));
        buf_done(&mended);
    } else {
        cli_error("%s", fault);
    }
}

static void
print_json(const char *file, const struct findings *findings)
{
    struct buf out = { 0 }, name = { 0 };
    struct jsonw w = { .out = &out };
    cli_mend(&name, slice_from(file));
    jsonw_open(&w, '{');
    jsonw_member(&w, "file", buf_slice(&name));
    jsonw_key(&w, "good");
    jsonw_boolean(&w, findings->count == 0);
    jsonw_key(&w, "faults");
    jsonw_value(&w, buf_slice(&findings->faults));
    jsonw_close(&w, '}');
    puts(buf_string(&out));
    buf_done(&out);
    buf_done(&name);
}

static void
print_keys(void)
{
    for (size_t i = 0; i < option_table_count; i++)
        if (strcmp(option_tables[i]->section, "common") != 0)
            config_help(option_tables[i]->section, option_tables, option_table_count);
}

/* The file, and, when that is good, what it names. */
static int
check_file(const char *file, const char *user, bool json)
{
    struct findings findings = { .json = json };
    struct err err = { 0 };
    findings.w = (struct jsonw){ .out = &findings.faults };
    jsonw_open(&findings.w, '[');
    config_faults(file, note, &findings);
    int result = findings.count == 0 ? needs_check(file, user, note, &findings, &err) : 0;
    jsonw_close(&findings.w, ']');
    if (result != 0)
        (void)cli_failed(&err);
    else if (json)
        print_json(file, &findings);
    else if (findings.count == 0)
        printf(_("%s: good\n"), file);
    buf_done(&findings.faults);
    return result != 0 || findings.count > 0 ? STATUS_FAILED : STATUS_DONE;
}

static int
check_files(int argc, char **argv, const char *user, bool json)
{
    int status = STATUS_DONE;
    for (int i = optind; i < argc; i++)
        if (check_file(argv[i], user, json) != STATUS_DONE)
            status = STATUS_FAILED;
    return status;
}

static int
run(const struct command *command, int argc, char **argv)
{
    bool json = false, keys = false;
    const char *user = NULL;
    const struct cli_option options[] = {
        OPTIONS_COMMON(&json, NULL),
        { "keys", TAKES_NOTHING, &keys },
        { "user", TAKES_TEXT, &user },
        OPTIONS_END,
    };
    int status = options_read(command, argc, argv, options);
    if (status >= 0)
        return status;
    if (keys) {
        print_keys();
        return STATUS_DONE;
    }
    return optind < argc ? check_files(argc, argv, user, json)
                         : cli_usage(command, "check-config needs a file");
}

const struct command command_check_config = {
    .name = "check-config",
    .summary = N_("look for mistakes in a configuration file"),
    .help = N_("usage: pagewire check-config [--json] [--user NAME] FILE...\n"
               "       pagewire check-config --keys\n"
               "\n"
               "Checks every section: unknown sections and keys, malformed and missing values are\n"
               "named with their line, all of them.  When there are none, what the daemons will\n"
               "need: folders they can write, keys they can read, no address given twice.  The\n"
               "environment plays no part.\n"
               "\n"
               "  --user NAME   asks for that user (root only): whom the daemons run as\n"
               "  --json        an object for each file: file, good, faults\n"
               "  --keys        prints every key with its default\n"
               "\n"
               "examples:\n"
               "  pagewire check-config --user pagewire /etc/pagewire/pagewire.conf\n"
               "  pagewire check-config --keys | less\n"),
    .run = run,
};
