#include "cli/files.h"

#include "cli/cli.h"

#include "common/file.h"
#include "services/decode/pair.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

static char *
copy(const char *string)
{
    return slice_dup(slice_from(string));
}

static void
add(struct files *files, const char *path, const char *relative)
{
    if (files->count == files->cap) {
        files->cap = files->cap == 0 ? 16 : files->cap * 2;
        files->items = realloc(files->items, files->cap * sizeof *files->items);
        if (files->items == NULL)
            die("out of memory");
    }
    while (strncmp(relative, "./", 2) == 0)
        relative += 2;
    files->items[files->count++] = (struct file){ .path = copy(path), .relative = copy(relative) };
}

static bool
is_page_name(const char *name)
{
    static const char *const ends[] = { ".txt",  ".pdf", ".xml", ".hocr", ".png", ".jpg",
                                        ".jpeg", ".jp2", ".j2k", ".tif",  ".tiff" };
    const char *dot = strrchr(name, '.');
    for (size_t i = 0; dot != NULL && dot != name && i < sizeof ends / sizeof *ends; i++)
        if (strcasecmp(dot, ends[i]) == 0)
            return true;
    return false;
}

static int add_folder(struct files *files, const char *path, const char *relative, struct err *err);

/* One entry of a folder; relative is where that folder is below the one given. */
static int
add_entry(struct files *files, const char *folder, const char *relative, const char *name,
          struct err *err)
{
    struct buf path = { 0 }, below = { 0 };
    buf_printf(&path, "%s/%s", folder, name);
    buf_printf(&below, "%s%s%s", relative, *relative != '\0' ? "/" : "", name);
    struct stat status, link;
    int result = 0;
    bool there = lstat(buf_string(&path), &link) == 0;
    bool regular = stat(path.ptr, &status) != 0 || S_ISREG(status.st_mode);
    if (there && S_ISDIR(link.st_mode))
        result = add_folder(files, path.ptr, buf_string(&below), err);
    else if (regular && is_page_name(name))
        add(files, path.ptr, buf_string(&below)); /* reading it tells what is wrong */
    else
        files->passed_over++;
    buf_done(&path);
    buf_done(&below);
    return result;
}

static int
is_visible(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

static int
add_folder(struct files *files, const char *path, const char *relative, struct err *err)
{
    struct dirent **entries;
    int count = scandir(path, &entries, is_visible, alphasort), result = 0;
    if (count < 0)
        return err_set(err, ERR_REJECT, "%s: %s", path, strerror(errno));
    for (int i = 0; i < count; i++) {
        if (add_entry(files, path, relative, entries[i]->d_name, err) != 0)
            result = -1;
        free(entries[i]);
    }
    free(entries);
    return result;
}

int
files_add(struct files *files, const char *path, struct err *err)
{
    struct stat status;
    if (strcmp(path, "-") == 0 || stat(path, &status) != 0 || !S_ISDIR(status.st_mode)) {
        add(files, path, path);
        return 0;
    }
    size_t count = files->count, passed_over = files->passed_over;
    int result = add_folder(files, path, "", err);
    if (result == 0 && files->count == count) {
        files->lacking = true;
        cli_error(
            "%s: no page there: no name ends in .txt, .pdf, .xml, .hocr, .png, .jpg or .tif%s",
            path,
            files->passed_over > passed_over ? _("; other files must be named one by one") : "");
    }
    return result;
}

void
files_add_one(struct files *files, const char *path)
{
    add(files, path, path);
}

static char *
base_name(const char *path)
{
    if (strcmp(path, "-") == 0)
        return copy("stdin");
    const char *slash = strrchr(path, '/');
    const char *name = slash == NULL ? path : slash + 1;
    const char *dot = strrchr(name, '.');
    return slice_dup(
        (struct slice){ name, dot == NULL || dot == name ? strlen(name) : (size_t)(dot - name) });
}

static int
by_name(const void *a, const void *b)
{
    return strcmp((*(struct file *const *)a)->name, (*(struct file *const *)b)->name);
}

void
files_name(struct files *files)
{
    struct file **sorted = calloc(files->count + 1, sizeof(struct file *));
    if (sorted == NULL)
        die("out of memory");
    for (size_t i = 0; i < files->count; i++) {
        files->items[i].name = base_name(files->items[i].path);
        sorted[i] = &files->items[i];
    }
    qsort(sorted, files->count, sizeof(struct file *), by_name);
    for (size_t i = 0; i < files->count;) {
        size_t end = i + 1;
        while (end < files->count && strcmp(sorted[i]->name, sorted[end]->name) == 0)
            end++;
        for (size_t j = i; j < end && end - i > 1; j++) {
            free(sorted[j]->name);
            sorted[j]->name = copy(sorted[j]->relative);
        }
        i = end;
    }
    free(sorted);
}

void
files_done(struct files *files)
{
    for (size_t i = 0; i < files->count; i++) {
        free(files->items[i].path);
        free(files->items[i].name);
        free(files->items[i].relative);
        free(files->items[i].paper);
        free(files->items[i].date);
        free(files->items[i].number);
        free(files->items[i].picture);
    }
    free(files->items);
    *files = (struct files){ 0 };
}

const char *
file_shown(const struct file *file)
{
    return strcmp(file->path, "-") == 0 ? _("standard input") : file->path;
}

static int
read_one(const struct file *file, struct buf *content, struct err *err)
{
    bool input = strcmp(file->path, "-") == 0;
    return input ? file_load_open(STDIN_FILENO, file_shown(file), FILE_BYTES_MAX, content, err)
                 : file_load(file->path, FILE_BYTES_MAX, content, err);
}

int
file_read(const struct file *file, struct buf *content, struct err *err)
{
    if (file->picture == NULL)
        return read_one(file, content, err);
    struct buf text = { 0 }, picture = { 0 };
    const struct file beside = { .path = file->picture };
    int result = read_one(file, &text, err);
    if (result == 0)
        result = read_one(&beside, &picture, err);
    if (result == 0)
        pair_write(content, buf_slice(&text), buf_slice(&picture));
    buf_done(&text);
    buf_done(&picture);
    return result;
}

size_t
file_prefix(const struct file *file, const char *text)
{
    const char *names[] = { file->path, file_shown(file) };
    for (size_t i = 0; i < 2; i++) {
        size_t len = strlen(names[i]);
        if (strncmp(text, names[i], len) != 0)
            continue;
        if (strncmp(text + len, ": ", 2) == 0)
            return len + 2;
        if (strncmp(text + len, "：", strlen("：")) == 0) /* as translations have it */
            return len + strlen("：");
    }
    return 0;
}
