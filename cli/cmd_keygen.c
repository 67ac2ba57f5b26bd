#include "cli/commands.h"
#include "cli/options.h"

#include "common/curve.h"
#include "common/proto/json_write.h"

#include <stdio.h>
#include <string.h>

static void
print_json(const char *dir)
{
    struct buf out = { 0 }, name = { 0 };
    struct jsonw w = { .out = &out };
    cli_mend(&name, slice_from(dir));
    jsonw_open(&w, '{');
    jsonw_member(&w, "keys", buf_slice(&name));
    jsonw_close(&w, '}');
    puts(buf_string(&out));
    buf_done(&out);
    buf_done(&name);
}

static int
run(const struct command *command, int argc, char **argv)
{
    const char *role = "all";
    bool json = false;
    const struct cli_option options[] = {
        OPTIONS_COMMON(&json, NULL),
        { "role", TAKES_TEXT, &role },
        OPTIONS_END,
    };
    int status = options_read(command, argc, argv, options);
    if (status >= 0)
        return status;
    if (optind + 1 != argc)
        return cli_usage(command, "keygen takes one folder");
    struct err err = { 0 };
    const char *dir = argv[optind];
    if (curve_keygen(dir, role, &err) != 0)
        return cli_failed(&err);
    if (json) {
        print_json(dir);
        return STATUS_DONE;
    }
    if (strcmp(role, "all") != 0) {
        printf(_("%s/self.key          public key of this %s\n"
                 "%s/self.key_secret   secret key: it stays where it is used\n\n"
                 "Copy self.key to allowed/NAME.key in the key folder of the hosts that it may "
                 "connect\n"
                 "to, and their self.key to server.key here.\n"),
               dir, role, dir);
        return STATUS_DONE;
    }
    printf(_("%s/self.key          public key of this site\n"
             "%s/self.key_secret   secret key: keep it out of backups that others read\n"
             "%s/allowed/          public keys that may connect\n\n"
             "Copy the folder to every host of this site and set curve_dir there.\n"),
           dir, dir, dir);
    return STATUS_DONE;
}

const struct command command_keygen = {
    .name = "keygen",
    .summary = N_("make CURVE keys for daemons on several hosts"),
    .help = N_(
        "usage: pagewire keygen [--role ROLE] [--json] DIR\n"
        "\n"
        "Makes a key pair in DIR, which is made if need be, and allows it to connect to\n"
        "itself.  Keys that are there already are an error and stay.\n"
        "\n"
        "Endpoints on loopback and ipc:// may do without keys; any other address needs\n"
        "them, or the daemon refuses to start.\n"
        "\n"
        "  --role ROLE  what the key may do: client (submit), reader (ask the archive), worker (a\n"
        "               host's daemons), operator (all but the hop), all (default)\n"
        "  --json       one object\n"
        "\n"
        "The public key of a role is copied to allowed/NAME.key of the hosts that it may connect\n"
        "to; taken away there, it is ignored at once.\n"
        "\n"
        "examples:\n"
        "  pagewire keygen /etc/pagewire/keys\n"
        "  scp -rp /etc/pagewire/keys worker2:/etc/pagewire/\n"
        "  then on both, in pagewire.conf, section common: curve_dir = /etc/pagewire/keys\n"
        "  pagewire keygen --role client ~/keys   # then ~/keys/self.key to allowed/desk.key\n"),
    .run = run,
};
