#include "cli/needs.h"

#include "cli/tongue.h"

#include "common/buf.h"
#include "common/config.h"
#include "common/curve.h"
#include "common/redis_url.h"
#include "common/slice.h"
#include "services/decode/ocr.h"
#include "services/ingest/hotrules.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { ADDRESSES_MAX = 64 };

struct address {
    const char *section, *key; /* who listens there */
    char text[128];
};

struct needs {
    const char *file;
    void (*tell)(void *arg, const char *fault);
    void *arg;
    struct address addresses[ADDRESSES_MAX];
    size_t count;
    struct buf told; /* a line each: daemons share the section common */
};

static void
complain(struct needs *needs, const char *section, const char *key, const char *format,
         const char *what, const char *why)
{
    char fault[220];
    struct err err;
    (void)snprintf(fault, sizeof fault, gettext(format), what, why);
    (void)config_fault(needs->file, section, key, fault, &err);
    if (slice_find(buf_slice(&needs->told), slice_from(err.text)) < needs->told.len)
        return;
    buf_printf(&needs->told, "%s\n", err.text);
    needs->tell(needs->arg, err.text);
}

/* ---- paths ---- */

static char *
folder_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    if (slash == NULL)
        return slice_dup(SLICE_LITERAL("."));
    return slice_dup((struct slice){ path, slash == path ? 1 : (size_t)(slash - path) });
}

/* A folder that the daemon writes to, or will make in its parent. */
static void
need_folder(struct needs *needs, const char *section, const char *key, const char *path)
{
    char *parent = folder_of(path);
    bool there = faccessat(AT_FDCWD, path, F_OK, AT_EACCESS) == 0 || errno == EACCES;
    const char *asked = there ? path : parent;
    if (faccessat(AT_FDCWD, asked, W_OK | X_OK, AT_EACCESS) != 0)
        complain(needs, section, key, "%.150s: cannot be written: %s", asked, strerror(errno));
    free(parent);
}

static void
need_file(struct needs *needs, const char *section, const char *key, const char *path)
{
    char *parent = folder_of(path);
    if (faccessat(AT_FDCWD, path, F_OK, AT_EACCESS) == 0) {
        if (faccessat(AT_FDCWD, path, R_OK | W_OK, AT_EACCESS) != 0)
            complain(needs, section, key, "%.150s: %s", path, strerror(errno));
    }
    if (faccessat(AT_FDCWD, parent, W_OK | X_OK, AT_EACCESS) != 0)
        complain(needs, section, key, "%.150s: cannot be written: %s", parent, strerror(errno));
    free(parent);
}

static void
need_keys(struct needs *needs, const char *section, const char *folder)
{
    static const char *const names[] = { "self.key", "self.key_secret", "allowed" };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char path[PATH_MAX];
        (void)snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        if (faccessat(AT_FDCWD, path, R_OK, AT_EACCESS) != 0)
            complain(needs, section, "curve_dir", "%.150s: %s", path, strerror(errno));
    }
}

/* A program that OCR is asked of: found where the cell looks, which has a PATH of its own. */
static void
need_command(struct needs *needs, const char *section, const char *key, const char *command)
{
    static const char *const folders[] = { "", "/usr/local/bin/", "/usr/bin/", "/bin/" };
    struct slice program = slice_from(command);
    program = slice_part(program, 0, slice_find(program, SLICE_LITERAL(" ")));
    bool placed = slice_find(program, SLICE_LITERAL("/")) < program.len;
    for (size_t i = placed ? 0 : 1; i < (placed ? 1 : sizeof folders / sizeof *folders); i++) {
        char path[PATH_MAX];
        (void)snprintf(path, sizeof path, "%s%.*s", folders[i], (int)program.len, program.ptr);
        if (faccessat(AT_FDCWD, path, X_OK, AT_EACCESS) == 0)
            return;
    }
    complain(needs, section, key, "%.150s: no such program%s", command, "");
}

static bool
is_below(const char *path, const char *folder)
{
    size_t len = strlen(folder);
    return strncmp(path, folder, len) == 0 && (path[len] == '/' || path[len] == '\0');
}

static void
need_inbox(struct needs *needs, const char *path, const char *archive)
{
    struct err err;
    if (hotrules_place(path, &err) != 0)
        complain(needs, "ingest", "hot_folder", "%.200s%s", err.text, "");
    if (archive != NULL && is_below(archive, path))
        complain(needs, "ingest", "hot_folder", "%.150s: the archive lies in it%s", path, "");
    need_folder(needs, "ingest", "hot_folder", path);
}

/* ---- addresses ---- */

static bool
is_free_choice(const char *text)
{
    size_t len = strlen(text);
    return len == 0 || strchr(text, '*') == text + len - 1 || strcmp(text + len - 2, ":0") == 0;
}

static void
add_one(struct needs *needs, const char *section, const char *key, const char *text)
{
    if (strncmp(text, "tcp://", 6) == 0)
        text += 6;
    if (is_free_choice(text) || needs->count == ADDRESSES_MAX)
        return;
    for (size_t i = 0; i < needs->count; i++)
        if (strcmp(needs->addresses[i].text, text) == 0) {
            complain(needs, section, key, "%.100s: %.60s listens there already", text,
                     needs->addresses[i].section);
            return;
        }
    struct address *address = &needs->addresses[needs->count++];
    *address = (struct address){ .section = section, .key = key };
    (void)snprintf(address->text, sizeof address->text, "%s", text);
}

/* All that a value names, with blanks between. */
static void
add_address(struct needs *needs, const char *section, const char *key, const char *text)
{
    char *copy = slice_dup(slice_from(text)), *rest = NULL;
    for (char *one = strtok_r(copy, " ", &rest); one != NULL; one = strtok_r(NULL, " ", &rest))
        add_one(needs, section, key, one);
    free(copy);
}

/* An endpoint is one, and does not leave this host without keys.  One that is asked of another
 * host's stage has its name before it. */
static void
check_endpoint(struct needs *needs, const char *section, const char *key, const char *text,
               bool keys)
{
    struct curve *none;
    struct err err;
    const char *at = strchr(text, '@'), *scheme = strstr(text, "://");
    if ((keys && scheme != NULL) || curve_open(&none, "", &err) != 0)
        return;
    if (curve_check(none, at != NULL && at < scheme ? at + 1 : text, &err) != 0)
        complain(needs, section, key, "%.200s%s", err.text, "");
    curve_close(none);
}

/* All that a value names, with blanks between. */
static void
check_endpoints(struct needs *needs, const char *section, const char *key, const char *value,
                bool keys)
{
    char *copy = slice_dup(slice_from(value)), *rest = NULL;
    for (char *one = strtok_r(copy, " ", &rest); one != NULL; one = strtok_r(NULL, " ", &rest))
        check_endpoint(needs, section, key, one, keys);
    free(copy);
}

/* ---- sections ---- */

struct named {
    const char *section, *key;
};

static const char *const endpoints[] = { "hop_endpoint",   "document_endpoint", "submit_endpoint",
                                         "query_endpoint", "edit_endpoint",     "feed_endpoint" };

static const struct named listeners[] = {
    { "ingest", "submit_endpoint" },   { "ingest", "hop_endpoint" },
    { "segment", "hop_endpoint" },     { "enrich", "hop_endpoint" },
    { "store", "query_endpoint" },     { "gateway", "listen" },
    { "store", "edit_endpoint" },      { "store", "feed_endpoint" },
    { "ingest", "document_endpoint" }, { "decode", "hop_endpoint" },
};

static bool
has_key(const char *section, const char *key)
{
    for (size_t i = 0; i < option_table_count; i++)
        for (size_t j = 0; j < option_tables[i]->count; j++)
            if (strcmp(option_tables[i]->section, section) == 0 &&
                strcmp(option_tables[i]->options[j].key, key) == 0)
                return true;
    return false;
}

static void
check_redis(struct needs *needs, const struct config *config, const char *section)
{
    struct redis_url url = { .plaintext = config_bool(config, "redis_plaintext") };
    struct err err;
    if (redis_url_read(&url, config_string(config, "redis_url"), &err) != 0)
        complain(needs, section, "redis_url", "%.200s%s", err.text, "");
    redis_url_done(&url);
}

static void
check_names(struct needs *needs, const char *path)
{
    if (*path != '\0' && faccessat(AT_FDCWD, path, R_OK, AT_EACCESS) != 0)
        complain(needs, "enrich", "names", "%.150s: %s", path, strerror(errno));
}

static void
check_addresses(struct needs *needs, const struct config *config, const char *section, bool keys)
{
    for (size_t i = 0; i < sizeof endpoints / sizeof *endpoints; i++)
        if (has_key(section, endpoints[i]))
            check_endpoints(needs, section, endpoints[i], config_string(config, endpoints[i]),
                            keys);
    size_t count = 0;
    const char *const *upstream =
        has_key(section, "upstream") ? config_list(config, "upstream", &count) : NULL;
    for (size_t i = 0; i < count; i++)
        check_endpoint(needs, section, "upstream", upstream[i], keys);
    if (has_key(section, "redis_url"))
        check_redis(needs, config, section);
}

static void
check_section(struct needs *needs, const struct config *config, const char *section,
              const char *archive)
{
    const char *keys = config_string(config, "curve_dir");
    if (*keys != '\0')
        need_keys(needs, section, keys);
    check_addresses(needs, config, section, *keys != '\0');
    if (strcmp(section, "enrich") == 0)
        check_names(needs, config_string(config, "names"));
    add_address(needs, section, "http_endpoint", config_string(config, "http_endpoint"));
    for (size_t i = 0; i < sizeof listeners / sizeof *listeners; i++)
        if (strcmp(listeners[i].section, section) == 0 && has_key(section, listeners[i].key))
            add_address(needs, section, listeners[i].key, config_string(config, listeners[i].key));
    if (strcmp(section, "store") == 0)
        need_file(needs, "store", "archive", config_string(config, "archive"));
    /* The default one need not be installed: without it pictures are refused. */
    if (strcmp(section, "decode") == 0 && *config_string(config, "ocr_command") != '\0' &&
        strcmp(config_string(config, "ocr_command"), OCR_COMMAND_DEFAULT) != 0)
        need_command(needs, section, "ocr_command", config_string(config, "ocr_command"));
    if (strcmp(section, "ingest") == 0 && *config_string(config, "hot_folder") != '\0')
        need_inbox(needs, config_string(config, "hot_folder"), archive);
}

static void
check_all(struct needs *needs)
{
    struct config *store = NULL, *config;
    struct err err;
    (void)config_load_file(&store, "store", needs->file, &err);
    for (size_t i = 0; i < option_table_count; i++) {
        const char *section = option_tables[i]->section;
        if (strcmp(section, "common") == 0 || !config_has_section(needs->file, section) ||
            config_load_file(&config, section, needs->file, &err) != 0)
            continue;
        check_section(needs, config, section,
                      store != NULL ? config_string(store, "archive") : NULL);
        config_free(config);
    }
    config_free(store);
}

/* ---- as whom ---- */

static int
become(const char *user, struct err *err)
{
    const struct passwd *entry = getpwnam(user);
    if (entry == NULL)
        return err_set(err, ERR_REJECT, "there is no user %s; systemd-sysusers makes it", user);
    if (entry->pw_uid == geteuid())
        return 0;
    if (setegid(entry->pw_gid) != 0 || seteuid(entry->pw_uid) != 0)
        return err_set(err, ERR_REJECT, "cannot ask as %s: %s", user, strerror(errno));
    return 0;
}

int
needs_check(const char *file, const char *user, void (*tell)(void *arg, const char *fault),
            void *arg, struct err *err)
{
    struct needs needs = { .file = file, .tell = tell, .arg = arg };
    uid_t uid = geteuid();
    gid_t gid = getegid();
    if (user != NULL && become(user, err) != 0)
        return -1;
    check_all(&needs);
    buf_done(&needs.told);
    if (seteuid(uid) != 0 || setegid(gid) != 0)
        return err_set(err, ERR_REJECT, "cannot be who it was: %s", strerror(errno));
    return 0;
}
