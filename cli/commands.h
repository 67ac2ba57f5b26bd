/*
 * commands: the table of subcommands, in the order of the overview.
 */
#ifndef PAGEWIRE_CLI_COMMANDS_H
#define PAGEWIRE_CLI_COMMANDS_H

#include "cli/cli.h"

extern const struct command command_withdraw, command_token, command_hook, command_parse,
    command_tag, command_up, command_submit, command_status, command_list, command_show,
    command_search, command_export, command_backup, command_restore, command_dlq,
    command_check_config, command_keygen, command_version;

extern const struct command *const commands[];
extern const size_t command_count;

#endif
