#include "services/decode/ocr.h"

#include "services/decode/jail.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { WORDS_MAX = 32 };

static const struct jail_limits ocr_limits = {
    .memory = (size_t)6 << 30,
    .output = (size_t)64 << 20,
    .cpu_seconds = OCR_CPU_SECONDS,
    .wall_ms = OCR_WALL_MS,
    .file = (size_t)256 << 20,
    .handles = 256,
};

static int
remove_one(const char *path, const struct stat *st, int kind, struct FTW *ftw)
{
    (void)st, (void)kind, (void)ftw;
    return remove(path);
}

/* Where the engine complains, below its folder. */
static void
complaint_path(const char *folder, char *path, size_t size)
{
    (void)snprintf(path, size, "%s/stderr", folder);
}

/* Adds what the engine complained of to the error: its first line, as far as it is plain ASCII. */
static void
add_complaint(const char *folder, struct err *err)
{
    char path[600], line[200];
    complaint_path(folder, path, sizeof path);
    FILE *file = fopen(path, "re");
    size_t len = file != NULL && fgets(line, sizeof line, file) != NULL ? strlen(line) : 0;
    if (file != NULL)
        (void)fclose(file);
    while (len > 0 && (line[len - 1] == '\n' || line[len - 1] == ' '))
        len--;
    for (size_t i = 0; i < len; i++)
        if (line[i] < ' ' || line[i] > '~')
            line[i] = '?';
    if (len == 0)
        return;
    struct buf text = { 0 };
    buf_printf(&text, "%s: %.*s", err->text, (int)len, line);
    (void)err_set(err, err->kind, "%s", buf_string(&text));
    buf_done(&text);
}

int
ocr_run(const char *command, struct slice png, const struct tick *tick, struct buf *alto,
        struct err *err)
{
    const char *arguments[WORDS_MAX + 2] = { NULL };
    size_t count = 1;
    char *words = slice_dup(slice_from(command)), *rest = words, *word;
    while ((word = strsep(&rest, " \t")) != NULL && count < WORDS_MAX)
        if (*word != '\0')
            arguments[count++] = word;
    char tmp[512], said[600];
    const char *folder = getenv("TMPDIR");
    (void)snprintf(tmp, sizeof tmp, "%s/pagewire-ocr-XXXXXX",
                   folder != NULL && *folder == '/' ? folder : "/tmp");
    int result = -1;
    if (count == 1) {
        err_set(err, ERR_REJECT, "no ocr_command is set");
    } else if (mkdtemp(tmp) == NULL) {
        err_set(err, ERR_RETRY, "%s: %s", tmp, strerror(errno));
    } else {
        arguments[0] = tmp;
        complaint_path(tmp, said, sizeof said);
        int fd = open(said, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
        if (fd >= 0)
            close(fd);
        result = jail_run("pagewire-decode-ocr", arguments, png, &ocr_limits, tick, alto, err);
        if (result != 0)
            add_complaint(tmp, err);
        (void)nftw(tmp, remove_one, 8, FTW_DEPTH | FTW_PHYS | FTW_MOUNT);
    }
    if (result != 0)
        err_prefix(err, "OCR");
    free(words);
    return result;
}
