/*
 * feed: a client that submits pages and writes down what it was answered.
 *
 *     feed ENDPOINT COUNT FIRST SAMPLE [SECONDS]
 *
 * Submits COUNT pages made from the text of the file SAMPLE, numbered from FIRST,
 * 20 in flight.  An answer that does not come within 3 s is asked for again, BUSY waits.
 * Prints the last answer for each page, one JSON object a line.  Exit status 0 when
 * all were accepted within SECONDS (default 60), 1 otherwise.
 */
#include "tests/scenario/ask.h"

enum { WINDOW = 20, PATIENCE_MS = 3000 };

enum stage { STAGE_NEW, STAGE_ASKED, STAGE_ACCEPTED };

struct item {
    enum stage stage;
    int64_t due; /* when to ask, or to ask again */
};

struct feed {
    zsock_t *sock;
    char *sample;
    struct item *items;
    unsigned count, first, accepted, asked;
};

static char *
read_file(const char *path)
{
    FILE *file = fopen(path, "r");
    char *text = calloc(1, 1 << 20);
    if (file == NULL || text == NULL || fread(text, 1, (1 << 20) - 1, file) == 0) {
        (void)fprintf(stderr, "cannot read %s\n", path);
        exit(2);
    }
    (void)fclose(file);
    return text;
}

static void
submit(struct feed *feed, unsigned i)
{
    char number[16], *body = NULL;
    unsigned page = feed->first + i;
    (void)snprintf(number, sizeof number, "P%05u", page);
    json_t *header =
        json_pack("{s:i s:s s:i s:s s:s s:s s:s}", "version", 1, "type", "SUBMIT", "seq", (int)i,
                  "name", number, "paper", "测试日报", "date", "2018-01-09", "number", number);
    int len = asprintf(&body, "%s\n　　本版编号%05u。\n", feed->sample, page);
    if (len < 0)
        exit(2);
    ask_send(feed->sock, header, body, (size_t)len);
    free(body);
    feed->asked += feed->items[i].stage == STAGE_NEW;
    feed->items[i].stage = STAGE_ASKED;
    feed->items[i].due = zclock_mono() + PATIENCE_MS;
}

static void
submit_due(struct feed *feed)
{
    int64_t now = zclock_mono();
    for (unsigned i = 0; i < feed->count; i++) {
        struct item *item = &feed->items[i];
        if (item->stage == STAGE_ASKED && now >= item->due)
            submit(feed, i);
        else if (item->stage == STAGE_NEW && feed->asked - feed->accepted < WINDOW)
            submit(feed, i);
    }
}

static void
take_answer(struct feed *feed, json_t *answer)
{
    json_int_t seq = json_integer_value(json_object_get(answer, "seq"));
    if (seq < 0 || seq >= (json_int_t)feed->count)
        return;
    struct item *item = &feed->items[seq];
    const char *type = ask_text(answer, "type");
    if (strcmp(type, "BUSY") == 0) {
        item->due = zclock_mono() + json_integer_value(json_object_get(answer, "retry_after_ms"));
        return;
    }
    if (item->stage == STAGE_ACCEPTED)
        return;
    char *line = json_dumps(answer, JSON_COMPACT);
    (void)puts(line);
    (void)fflush(stdout);
    free(line);
    if (strcmp(type, "ACCEPTED") == 0 || strcmp(type, "DEAD") == 0) {
        item->stage = STAGE_ACCEPTED;
        feed->accepted++;
    } else {
        item->due = zclock_mono() + 500;
    }
}

int
main(int argc, char **argv)
{
    if (argc < 5) {
        (void)fprintf(stderr, "usage: feed ENDPOINT COUNT FIRST SAMPLE [SECONDS]\n");
        return 2;
    }
    struct feed feed = { .count = (unsigned)strtoul(argv[2], NULL, 10),
                         .first = (unsigned)strtoul(argv[3], NULL, 10) };
    int64_t until = zclock_mono() + 1000 * (argc > 5 ? strtol(argv[5], NULL, 10) : 60);
    feed.sock = ask_connect(argv[1]);
    feed.sample = read_file(argv[4]);
    feed.items = calloc(feed.count + 1, sizeof *feed.items);
    while (feed.items != NULL && feed.accepted < feed.count && zclock_mono() < until) {
        submit_due(&feed);
        json_t *answer = ask_receive(feed.sock, 50, NULL);
        if (answer != NULL)
            take_answer(&feed, answer);
        json_decref(answer);
    }
    (void)fprintf(stderr, "accepted %u of %u\n", feed.accepted, feed.count);
    zsock_destroy(&feed.sock);
    free(feed.sample);
    free(feed.items);
    return feed.accepted == feed.count ? 0 : 1;
}
