/*
 * tongue: messages and help in the user's language.
 *
 * _("...") is the text in that language; N_("...") marks one that is translated where it is shown.
 * err_set, cli_error and cli_usage translate their formats themselves.  What programs read
 * (JSON, states, metrics, logs of daemons) is never translated.  Catalogues are po/LANGUAGE.po.
 */
#ifndef PAGEWIRE_CLI_TONGUE_H
#define PAGEWIRE_CLI_TONGUE_H

#include <libintl.h>

#define _(text) gettext(text)
#ifdef TONGUE_EXTRACT /* po/update looks for it */
#define N_(text) gettext_noop(text)
#else
#define N_(text) text
#endif

/* Takes the language that LC_ALL, LC_MESSAGES, LANG or LANGUAGE name, even when the system has no
 * such locale.  To be called once, at first. */
void tongue_set_up(void);

#endif
