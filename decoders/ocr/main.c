/*
 * pagewire-decode-ocr: locks the door behind an OCR engine, and becomes it.
 *
 *     pagewire-decode-ocr TMP COMMAND [ARGUMENT...] <picture.png >alto
 *
 * The engine is a program of its own that opens models and may start threads, so its
 * cell is another than that of decoders: it reads only below the folders of programs,
 * libraries and models, writes only below TMP, and has no socket.  Its environment is
 * PATH, TMPDIR and one thread; what it complains of goes to TMP/stderr, if that is there.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <sched.h>
#include <seccomp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { NO_PROGRAM = 119, LOCKED_OUT = 120 }; /* exit status, see services/decode/jail.c */

#define READ                                                                                       \
    (LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR)
#define WRITE                                                                                      \
    (LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_REMOVE_FILE |                              \
     LANDLOCK_ACCESS_FS_REMOVE_DIR | LANDLOCK_ACCESS_FS_MAKE_REG | LANDLOCK_ACCESS_FS_MAKE_DIR)

#define OF_FILES                                                                                   \
    (LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE)

static void
allow(int rules, const char *path, unsigned long long access)
{
    int fd = open(path, O_PATH | O_CLOEXEC);
    if (fd < 0)
        return;
    struct stat st;
    if (fstat(fd, &st) == 0 && !S_ISDIR(st.st_mode))
        access &= OF_FILES;
    struct landlock_path_beneath_attr rule = { .allowed_access = access, .parent_fd = fd };
    if (syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &rule, 0) != 0)
        _exit(LOCKED_OUT);
    close(fd);
}

/* The folder of the command, and that above it: a venv keeps its libraries there. */
static void
allow_home(int rules, const char *command)
{
    char path[4096];
    if (command[0] != '/' || snprintf(path, sizeof path, "%s", command) >= (int)sizeof path)
        return;
    for (int i = 0; i < 2; i++) {
        char *slash = strrchr(path, '/');
        if (slash == NULL || slash == path)
            return;
        *slash = '\0';
    }
    allow(rules, path, READ);
}

static void
lock_files(const char *tmp, const char *command)
{
    static const char *const readable[] = { "/usr",
                                            "/bin",
                                            "/lib",
                                            "/lib64",
                                            "/opt",
                                            "/etc/alternatives",
                                            "/etc/ld.so.cache",
                                            "/etc/fonts",
                                            "/etc/localtime",
                                            "/proc/cpuinfo",
                                            "/proc/meminfo",
                                            "/proc/self",
                                            "/sys/devices/system/cpu",
                                            "/dev/urandom" };
    struct landlock_ruleset_attr attr = {
        .handled_access_fs = READ | WRITE | LANDLOCK_ACCESS_FS_MAKE_CHAR |
                             LANDLOCK_ACCESS_FS_MAKE_SOCK | LANDLOCK_ACCESS_FS_MAKE_FIFO |
                             LANDLOCK_ACCESS_FS_MAKE_BLOCK | LANDLOCK_ACCESS_FS_MAKE_SYM
    };
    int rules = (int)syscall(SYS_landlock_create_ruleset, &attr, sizeof attr, 0);
    if (rules < 0)
        _exit(LOCKED_OUT);
    for (size_t i = 0; i < sizeof readable / sizeof *readable; i++)
        allow(rules, readable[i], READ);
    allow_home(rules, command);
    allow(rules, "/dev/null", LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE);
    allow(rules, tmp, READ | WRITE);
    if (syscall(SYS_landlock_restrict_self, rules, 0) != 0)
        _exit(LOCKED_OUT);
    close(rules);
}

static void
lock_calls(void)
{
    /* what an engine has no business with: the network, others' processes, the kernel */
    static const int forbidden[] = {
        SCMP_SYS(socket),
        SCMP_SYS(socketpair),
        SCMP_SYS(connect),
        SCMP_SYS(bind),
        SCMP_SYS(ptrace),
        SCMP_SYS(process_vm_readv),
        SCMP_SYS(process_vm_writev),
        SCMP_SYS(mount),
        SCMP_SYS(umount2),
        SCMP_SYS(unshare),
        SCMP_SYS(setns),
        SCMP_SYS(bpf),
        SCMP_SYS(perf_event_open),
        SCMP_SYS(keyctl),
        SCMP_SYS(add_key),
        SCMP_SYS(request_key),
        SCMP_SYS(io_uring_setup),
        SCMP_SYS(kexec_load),
        SCMP_SYS(init_module),
        SCMP_SYS(finit_module),
        SCMP_SYS(pidfd_open),
        SCMP_SYS(pidfd_getfd),
        SCMP_SYS(userfaultfd),
        SCMP_SYS(shmget),
    };
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
    int rc = filter == NULL ? -1 : 0;
    for (size_t i = 0; rc == 0 && i < sizeof forbidden / sizeof *forbidden; i++)
        rc = seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), forbidden[i], 0);
    /* threads, but no processes: none outlives the one that is watched */
    static const int processes[] = { SCMP_SYS(fork), SCMP_SYS(vfork) };
    for (size_t i = 0; rc == 0 && i < 2; i++)
        rc = seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), processes[i], 0);
    if (rc == 0)
        rc = seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(clone), 1,
                              SCMP_A0(SCMP_CMP_MASKED_EQ, CLONE_THREAD, 0));
    if (rc == 0) /* whose flags lie in memory; libraries fall back to clone */
        rc = seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0);
    /* signals to itself alone */
    if (rc == 0)
        rc = seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(kill), 1,
                              SCMP_A0(SCMP_CMP_NE, (scmp_datum_t)getpid()));
    if (rc != 0 || seccomp_load(filter) != 0)
        _exit(LOCKED_OUT);
    seccomp_release(filter);
}

int
main(int argc, char **argv)
{
    char tmpdir[4200];
    if (argc < 3)
        return 2;
    (void)snprintf(tmpdir, sizeof tmpdir, "TMPDIR=%s", argv[1]);
    char *environment[] = { "PATH=/usr/local/bin:/usr/bin:/bin",
                            "LC_ALL=C.UTF-8",
                            "OMP_THREAD_LIMIT=1",
                            "OMP_NUM_THREADS=1",
                            "PYTHONDONTWRITEBYTECODE=1",
                            "HOME=/nonexistent",
                            tmpdir,
                            NULL };
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || chdir(argv[1]) != 0)
        _exit(LOCKED_OUT);
    int said = open("stderr", O_WRONLY | O_APPEND | O_CLOEXEC); /* where there is one */
    if (said >= 0 && dup2(said, STDERR_FILENO) < 0)
        _exit(LOCKED_OUT);
    lock_files(argv[1], argv[2]);
    lock_calls();
    (void)execvpe(argv[2], argv + 2, environment);
    (void)dprintf(STDERR_FILENO, "%s: %s\n", argv[2], strerror(errno));
    _exit(NO_PROGRAM);
}
