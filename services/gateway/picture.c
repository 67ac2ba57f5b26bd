#include "services/gateway/picture.h"

#include "common/err.h"
#include "services/decode/document.h"

#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/queue.h>
#include <unistd.h>

enum { AT_ONCE = 2, WAITING_MAX = 32 };

struct drawing {
    TAILQ_ENTRY(drawing) link;
    struct pictures *pictures;
    struct exchange *x;
    struct buf document, png;
    uint32_t page;
    unsigned width;
    int result;
    struct err err;
    pthread_t thread;
    void (*done)(struct exchange *x, struct payload *payload);
};
TAILQ_HEAD(drawings, drawing);

struct pictures {
    zloop_t *loop;
    int kick; /* eventfd: a drawing is done */
    struct drawings waiting;
    size_t waiting_count, running;
    pthread_mutex_t lock;  /* of what follows */
    struct drawings drawn; /* by their threads, for the loop */
};

/* In a thread of its own. */
static void *
draw(void *arg)
{
    struct drawing *drawing = arg;
    struct pictures *pictures = drawing->pictures;
    uint64_t one = 1;
    drawing->result = document_picture(buf_slice(&drawing->document), drawing->page, drawing->width,
                                       NULL, &drawing->png, &drawing->err);
    (void)pthread_mutex_lock(&pictures->lock);
    TAILQ_INSERT_TAIL(&pictures->drawn, drawing, link);
    (void)pthread_mutex_unlock(&pictures->lock);
    if (write(pictures->kick, &one, sizeof one) < 0)
        die("picture: the loop cannot be told");
    return NULL;
}

static void
start(struct pictures *pictures)
{
    struct drawing *drawing = TAILQ_FIRST(&pictures->waiting);
    if (drawing == NULL || pictures->running == AT_ONCE)
        return;
    TAILQ_REMOVE(&pictures->waiting, drawing, link);
    pictures->waiting_count--;
    pictures->running++;
    if (pthread_create(&drawing->thread, NULL, draw, drawing) != 0)
        die("out of threads");
}

static void
answer(struct drawing *drawing)
{
    if (drawing->result != 0) {
        bool later = drawing->err.kind == ERR_RETRY;
        exchange_problem(drawing->x, later ? 503 : 404, later ? "away" : "no-picture", "%s",
                         drawing->err.text);
        return;
    }
    struct payload *payload = payload_new("image/png", &drawing->png);
    drawing->done(drawing->x, payload);
    exchange_share(drawing->x, 200, payload);
    payload_drop(payload);
}

static void
forget(struct drawing *drawing)
{
    buf_done(&drawing->document);
    buf_done(&drawing->png);
    free(drawing);
}

static struct drawing *
take_drawn(struct pictures *pictures)
{
    (void)pthread_mutex_lock(&pictures->lock);
    struct drawing *drawing = TAILQ_FIRST(&pictures->drawn);
    if (drawing != NULL)
        TAILQ_REMOVE(&pictures->drawn, drawing, link);
    (void)pthread_mutex_unlock(&pictures->lock);
    return drawing;
}

static int
on_kick(zloop_t *loop, zmq_pollitem_t *item, void *arg)
{
    (void)loop;
    struct pictures *pictures = arg;
    uint64_t count;
    if (read(item->fd, &count, sizeof count) < 0)
        return 0;
    for (struct drawing *drawing; (drawing = take_drawn(pictures)) != NULL;) {
        (void)pthread_join(drawing->thread, NULL);
        pictures->running--;
        answer(drawing);
        forget(drawing);
        start(pictures);
    }
    return 0;
}

struct pictures *
pictures_new(zloop_t *loop)
{
    struct pictures *pictures = calloc(1, sizeof *pictures);
    if (pictures == NULL)
        die("out of memory");
    pictures->loop = loop;
    TAILQ_INIT(&pictures->waiting);
    TAILQ_INIT(&pictures->drawn);
    (void)pthread_mutex_init(&pictures->lock, NULL);
    pictures->kick = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (pictures->kick < 0)
        die("no eventfd");
    zmq_pollitem_t item = { .fd = pictures->kick, .events = ZMQ_POLLIN };
    (void)zloop_poller(loop, &item, on_kick, pictures);
    zloop_poller_set_tolerant(loop, &item);
    return pictures;
}

void
pictures_free(struct pictures *pictures)
{
    if (pictures == NULL)
        return;
    zmq_pollitem_t item = { .fd = pictures->kick, .events = ZMQ_POLLIN };
    zloop_poller_end(pictures->loop, &item);
    for (uint64_t count; pictures->running > 0;) {
        struct drawing *drawing = take_drawn(pictures);
        if (drawing == NULL) {
            struct pollfd ready = { .fd = pictures->kick, .events = POLLIN };
            if (poll(&ready, 1, -1) > 0)
                (void)!read(pictures->kick, &count, sizeof count);
            continue;
        }
        (void)pthread_join(drawing->thread, NULL);
        pictures->running--;
        forget(drawing);
    }
    for (struct drawing *drawing; (drawing = TAILQ_FIRST(&pictures->waiting)) != NULL;) {
        TAILQ_REMOVE(&pictures->waiting, drawing, link);
        forget(drawing);
    }
    (void)pthread_mutex_destroy(&pictures->lock);
    close(pictures->kick);
    free(pictures);
}

void
pictures_draw(struct pictures *pictures, struct exchange *x, struct slice document, uint32_t page,
              unsigned width, void (*done)(struct exchange *x, struct payload *payload))
{
    if (pictures->waiting_count == WAITING_MAX) {
        exchange_problem(x, 503, "busy", "too many pictures are being drawn; ask again");
        return;
    }
    struct drawing *drawing = calloc(1, sizeof *drawing);
    if (drawing == NULL)
        die("out of memory");
    drawing->pictures = pictures;
    drawing->x = x;
    drawing->page = page > 0 ? page : 1;
    drawing->width = width;
    drawing->done = done;
    buf_add_slice(&drawing->document, document);
    TAILQ_INSERT_TAIL(&pictures->waiting, drawing, link);
    pictures->waiting_count++;
    start(pictures);
}
