/*
 * tongue: messages and help in the user's language.
 *
 * N_("...") marks a text that is translated where it is shown, by gettext; err_set and err_prefix
 * translate their formats themselves.  What programs read (JSON, states, metrics, logs of daemons)
 * is never translated: a daemon that runs has no language.  Catalogues are po/LANGUAGE.po.
 */
#ifndef PAGEWIRE_TONGUE_H
#define PAGEWIRE_TONGUE_H

#include <libintl.h>

#ifdef TONGUE_EXTRACT /* po/extract looks for it */
#define N_(text) gettext_noop(text)
#else
#define N_(text) text
#endif

/* Takes the language that LC_ALL, LC_MESSAGES, LANG or LANGUAGE name, even when the system has no
 * such locale.  To be called once, at first. */
void tongue_set_up(void);

#endif
