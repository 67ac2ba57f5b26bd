#include "common/tongue.h"

#include "common/datadir.h"

#include <limits.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *
wanted_locale(void)
{
    static const char *const names[] = { "LC_ALL", "LC_MESSAGES", "LANG" };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *value = getenv(names[i]);
        if (value != NULL && *value != '\0')
            return value;
    }
    return "";
}

/* Messages need the name of a language only; a minimal system has no locale of that name. */
static void
do_without_locale(void)
{
    char language[32];
    const char *wanted = wanted_locale(), *given = getenv("LANGUAGE");
    (void)snprintf(language, sizeof language, "%.*s", (int)strcspn(wanted, ".@"), wanted);
    if (setlocale(LC_MESSAGES, "C.UTF-8") != NULL && (given == NULL || *given == '\0'))
        (void)setenv("LANGUAGE", language, 1);
}

void
tongue_set_up(void)
{
    char folder[PATH_MAX];
    const char *set = getenv("PAGEWIRE_LOCALE");
    (void)setlocale(LC_CTYPE, "C.UTF-8");
    if (setlocale(LC_MESSAGES, "") == NULL)
        do_without_locale();
    if (set != NULL && *set != '\0')
        (void)snprintf(folder, sizeof folder, "%s", set);
    else if (!locale_dir(folder, sizeof folder))
        return;
    (void)bindtextdomain("pagewire", folder);
    (void)bind_textdomain_codeset("pagewire", "UTF-8");
    (void)textdomain("pagewire");
}
