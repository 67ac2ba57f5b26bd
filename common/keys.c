#include "common/keys.h"

#include "common/buf.h"
#include "common/clock.h"
#include "common/log.h"

#include <czmq.h>
#include <dirent.h>
#include <limits.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

enum { LOOK_MS = 1000, KEY_SIZE = 41 };

struct key {
    char *file;
    struct timespec changed;
    off_t size;
    char public_key[KEY_SIZE]; /* "" when the file holds none */
    unsigned rights;
    bool seen; /* by the look under way */
};

struct keys {
    char *folder;
    pthread_mutex_t lock; /* guards what follows */
    struct key *list;
    size_t count;
    int64_t looked;
};

/* ---- roles ---- */

static const struct {
    const char *name;
    unsigned rights;
} roles[] = {
    { "client", ROLE_MAY_SUBMIT },
    { "reader", ROLE_MAY_READ },
    { "worker", ROLE_MAY_WORK | ROLE_MAY_READ },
    { "operator", ROLE_MAY_SUBMIT | ROLE_MAY_READ | ROLE_MAY_OPERATE },
    { "all", ROLE_MAY_ALL },
};

int
role_rights(const char *words, unsigned *rights)
{
    *rights = 0;
    while (*(words += strspn(words, " ,")) != '\0') {
        size_t len = strcspn(words, " ,"), i = 0;
        while (i < sizeof roles / sizeof roles[0] &&
               (strlen(roles[i].name) != len || memcmp(roles[i].name, words, len) != 0))
            i++;
        if (i == sizeof roles / sizeof roles[0])
            return -1;
        *rights |= roles[i].rights;
        words += len;
    }
    return *rights != 0 ? 0 : -1;
}

/* newsroom-client.key -> client; false when the name ends in no role. */
static bool
rights_by_name(const char *file, unsigned *rights)
{
    char name[NAME_MAX + 1];
    (void)snprintf(name, sizeof name, "%s", file);
    char *end = strrchr(name, '.');
    if (end != NULL)
        *end = '\0';
    const char *dash = strrchr(name, '-');
    return dash != NULL && role_rights(dash + 1, rights) == 0;
}

/* ---- the folder ---- */

static int
read_key(struct key *key, const char *path, struct err *err)
{
    zcert_t *cert = zcert_load(path);
    key->public_key[0] = '\0';
    key->rights = 0;
    if (cert == NULL)
        return err_set(err, ERR_REJECT, "%.120s: not a public key", path);
    const char *role = zcert_meta(cert, "role");
    int rc = 0;
    (void)snprintf(key->public_key, sizeof key->public_key, "%s", zcert_public_txt(cert));
    if (role != NULL && role_rights(role, &key->rights) != 0) {
        rc = err_set(err, ERR_REJECT, "%.90s: role \"%.40s\" does not exist", path, role);
    } else if (role == NULL && !rights_by_name(key->file, &key->rights)) {
        key->rights = ROLE_MAY_ALL;
        log_warn(NULL, "key-without-role", "file=%s may=everything", path);
    }
    zcert_destroy(&cert);
    return rc;
}

static struct key *
find_file(struct keys *keys, const char *file)
{
    for (size_t i = 0; i < keys->count; i++)
        if (strcmp(keys->list[i].file, file) == 0)
            return &keys->list[i];
    struct key *list = realloc(keys->list, (keys->count + 1) * sizeof *list);
    if (list == NULL)
        die("out of memory");
    keys->list = list;
    list[keys->count] = (struct key){ .file = slice_dup(slice_from(file)) };
    return &list[keys->count++];
}

static int
look_at(struct keys *keys, const char *file, struct err *err)
{
    char path[PATH_MAX];
    struct stat st;
    size_t len = strlen(file);
    if (len < 5 || strcmp(file + len - 4, ".key") != 0 ||
        snprintf(path, sizeof path, "%s/%s", keys->folder, file) >= (int)sizeof path ||
        stat(path, &st) != 0 || !S_ISREG(st.st_mode))
        return 0;
    struct key *key = find_file(keys, file);
    bool same = key->changed.tv_sec == st.st_mtim.tv_sec &&
                key->changed.tv_nsec == st.st_mtim.tv_nsec && key->size == st.st_size;
    key->seen = true;
    key->changed = st.st_mtim;
    key->size = st.st_size;
    return same ? 0 : read_key(key, path, err);
}

/* Reads what is new, forgets what is gone.  The first fault is told; its key may do nothing. */
static int
look(struct keys *keys, struct err *err)
{
    DIR *folder = opendir(keys->folder);
    int rc = 0;
    keys->looked = clock_ms();
    if (folder == NULL)
        return err_set(err, ERR_REJECT, "%.120s: no folder of keys that may connect", keys->folder);
    for (size_t i = 0; i < keys->count; i++)
        keys->list[i].seen = false;
    for (struct dirent *entry; (entry = readdir(folder)) != NULL;)
        if (look_at(keys, entry->d_name, rc == 0 ? err : NULL) != 0)
            rc = -1;
    (void)closedir(folder);
    for (size_t i = keys->count; i-- > 0;) {
        if (keys->list[i].seen)
            continue;
        log_info(NULL, "key-gone", "file=%s", keys->list[i].file);
        free(keys->list[i].file);
        keys->list[i] = keys->list[--keys->count];
    }
    return rc;
}

/* ---- public ---- */

int
keys_open(struct keys **keys, const char *folder, struct err *err)
{
    struct keys *opened = calloc(1, sizeof *opened);
    if (opened == NULL)
        die("out of memory");
    opened->folder = slice_dup(slice_from(folder));
    (void)pthread_mutex_init(&opened->lock, NULL);
    if (look(opened, err) != 0) {
        keys_close(opened);
        return -1;
    }
    *keys = opened;
    return 0;
}

void
keys_close(struct keys *keys)
{
    if (keys == NULL)
        return;
    for (size_t i = 0; i < keys->count; i++)
        free(keys->list[i].file);
    free(keys->list);
    free(keys->folder);
    (void)pthread_mutex_destroy(&keys->lock);
    free(keys);
}

unsigned
keys_rights(struct keys *keys, const char *public_key)
{
    unsigned rights = 0;
    struct err err;
    (void)pthread_mutex_lock(&keys->lock);
    if (clock_ms() - keys->looked >= LOOK_MS && look(keys, &err) != 0)
        log_warn(NULL, "bad-key", "reason=\"%s\"", err.text);
    for (size_t i = 0; i < keys->count; i++)
        if (*public_key != '\0' && strcmp(keys->list[i].public_key, public_key) == 0)
            rights |= keys->list[i].rights;
    (void)pthread_mutex_unlock(&keys->lock);
    return rights;
}
