#include "cli/commands.h"

const struct command *const commands[] = {
    &command_parse,        &command_tag,    &command_up,      &command_submit,  &command_status,
    &command_list,         &command_show,   &command_search,  &command_export,  &command_withdraw,
    &command_token,        &command_hook,   &command_backup,  &command_restore, &command_dlq,
    &command_check_config, &command_keygen, &command_version,
};
const size_t command_count = sizeof commands / sizeof(commands[0]);
