/*
 * enricher: what struct enricher is made of, for this folder, its tests and
 * its benchmark.
 */
#ifndef PAGEWIRE_ENRICHER_H
#define PAGEWIRE_ENRICHER_H

#include "common/buf.h"
#include "services/enrich/link/link.h"
#include "services/enrich/tagger.h"

struct enricher_options {
    struct tagger_options tagger;
    bool no_second_look; /* leave out what one part of a page tells about others */
};

struct enricher {
    struct tagger_model model;
    struct gazetteer gazetteer;
    struct linker linker;
    struct tagger *tagger;
    struct enricher_options options;
    struct buf model_path, gazetteer_path, places_path;
    char version[96];
};

/* For measurements: what to leave out; in force for later calls. */
struct enricher_options *enricher_options(struct enricher *enricher);

#endif
