/*
 * submit: what cmd_submit.c (the command line and the loop), submit_item.c (files and pages, and
 * what is told of them) and submit_talk.c (what is said to ingest and by it) share.
 */
#ifndef PAGEWIRE_CLI_SUBMIT_H
#define PAGEWIRE_CLI_SUBMIT_H

#include "cli/client.h"
#include "cli/files.h"
#include "cli/progress.h"
#include "cli/site.h"
#include "common/lane.h"

enum {
    IDS_AT_ONCE = 500,
    ASK_FIRST_MS = 20, /* pause between questions after accepted pages, which grows */
};

enum state { STATE_WAITING, STATE_SENT, STATE_ACCEPTED, STATE_COMMITTED, STATE_FAILED };

/* A file, or, once it is accepted and has several, one of its pages. */
struct item {
    struct submit *submit;
    size_t index; /* in items */
    const struct file *file;
    unsigned file_page; /* 0: the only one */
    char number[64];    /* of such a page */
    enum state state;
    char id[33]; /* ACCEPTED and later */
    bool superseded;
};

struct submit {
    struct site_options site;
    const char *paper, *date, *number, *encoding;
    bool lenient, again, wait, json, quiet;
    enum lane lane;
    long long timeout; /* ms; 0: none */
    struct files files;
    struct item **items; /* files first, then further pages of some */
    size_t item_count, item_cap;
    struct client *client;
    struct progress progress;
    struct buf input; /* what standard input gave, for it can be read only once */
    size_t count[STATE_FAILED + 1];
    size_t from;               /* items before it are not WAITING */
    long long send_at;         /* BUSY: nothing is sent before */
    long long answered_at;     /* when something came last */
    bool silent;               /* something did not come in time */
    size_t asked[IDS_AT_ONCE]; /* items of the STATE under way, in its order */
    size_t asked_count;        /* 0: none is under way */
    size_t ask_from;           /* items before it are finished */
    long long ask_at, ask_pause;
    int status;
};

struct item *submit_add(struct submit *submit, const struct file *file, enum state state);
void submit_set_state(struct submit *submit, struct item *item, enum state state);

/* Says on standard output what became of it; or on standard error why it failed. */
void submit_print(struct submit *submit, const struct item *item, const char *fate,
                  struct slice reason);
void submit_fail(struct submit *submit, struct item *item, const char *fate, struct slice reason);

/* Sends what waits, as much as may be under way. */
void submit_send(struct submit *submit);

/* Asks for the states of accepted pages, when it is time. */
void submit_ask(struct submit *submit);

/* Nothing came for long: the connection or ingest went away.  What was given to the connection is
 * sent again. */
int submit_connect_again(struct submit *submit, struct err *err);

#endif
