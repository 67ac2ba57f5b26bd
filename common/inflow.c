#include "common/inflow.h"

#include "common/clock.h"
#include "common/err.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    LARGE = 32 << 10,   /* bytes that recv is asked for: libzmq's own buffer has 8 KiB */
    YOUNG_MS = 1000,    /* a message that began just now is not called slow */
    FLOWS_FIRST = 1024, /* descriptors; doubled when there are more */
};

/* What comes in on one connection. */
struct flow {
    ino_t socket;  /* which connection it is: numbers are used again; 0: none */
    size_t bytes;  /* of a message that is not whole */
    int64_t since; /* when that began */
};

static struct {
    pthread_mutex_t lock;
    size_t bound;
    struct flow *flows; /* by descriptor */
    size_t room;
    size_t unfinished, untaken; /* bytes */
} all = { .lock = PTHREAD_MUTEX_INITIALIZER };
static atomic_bool counting;
static atomic_ulong cut;

static ino_t
socket_of(int fd)
{
    struct stat st;
    return fstat(fd, &st) == 0 && S_ISSOCK(st.st_mode) ? st.st_ino : 0;
}

/* ---- flows; with the lock ---- */

static void
make_room(int fd)
{
    size_t room = all.room == 0 ? FLOWS_FIRST : all.room;
    while (room <= (size_t)fd)
        room *= 2;
    if (room == all.room)
        return;
    all.flows = realloc(all.flows, room * sizeof *all.flows);
    if (all.flows == NULL)
        die("out of memory");
    memset(all.flows + all.room, 0, (room - all.room) * sizeof *all.flows);
    all.room = room;
}

static void
end_message(struct flow *flow)
{
    all.unfinished -= flow->bytes;
    flow->bytes = 0;
    flow->since = 0;
}

/* Those that were closed in the middle of a message. */
static void
forget_closed(void)
{
    for (size_t fd = 0; fd < all.room; fd++)
        if (all.flows[fd].bytes > 0 && all.flows[fd].socket != socket_of((int)fd))
            end_message(&all.flows[fd]);
}

/* The one whose message has come in most slowly so far. */
static int
find_slowest(int64_t now)
{
    int slowest = -1;
    double least = 0;
    for (size_t fd = 0; fd < all.room; fd++) {
        const struct flow *flow = &all.flows[fd];
        if (flow->bytes == 0 || now - flow->since < YOUNG_MS)
            continue;
        double rate = (double)flow->bytes / (double)(now - flow->since);
        if (slowest < 0 || rate < least) {
            slowest = (int)fd;
            least = rate;
        }
    }
    return slowest;
}

/* Makes room for more on fd; false when that is the one to be cut. */
static bool
fits(int fd, size_t more)
{
    if (all.unfinished + all.untaken + more > all.bound)
        forget_closed();
    while (all.unfinished + all.untaken + more > all.bound) {
        int slowest = find_slowest(clock_ms());
        atomic_fetch_add(&cut, 1);
        if (slowest < 0 || slowest == fd) {
            end_message(&all.flows[fd]);
            return false;
        }
        (void)shutdown(slowest, SHUT_RDWR);
        end_message(&all.flows[slowest]);
    }
    return true;
}

/* ---- receiving ---- */

/* What a large message has brought. */
static void
count(struct flow *flow, size_t bytes)
{
    if (flow->bytes == 0)
        flow->since = clock_ms();
    flow->bytes += bytes;
    all.unfinished += bytes;
}

static void
end_whole(struct flow *flow)
{
    all.untaken += flow->bytes;
    end_message(flow);
}

/* As recv; with the lock, so that a connection is not cut while it is read. */
static ssize_t
receive(int fd, void *bytes, size_t size, int flags)
{
    struct flow *flow = fd >= 0 && (size_t)fd < all.room ? &all.flows[fd] : NULL;
    if (flow != NULL && flow->bytes > 0 && size < LARGE)
        end_whole(flow); /* but for what lacks of its end */
    bool large = flow != NULL && flow->socket != 0 && size >= LARGE;
    if (!large || flow->socket != socket_of(fd))
        return recvfrom(fd, bytes, size, flags, NULL, NULL);
    ssize_t got = recvfrom(fd, bytes, size, flags, NULL, NULL);
    int fault = errno;
    if (got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR))
        end_message(flow);
    if (got > 0 && !fits(fd, (size_t)got)) {
        fault = ECONNRESET;
        got = -1;
    }
    if (got > 0)
        count(flow, (size_t)got);
    if (got > 0 && (size_t)got == size)
        end_whole(flow);
    errno = fault;
    return got;
}

ssize_t
recv(int fd, void *buf, size_t n, int flags) /* named as <sys/socket.h> does */
{
    if (!atomic_load(&counting) || flags != 0)
        return recvfrom(fd, buf, n, flags, NULL, NULL);
    (void)pthread_mutex_lock(&all.lock);
    ssize_t got = receive(fd, buf, n, flags);
    (void)pthread_mutex_unlock(&all.lock);
    return got;
}

/* ---- public ---- */

void
inflow_bound(size_t bytes)
{
    (void)pthread_mutex_lock(&all.lock);
    all.bound = bytes;
    atomic_store(&counting, bytes > 0);
    (void)pthread_mutex_unlock(&all.lock);
}

void
inflow_accepted(int fd)
{
    if (!atomic_load(&counting))
        return;
    (void)pthread_mutex_lock(&all.lock);
    make_room(fd);
    end_message(&all.flows[fd]);
    all.flows[fd].socket = socket_of(fd);
    (void)pthread_mutex_unlock(&all.lock);
}

void
inflow_taken(size_t bytes)
{
    (void)pthread_mutex_lock(&all.lock);
    all.untaken -= bytes < all.untaken ? bytes : all.untaken;
    (void)pthread_mutex_unlock(&all.lock);
}

void
inflow_empty(void)
{
    (void)pthread_mutex_lock(&all.lock);
    all.untaken = 0;
    (void)pthread_mutex_unlock(&all.lock);
}

size_t
inflow_bytes(void)
{
    (void)pthread_mutex_lock(&all.lock);
    forget_closed();
    size_t bytes = all.unfinished + all.untaken;
    (void)pthread_mutex_unlock(&all.lock);
    return bytes;
}

unsigned long
inflow_cut(void)
{
    return atomic_load(&cut);
}
