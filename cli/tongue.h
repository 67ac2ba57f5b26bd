/*
 * tongue: messages of the command line in the user's language: _("...") is the text in it.
 * cli_error and cli_usage translate their formats themselves, and what common/tongue.h names.
 */
#ifndef PAGEWIRE_CLI_TONGUE_H
#define PAGEWIRE_CLI_TONGUE_H

#include "common/tongue.h"

#define _(text) gettext(text)

#endif
