#include "cli/mets.h"

#include "services/decode/issue.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool
is_mets(const char *path)
{
    char head[4096];
    struct stat st;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    ssize_t got =
        fd >= 0 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode) ? read(fd, head, sizeof head) : -1;
    if (fd >= 0)
        close(fd);
    return got > 0 && issue_sniff((struct slice){ head, (size_t)got });
}

/* A path below the METS file's folder, on the heap. */
static char *
below(const char *mets, struct slice path)
{
    const char *slash = strrchr(mets, '/');
    struct buf whole = { 0 };
    buf_printf(&whole, "%.*s%.*s", slash == NULL ? 0 : (int)(slash - mets + 1), mets,
               SLICE_ARGS(path));
    char *made = slice_dup(buf_slice(&whole));
    buf_done(&whole);
    return made;
}

static char *
given(struct slice text)
{
    return text.len > 0 ? slice_dup(text) : NULL;
}

static void
add_page(struct files *files, const char *mets, const struct issue *issue,
         const struct issue_page *page)
{
    char *text = below(mets, page->text), *picture = below(mets, page->picture);
    bool drawn = page->picture.len > 0 && access(picture, R_OK) == 0;
    if (page->text.len > 0 || drawn) {
        files_add_one(files, page->text.len > 0 ? text : picture);
        struct file *file = &files->items[files->count - 1];
        file->paper = given(issue->paper);
        file->date = given(issue->date);
        file->number = given(page->number);
        file->picture = page->text.len > 0 && drawn ? slice_dup(slice_from(picture)) : NULL;
    }
    free(text);
    free(picture);
}

int
mets_add(struct files *files, const char *path, struct err *err)
{
    struct buf content = { 0 };
    struct issue issue;
    const struct file file = { .path = (char *)path };
    if (strcmp(path, "-") == 0 || !is_mets(path))
        return 0;
    int result = file_read(&file, &content, err);
    if (result == 0) {
        result = issue_read(&issue, buf_slice(&content), err);
        if (result != 0)
            (void)err_prefix(err, "%s", path);
    }
    if (result == 0) {
        size_t before = files->count;
        for (size_t i = 0; i < issue.page_count; i++)
            add_page(files, path, &issue, &issue.pages[i]);
        if (files->count == before)
            result =
                err_set(err, ERR_REJECT,
                        "%s: none of its %zu pages has a text (ALTO, hOCR, PAGE-XML) or a picture "
                        "(JPEG, JPEG 2000, PNG, TIFF) that is there",
                        path, issue.page_count);
        issue_done(&issue);
    }
    buf_done(&content);
    return result == 0 ? 1 : -1;
}
