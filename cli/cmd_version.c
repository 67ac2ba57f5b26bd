#include "cli/commands.h"

#include "common/datadir.h"
#include "common/page.h"
#include "common/version.h"
#include "services/enrich/enrich.h"
#include "services/segment/segment.h"

#include <hiredis/hiredis.h>
#include <jansson.h>
#include <sqlite3.h>
#include <stdio.h>
#include <unicode/uvernum.h>
#include <zmq.h>

static void
print_method(const char *name, const char *version, const struct err *err)
{
    printf("%-9s %s%s\n", name,
           version != NULL ? version : "not usable: ", version != NULL ? "" : err->text);
}

static int
run(const struct command *command, int argc, char **argv)
{
    if (argc > 1 && (argv[1][0] != '-' || argv[1][1] == 'h'))
        return cli_help(command);
    puts("pagewire " PAGEWIRE_VERSION);
    struct err err = { 0 };
    struct segmenter *segmenter = NULL;
    struct enricher *enricher = NULL;
    if (segmenter_load(&segmenter, data_dir(), &err) == 0)
        print_method("segment", segmenter_version(segmenter), &err);
    else
        print_method("segment", NULL, &err);
    if (enricher_load(&enricher, data_dir(), &err) == 0)
        print_method("enrich", enricher_version(enricher), &err);
    else
        print_method("enrich", NULL, &err);
    segmenter_free(segmenter);
    enricher_free(enricher);
    int major, minor, patch;
    zmq_version(&major, &minor, &patch);
    printf("data      %s\n", data_dir());
    printf("libraries zmq %d.%d.%d, jansson %s, hiredis %d.%d.%d, sqlite %s, icu %s\n", major,
           minor, patch, jansson_version_str(), HIREDIS_MAJOR, HIREDIS_MINOR, HIREDIS_PATCH,
           sqlite3_libversion(), U_ICU_VERSION);
    return STATUS_DONE;
}

const struct command command_version = {
    .name = "version",
    .summary = "this program, its methods and libraries (also --version)",
    .help = "usage: pagewire --version\n\n"
            "Prints the versions of the program, of the segmenter and the tagger with their\n"
            "models, where the models are, and of the libraries in use.\n",
    .run = run,
};
