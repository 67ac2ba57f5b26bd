#include "cli/up.h"

#include "common/config.h"
#include "common/datadir.h"
#include "services/ingest/hotrules.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void
set_path(struct up *up, const char *section, const char *key, const char *before,
         void (*where)(const struct house *, struct buf *, const char *, ...), const char *name)
{
    struct buf value = { 0 };
    buf_printf(&value, "%s", before);
    where(&up->house, &value, "%s", name);
    settings_set(&up->settings, section, key, buf_string(&value));
    buf_done(&value);
}

static const char *
setting_of(const struct settings *settings, const char *section, const char *key)
{
    for (size_t i = 0; i < settings->count; i++)
        if (strcmp(settings->items[i].section, section) == 0 &&
            strcmp(settings->items[i].key, key) == 0)
            return settings->items[i].value;
    return NULL;
}

/* Where one daemon was told to listen, others connect, unless they were told, too. */
static void
follow_endpoints(struct up *up, const struct settings *given)
{
    static const struct {
        const char *section, *key, *follower, *follower_key;
    } pairs[] = {
        { "store", "query_endpoint", "ingest", "query_endpoint" },
        { "store", "query_endpoint", "gateway", "query_endpoint" },
        { "store", "edit_endpoint", "gateway", "edit_endpoint" },
        { "store", "feed_endpoint", "gateway", "feed_endpoint" },
        { "ingest", "submit_endpoint", "gateway", "submit_endpoint" },
        { "ingest", "document_endpoint", "decode", "upstream" },
    };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        const char *value = setting_of(given, pairs[i].section, pairs[i].key);
        if (value != NULL && strchr(value, '*') == NULL &&
            setting_of(given, pairs[i].follower, pairs[i].follower_key) == NULL)
            settings_set(&up->settings, pairs[i].follower, pairs[i].follower_key, value);
    }
}

/* segment takes text pages from ingest, wherever that was told to listen, and documents from
 * decode. */
static void
set_segment_upstream(struct up *up, const struct settings *given)
{
    struct buf value = { 0 };
    const char *told = setting_of(given, "ingest", "hop_endpoint");
    if (told != NULL && strchr(told, '*') == NULL) {
        buf_printf(&value, "%s", told);
    } else {
        buf_printf(&value, "ipc://");
        house_run(&up->house, &value, "%s", "ingest.hop");
    }
    buf_printf(&value, " ipc://");
    house_run(&up->house, &value, "%s", "decode-*.hop");
    settings_set(&up->settings, "segment", "upstream", buf_string(&value));
    buf_done(&value);
}

void
up_make_settings(struct up *up)
{
    struct settings given = up->settings;
    up->settings = (struct settings){ 0 };
    set_path(up, "ingest", "submit_endpoint", "ipc://", house_run, "submit");
    set_path(up, "ingest", "hop_endpoint", "ipc://", house_run, "ingest.hop");
    set_path(up, "ingest", "query_endpoint", "ipc://", house_run, "query");
    set_path(up, "ingest", "document_endpoint", "ipc://", house_run, "documents.hop");
    set_path(up, "decode", "upstream", "ipc://", house_run, "documents.hop");
    set_segment_upstream(up, &given);
    set_path(up, "enrich", "upstream", "ipc://", house_run, "segment-*.hop");
    set_path(up, "store", "upstream", "ipc://", house_run, "enrich-*.hop");
    set_path(up, "store", "query_endpoint", "ipc://", house_run, "query");
    set_path(up, "store", "edit_endpoint", "ipc://", house_run, "edit");
    set_path(up, "store", "feed_endpoint", "ipc://", house_run, "feed");
    set_path(up, "store", "archive", "", house_state, "archive.db");
    set_path(up, "gateway", "submit_endpoint", "ipc://", house_run, "submit");
    set_path(up, "gateway", "query_endpoint", "ipc://", house_run, "query");
    set_path(up, "gateway", "edit_endpoint", "ipc://", house_run, "edit");
    set_path(up, "gateway", "feed_endpoint", "ipc://", house_run, "feed");
    set_path(up, "gateway", "url_file", "", house_run, "gateway.url");
    settings_set(&up->settings, "gateway", "listen", "127.0.0.1:0");
    settings_set(&up->settings, "common", "log_times", "yes");
    if (up->inbox != NULL)
        settings_set(&up->settings, "ingest", "hot_folder", up->inbox);
    const char *const users[] = { "ingest", "store" };
    for (size_t i = 0; i < 2; i++)
        if (up->redis_url != NULL)
            settings_set(&up->settings, users[i], "redis_url", up->redis_url);
        else
            set_path(up, users[i], "redis_url", "unix://", house_run, "redis");
    for (size_t i = 0; i < given.count; i++)
        settings_set(&up->settings, given.items[i].section, given.items[i].key,
                     given.items[i].value);
    follow_endpoints(up, &given);
    settings_done(&given);
}

/* The nearest folder of the path that is there, without links; empty when there is none. */
static void
real_place(const char *path, char real[static PATH_MAX])
{
    char part[PATH_MAX];
    (void)snprintf(part, sizeof part, "%s%s", path[0] == '/' ? "" : "./", path);
    while (realpath(part, real) == NULL) {
        char *slash = strrchr(part, '/');
        if (slash == NULL || slash == part) {
            real[0] = '\0';
            return;
        }
        *slash = '\0';
    }
}

static bool
lies_in(const char *path, const char *folder)
{
    size_t len = strlen(folder);
    return strncmp(path, folder, len) == 0 && (path[len] == '/' || path[len] == '\0');
}

/* Before anything starts: the hot folder neither holds the state folder nor is one of those
 * that are in use there. */
static int
check_inbox(const struct up *up, struct err *err)
{
    static const char *const own[] = { "redis", "log", "run" };
    const char *inbox = setting_of(&up->settings, "ingest", "hot_folder");
    if (inbox == NULL || inbox[0] == '\0')
        return 0;
    char place[PATH_MAX], state[PATH_MAX], part[PATH_MAX];
    real_place(inbox, place);
    real_place(up->house.state.ptr, state);
    bool bad = lies_in(state, place) && access(inbox, F_OK) == 0;
    for (size_t i = 0; i < sizeof own / sizeof *own; i++) {
        (void)snprintf(part, sizeof part, "%.4000s/%s", state, own[i]);
        bad = bad || lies_in(place, part);
    }
    if (bad)
        return err_set(
            err, ERR_REJECT,
            "hot_folder: %s is where Pagewire keeps its own files: make a folder of its own",
            inbox);
    return hotrules_place(inbox, err) == 0 ? 0 : err_prefix(err, "hot_folder");
}

/* One copy stays in the state folder to be read; the daemons get the one in the
 * runtime folder, whose short path leaves room in messages. */
int
up_write_config(struct up *up, struct err *err)
{
    struct buf text = { 0 }, kept = { 0 };
    buf_printf(&text,
               "#   Written by pagewire up; 'pagewire up --set SECTION.KEY=VALUE' changes it.\n");
    settings_print(&up->settings, &text);
    house_state(&up->house, &kept, "pagewire.conf");
    house_run(&up->house, &up->config, "pagewire.conf");
    int result = house_write(buf_string(&kept), buf_slice(&text), err);
    if (result == 0)
        result = house_write(buf_string(&up->config), buf_slice(&text), err);
    if (result == 0)
        result = config_check(up->config.ptr, err);
    if (result == 0)
        result = check_inbox(up, err);
    buf_done(&text);
    buf_done(&kept);
    return result;
}

/* Where the settings of Redis that a ledger needs are: installed beside the
 * data, or in the source tree. */
static void
add_redis_base(struct buf *out)
{
    static const char *const places[] = { "%s/redis.conf", "%s/../deploy/redis.conf" };
    for (size_t i = 0; i < 2; i++) {
        char path[PATH_MAX], real[PATH_MAX];
        snprintf(path, sizeof path, i == 0 ? places[0] : places[1], data_dir());
        if (realpath(path, real) != NULL) {
            buf_printf(out, "include \"%s\"\n", real);
            return;
        }
    }
    buf_printf(out, "appendonly yes\nappendfsync always\nsave \"\"\naof-load-truncated yes\n"
                    "maxmemory 3gb\nmaxmemory-policy volatile-lru\n");
}

int
up_write_redis_config(struct up *up, struct buf *path, struct err *err)
{
    struct buf text = { 0 };
    buf_printf(&text, "# Written by pagewire up.\n");
    add_redis_base(&text);
    buf_printf(&text, "port 0\nunixsocket \"");
    house_run(&up->house, &text, "redis");
    buf_printf(&text, "\"\nunixsocketperm 700\ndaemonize no\nsupervised no\npidfile \"\"\n"
                      "logfile \"\"\ndir \"");
    house_state(&up->house, &text, "redis");
    buf_printf(&text, "\"\n");
    house_state(&up->house, path, "redis.conf");
    int result = house_write(buf_string(path), buf_slice(&text), err);
    buf_done(&text);
    return result;
}
