/*
 * status: what cmd_status.c found out, and status_print.c tells.
 */
#ifndef PAGEWIRE_CLI_STATUS_H
#define PAGEWIRE_CLI_STATUS_H

#include "cli/client.h"
#include "cli/stage.h"
#include "cli/term.h"

/* What was found out; a part that could not be reached has its reason. */
struct picture {
    struct site site;
    bool ingest, store;
    struct reply reply;   /* of ingest */
    struct answer answer; /* of store */
    struct err ingest_err, store_err;
    struct stage *stages;
    size_t stage_count;
};

/* Appends it for people, no line wider than the terminal. */
void status_print(const struct term *term, const struct picture *picture, struct buf *out);

/* Appends one object. */
void status_print_json(const struct picture *picture, struct buf *out);

#endif
