#include "services/ingest/hotrules.h"

#include "common/buf.h"
#include "common/pathmeta.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

static bool
is_dangerous(const char *path)
{
    static const char *const places[] = { "/",    "/bin",  "/home", "/lib",     "/lib64",
                                          "/opt", "/root", "/sbin", "/tmp",     "/var",
                                          "/mnt", "/srv",  "/run",  "/var/lib", "/var/log" };
    static const char *const trees[] = { "/boot", "/dev", "/etc", "/proc", "/sys", "/usr" };
    char *real = realpath(path, NULL);
    const char *home = getenv("HOME");
    bool is = real != NULL && home != NULL && strcmp(real, home) == 0;
    for (size_t i = 0; real != NULL && i < sizeof places / sizeof *places; i++)
        is = is || strcmp(real, places[i]) == 0;
    for (size_t i = 0; real != NULL && i < sizeof trees / sizeof *trees; i++) {
        size_t len = strlen(trees[i]);
        is = is || (strncmp(real, trees[i], len) == 0 && (real[len] == '\0' || real[len] == '/'));
    }
    free(real);
    return is;
}

/* What of Pagewire's own or of its Redis's is in the folder; NULL: nothing. */
static const char *
own_file(const char *folder)
{
    static const char *const names[] = { "archive.db", "pagewire.conf", "redis.conf",
                                         "appendonlydir", "dump.rdb" };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char path[PATH_MAX + 32];
        (void)snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        if (access(path, F_OK) == 0)
            return names[i];
    }
    return NULL;
}

/* The same of the folder and of those right in it, as where the state folder is one of them; *at is
 * where. */
static const char *
own_file_below(const char *folder, char at[static PATH_MAX])
{
    (void)snprintf(at, PATH_MAX, "%s", folder);
    const char *found = own_file(folder);
    DIR *dir = found == NULL ? opendir(folder) : NULL;
    struct dirent *entry = NULL;
    while (found == NULL && dir != NULL && (entry = readdir(dir)) != NULL) {
        if (entry->d_name[0] == '.' || (entry->d_type != DT_DIR && entry->d_type != DT_UNKNOWN))
            continue;
        (void)snprintf(at, PATH_MAX, "%s/%s", folder, entry->d_name);
        found = own_file(at);
    }
    if (dir != NULL)
        closedir(dir);
    return found;
}

int
hotrules_place(const char *path, struct err *err)
{
    char at[PATH_MAX];
    if (is_dangerous(path))
        return err_set(err, ERR_REJECT, "%s is no place for this: make a folder of its own", path);
    const char *own = own_file_below(path, at);
    if (own != NULL)
        return err_set(err, ERR_REJECT, "%s/%s lies in it: make a folder of its own", at, own);
    return 0;
}

int
hotrules_open(const char *path, int *root, struct err *err)
{
    static const char *const own[] = { "done", "failed" };
    if (hotrules_place(path, err) != 0)
        return -1;
    if (mkdir(path, 0777) != 0 && errno != EEXIST)
        return err_set(err, ERR_REJECT, "%s: %s", path, strerror(errno));
    *root = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (*root < 0)
        return err_set(err, ERR_REJECT, "%s: %s", path, strerror(errno));
    for (size_t i = 0; i < 2; i++)
        if (mkdirat(*root, own[i], 0777) != 0 && errno != EEXIST)
            return err_set(err, ERR_REJECT, "%s/%s: %s", path, own[i], strerror(errno));
    if (faccessat(*root, "done", W_OK, 0) != 0)
        return err_set(err, ERR_REJECT, "%s/done: %s", path, strerror(errno));
    return 0;
}

bool
hotrules_taken(const char *path, const char *const *kinds, size_t count)
{
    size_t len = strlen(path);
    for (size_t i = 0; i < count; i++) {
        size_t kind = strlen(kinds[i]);
        if (len > kind && strcasecmp(path + len - kind, kinds[i]) == 0)
            return true;
    }
    return false;
}

bool
hotrules_day(const char *path)
{
    struct pathmeta within, beside;
    struct buf file = { 0 }, other = { 0 };
    const char *slash = strrchr(path, '/');
    buf_printf(&file, "%s/A01.txt", path);
    buf_printf(&other, "%.*sA01.txt", slash == NULL ? 0 : (int)(slash - path + 1), path);
    pathmeta_read(&within, buf_slice(&file));
    pathmeta_read(&beside, buf_slice(&other));
    bool is = within.date[0] != '\0' && beside.date[0] == '\0';
    buf_done(&file);
    buf_done(&other);
    return is;
}
