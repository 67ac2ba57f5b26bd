#include "common/descriptors.h"

#include "common/inflow.h"

#include <errno.h>
#include <limits.h>
#include <stdatomic.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { RESERVE_MIN = 64, RESERVE_PART = 16 };

static atomic_int ceiling = INT_MAX; /* the first number that connections do not get */
static atomic_int exempt = -1;
static atomic_ulong refused;

void
descriptors_guard(void)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return;
    limit.rlim_cur = limit.rlim_max;
    (void)setrlimit(RLIMIT_NOFILE, &limit);
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur > INT_MAX)
        return;
    int most = (int)limit.rlim_cur, reserve = most / RESERVE_PART;
    if (reserve < RESERVE_MIN)
        reserve = RESERVE_MIN;
    atomic_store(&ceiling, most > 2 * reserve ? most - reserve : most / 2);
}

void
descriptors_exempt(int listener)
{
    atomic_store(&exempt, listener);
}

unsigned long
descriptors_refused(void)
{
    return atomic_load(&refused);
}

/* A new descriptor has the lowest free number, so that one at the ceiling says that all
 * below are in use. */
int
accept4(int fd, struct sockaddr *restrict addr, socklen_t *restrict addr_len, int flags)
{
    int taken = (int)syscall(SYS_accept4, fd, addr, addr_len, flags);
    if (taken < 0 && (errno == EMFILE || errno == ENFILE))
        errno = EAGAIN;
    if (taken < atomic_load(&ceiling) || fd == atomic_load(&exempt)) {
        if (taken >= 0)
            inflow_accepted(taken);
        return taken;
    }
    (void)close(taken);
    atomic_fetch_add(&refused, 1);
    errno = EAGAIN;
    return -1;
}
