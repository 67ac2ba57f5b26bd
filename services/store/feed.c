#include "services/store/feed.h"

#include "common/log.h"
#include "common/metrics.h"
#include "services/store/archive.h"

#include <czmq.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

enum {
    LOOK_MS = 1000, /* without a poke: another process may write */
    AT_ONCE = 500,
    WAITING_MAX = 10000, /* changes that a slow subscriber has not fetched; later ones are lost */
};

struct feed {
    const char *path;
    zsock_t *pub;
    char *address;
    int poked; /* eventfd */
    zactor_t *thread;
    struct archive *archive; /* the thread's, NULL until it can be opened */
    int64_t cursor;          /* -1 until the end was found */
    struct metric *published;
};

static void
publish(struct feed *feed, const struct change *change)
{
    struct buf json = { 0 };
    char sequence[32];
    (void)snprintf(sequence, sizeof sequence, "%lld", (long long)change->sequence);
    change_encode(change, &json);
    (void)zsock_send(feed->pub, "ssb", "change", sequence, json.ptr, json.len);
    buf_done(&json);
    metric_add(feed->published, 1);
}

/* What is new; whether there may be more. */
static bool
look(struct feed *feed)
{
    struct answer answer;
    struct err err;
    int64_t next;
    bool more = false;
    if (feed->archive == NULL && archive_open(&feed->archive, feed->path, ARCHIVE_READ, &err) != 0)
        return false;
    answer_init(&answer, ANSWER_CHANGES);
    if (archive_changes(feed->archive, feed->cursor, AT_ONCE, &answer, &next, &err) == 0) {
        for (size_t i = 0; i < answer.change_count; i++)
            publish(feed, &answer.changes[i]);
        more = answer.change_count == AT_ONCE;
        feed->cursor = next;
    } else {
        log_debug(NULL, "feed-waits", "reason=\"%s\"", err.text);
    }
    answer_done(&answer);
    return more;
}

static void
run(zsock_t *pipe, void *arg)
{
    struct feed *feed = arg;
    (void)look(feed); /* where the end is */
    (void)zsock_signal(pipe, 0);
    zmq_pollitem_t items[] = { { .socket = zsock_resolve(pipe), .events = ZMQ_POLLIN },
                               { .fd = feed->poked, .events = ZMQ_POLLIN } };
    for (;;) {
        uint64_t pokes;
        (void)zmq_poll(items, 2, LOOK_MS);
        if (items[0].revents != 0)
            break; /* the only thing that comes is $TERM */
        if (items[1].revents != 0 && read(feed->poked, &pokes, sizeof pokes) < 0)
            continue;
        while (look(feed))
            ;
    }
}

int
feed_open(struct feed **feed, const char *address, const char *archive, const struct curve *curve,
          struct err *err)
{
    zsock_t *pub = zsock_new(ZMQ_PUB);
    if (pub == NULL)
        die("cannot make a socket: %s", zmq_strerror(zmq_errno()));
    zsock_set_sndhwm(pub, WAITING_MAX);
    zsock_set_linger(pub, 0);
    if (curve_bind(curve, pub, address, err) != 0) {
        zsock_destroy(&pub);
        return err_prefix(err, "feed_endpoint");
    }
    struct feed *made = calloc(1, sizeof *made);
    if (made == NULL)
        die("out of memory");
    made->path = archive;
    made->pub = pub;
    made->address = slice_dup(slice_from(zsock_endpoint(pub)));
    made->cursor = -1;
    made->published =
        metric_new(METRIC_COUNTER, "feed_changes_total", NULL, "Changes that were published");
    made->poked = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    if (made->poked < 0)
        die("cannot make an eventfd");
    made->thread = zactor_new(run, made);
    if (made->thread == NULL)
        die("cannot make a thread");
    *feed = made;
    return 0;
}

void
feed_close(struct feed *feed)
{
    if (feed == NULL)
        return;
    zactor_destroy(&feed->thread);
    zsock_destroy(&feed->pub);
    archive_close(feed->archive);
    (void)close(feed->poked);
    free(feed->address);
    free(feed);
}

void
feed_poke(struct feed *feed)
{
    uint64_t one = 1;
    if (feed != NULL && write(feed->poked, &one, sizeof one) < 0)
        log_debug(NULL, "feed-full", "it was poked very often");
}

const char *
feed_address(const struct feed *feed)
{
    return feed->address;
}
