#include "cli/commands.h"
#include "cli/options.h"

#include "common/datadir.h"
#include "common/page.h"
#include "common/proto/json_write.h"
#include "common/version.h"
#include "services/enrich/enrich.h"
#include "services/segment/segment.h"

#include <hiredis/hiredis.h>
#include <jansson.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <unicode/uvernum.h>
#include <zmq.h>

/* One line, or one member. */
static void
add(struct jsonw *w, bool json, const char *name, const char *value)
{
    if (json)
        jsonw_member(w, name, slice_from(value));
    else
        buf_printf(w->out, "%-8s %s\n", name, value);
}

/* The methods with their models, or why they cannot be used. */
static void
add_methods(struct jsonw *w, bool json)
{
    struct err err = { 0 };
    struct segmenter *segmenter = NULL;
    struct enricher *enricher = NULL;
    bool usable = segmenter_load(&segmenter, data_dir(), &err) == 0;
    add(w, json, "segment", usable ? segmenter_version(segmenter) : err.text);
    usable = enricher_load(&enricher, data_dir(), &err) == 0;
    add(w, json, "enrich", usable ? enricher_version(enricher) : err.text);
    segmenter_free(segmenter);
    enricher_free(enricher);
}

static void
add_libraries(struct jsonw *w, bool json)
{
    char version[64];
    int major, minor, patch;
    zmq_version(&major, &minor, &patch);
    snprintf(version, sizeof version, "%d.%d.%d", major, minor, patch);
    add(w, json, "zmq", version);
    add(w, json, "jansson", jansson_version_str());
    snprintf(version, sizeof version, "%d.%d.%d", HIREDIS_MAJOR, HIREDIS_MINOR, HIREDIS_PATCH);
    add(w, json, "hiredis", version);
    add(w, json, "sqlite", sqlite3_libversion());
    add(w, json, "icu", U_ICU_VERSION);
}

static int
run(const struct command *command, int argc, char **argv)
{
    bool json = false;
    const struct cli_option options[] = {
        OPTIONS_COMMON(&json, NULL),
        { "version", TAKES_NOTHING, NULL, .letter = 'V' },
        OPTIONS_END,
    };
    int status = options_read(command, argc, argv, options);
    if (status >= 0)
        return status;
    struct buf out = { 0 };
    struct jsonw w = { .out = &out };
    if (json)
        jsonw_open(&w, '{');
    add(&w, json, "pagewire", PAGEWIRE_VERSION);
    add_methods(&w, json);
    add(&w, json, "data", data_dir());
    add_libraries(&w, json);
    if (json) {
        jsonw_close(&w, '}');
        buf_add_char(&out, '\n');
    }
    bool written = cli_write(buf_slice(&out));
    buf_done(&out);
    return written ? STATUS_DONE : STATUS_FAILED;
}

const struct command command_version = {
    .name = "version",
    .summary = N_("this program, its methods and libraries (also --version)"),
    .help = N_("usage: pagewire --version [--json]\n\n"
               "Prints the versions of the program, of the segmenter and the tagger with their\n"
               "models, where the models are, and of the libraries in use.\n"),
    .run = run,
};
