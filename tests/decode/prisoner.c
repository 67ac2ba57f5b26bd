/* A decoder that means no good: argv[1] says what it tries.  See test_jail.c. */
#include "services/decode/cell.h"

#include <fcntl.h>
#include <linux/futex.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

extern char **environ;

static void
say(const char *text)
{
    cell_write(1, text, strlen(text));
}

static void
try_files(void)
{
    bool opened = open("/etc/passwd", O_RDONLY) >= 0 || open("/tmp", O_RDONLY) >= 0 ||
                  open("/proc/self/maps", O_RDONLY) >= 0 || access("/etc/passwd", R_OK) == 0;
    say(opened ? "opened" : "refused");
}

/* Descriptors above the three, and what the environment holds. */
static void
look_around(void)
{
    char text[64];
    int open_files = 0, words = 0;
    struct stat st;
    for (int fd = 3; fd < 1024; fd++)
        open_files += fstat(fd, &st) == 0;
    for (char **word = environ; *word != NULL; word++)
        words++;
    (void)snprintf(text, sizeof text, "files=%d words=%d", open_files, words);
    say(text);
}

static void
eat(void)
{
    static char *volatile kept; /* clang leaves out what nobody sees */
    for (size_t i = 0; i < 64; i++) {
        char *bytes = malloc((size_t)64 << 20);
        if (bytes == NULL) {
            say("full");
            return;
        }
        memset(bytes, 1, (size_t)64 << 20);
        kept = bytes;
    }
    free(kept);
    say("never full");
}

int
main(int argc, char **argv)
{
    const char *what = argc > 1 ? argv[1] : "";
    cell_enter();
    size_t len;
    const unsigned char *document = cell_document(&len);
    if (strcmp(what, "echo") == 0)
        cell_write(1, document, len);
    else if (strcmp(what, "files") == 0)
        try_files();
    else if (strcmp(what, "look") == 0)
        look_around();
    else if (strcmp(what, "socket") == 0)
        (void)socket(AF_INET, SOCK_STREAM, 0);
    else if (strcmp(what, "fork") == 0)
        (void)fork();
    else if (strcmp(what, "exec") == 0)
        (void)execl("/bin/true", "true", (char *)NULL);
    else if (strcmp(what, "kill") == 0)
        (void)kill(getppid(), SIGTERM);
    else if (strcmp(what, "trace") == 0)
        (void)ptrace(PTRACE_TRACEME, 0, 0, 0);
    else if (strcmp(what, "code") == 0)
        (void)mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1,
                   0);
    else if (strcmp(what, "write") == 0)
        say(ftruncate(0, 0) == 0 ? "changed" : "sealed");
    else if (strcmp(what, "eat") == 0)
        eat();
    else if (strcmp(what, "crash") == 0)
        (void)memset((void *)strtoul("16", NULL, 10), 1, 1);
    else if (strcmp(what, "flood") == 0)
        for (;;)
            say("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");
    else if (strcmp(what, "loop") == 0)
        for (volatile int i = 0;; i++)
            continue;
    else if (strcmp(what, "stay") == 0) { /* as if it were done */
        int never = 0;
        (void)close(1);
        (void)syscall(SYS_futex, &never, FUTEX_WAIT_PRIVATE, 0, NULL, NULL, 0);
    } else if (strcmp(what, "fail") == 0)
        return 7;
    return 0;
}
