#include "services/gateway/aside.h"

#include "common/err.h"

#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/queue.h>
#include <unistd.h>

enum { AT_ONCE = 2, WAITING_MAX = 32 };

struct task {
    TAILQ_ENTRY(task) link;
    struct aside *aside;
    const struct aside_work *work;
    void *arg;
    pthread_t thread;
};
TAILQ_HEAD(tasks, task);

struct aside {
    zloop_t *loop;
    int kick; /* eventfd: a task is done */
    struct tasks waiting;
    size_t waiting_count, running;
    pthread_mutex_t lock; /* of what follows */
    struct tasks ended;   /* by their threads, for the loop */
};

/* In a thread of its own. */
static void *
run(void *arg)
{
    struct task *task = arg;
    struct aside *aside = task->aside;
    uint64_t one = 1;
    task->work->run(task->arg);
    (void)pthread_mutex_lock(&aside->lock);
    TAILQ_INSERT_TAIL(&aside->ended, task, link);
    (void)pthread_mutex_unlock(&aside->lock);
    if (write(aside->kick, &one, sizeof one) < 0)
        die("aside: the loop cannot be told");
    return NULL;
}

static void
start(struct aside *aside)
{
    struct task *task = TAILQ_FIRST(&aside->waiting);
    if (task == NULL || aside->running == AT_ONCE)
        return;
    TAILQ_REMOVE(&aside->waiting, task, link);
    aside->waiting_count--;
    aside->running++;
    if (pthread_create(&task->thread, NULL, run, task) != 0)
        die("out of threads");
}

static void
forget(struct task *task)
{
    task->work->forget(task->arg);
    free(task);
}

static struct task *
take_ended(struct aside *aside)
{
    (void)pthread_mutex_lock(&aside->lock);
    struct task *task = TAILQ_FIRST(&aside->ended);
    if (task != NULL)
        TAILQ_REMOVE(&aside->ended, task, link);
    (void)pthread_mutex_unlock(&aside->lock);
    if (task != NULL) {
        (void)pthread_join(task->thread, NULL);
        aside->running--;
    }
    return task;
}

static int
on_kick(zloop_t *loop, zmq_pollitem_t *item, void *arg)
{
    (void)loop;
    struct aside *aside = arg;
    uint64_t count;
    if (read(item->fd, &count, sizeof count) < 0)
        return 0;
    for (struct task *task; (task = take_ended(aside)) != NULL;) {
        task->work->done(task->arg);
        forget(task);
        start(aside);
    }
    return 0;
}

struct aside *
aside_new(zloop_t *loop)
{
    struct aside *aside = calloc(1, sizeof *aside);
    if (aside == NULL)
        die("out of memory");
    aside->loop = loop;
    TAILQ_INIT(&aside->waiting);
    TAILQ_INIT(&aside->ended);
    (void)pthread_mutex_init(&aside->lock, NULL);
    aside->kick = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (aside->kick < 0)
        die("no eventfd");
    zmq_pollitem_t item = { .fd = aside->kick, .events = ZMQ_POLLIN };
    (void)zloop_poller(loop, &item, on_kick, aside);
    zloop_poller_set_tolerant(loop, &item);
    return aside;
}

void
aside_free(struct aside *aside)
{
    if (aside == NULL)
        return;
    zmq_pollitem_t item = { .fd = aside->kick, .events = ZMQ_POLLIN };
    zloop_poller_end(aside->loop, &item);
    for (uint64_t count; aside->running > 0;) {
        struct task *task = take_ended(aside);
        if (task == NULL) {
            struct pollfd ready = { .fd = aside->kick, .events = POLLIN };
            if (poll(&ready, 1, -1) > 0)
                (void)!read(aside->kick, &count, sizeof count);
            continue;
        }
        forget(task);
    }
    for (struct task *task; (task = TAILQ_FIRST(&aside->waiting)) != NULL;) {
        TAILQ_REMOVE(&aside->waiting, task, link);
        forget(task);
    }
    (void)pthread_mutex_destroy(&aside->lock);
    close(aside->kick);
    free(aside);
}

bool
aside_start(struct aside *aside, const struct aside_work *work, void *arg)
{
    if (aside->waiting_count == WAITING_MAX)
        return false;
    struct task *task = calloc(1, sizeof *task);
    if (task == NULL)
        die("out of memory");
    task->aside = aside;
    task->work = work;
    task->arg = arg;
    TAILQ_INSERT_TAIL(&aside->waiting, task, link);
    aside->waiting_count++;
    start(aside);
    return true;
}
