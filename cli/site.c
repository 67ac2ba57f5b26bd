#include "cli/site.h"

#include "common/config.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

static const char system_config[] = "/etc/pagewire/pagewire.conf";

static const char *
environment(const char *name)
{
    const char *value = getenv(name);
    return value != NULL && *value != '\0' ? value : NULL;
}

int
site_state_path(const char *given, struct buf *path, struct err *err)
{
    const char *state = given != NULL ? given : environment("PAGEWIRE_STATE");
    const char *base = environment("XDG_STATE_HOME"), *home = environment("HOME");
    if (state != NULL)
        buf_printf(path, "%s", state);
    else if (base != NULL)
        buf_printf(path, "%s/pagewire", base);
    else if (home != NULL)
        buf_printf(path, "%s/.local/state/pagewire", home);
    else
        return err_set(err, ERR_REJECT, "no state folder: give --state DIR (HOME is not set)");
    return 0;
}

int
site_denied(const char *what, struct err *err)
{
    return err_set(err, ERR_REJECT,
                   "%.150s: permission denied: root may speak to it, and the user that runs it",
                   what);
}

/* Whether an `up` holds the folder's lock; errno says why not, when it cannot be told. */
static bool
is_running(const char *state)
{
    struct buf path = { 0 };
    buf_printf(&path, "%s/lock", state);
    int fd = open(buf_string(&path), O_RDONLY | O_CLOEXEC);
    int reason = errno;
    buf_done(&path);
    errno = reason;
    if (fd < 0)
        return false;
    bool locked = flock(fd, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK;
    close(fd);
    return locked;
}

static int find_by_config(struct site *site, const char *file, struct err *err);
static void add_reachable(struct buf *out, const char *endpoint);

/* Where a daemon says that it listens: `--set` may have given any endpoint, or a free port. */
static void
find_published(struct site *site, struct buf *endpoint, const char *run_file, const char *key)
{
    struct buf path = { 0 }, published = { 0 };
    buf_printf(&path, "%s/%s", buf_string(&site->run), run_file);
    if (run_file_value(buf_string(&path), key, &published) == 0 && published.len > 0) {
        buf_clear(endpoint);
        add_reachable(endpoint, buf_string(&published));
    }
    buf_done(&path);
    buf_done(&published);
}

/* The endpoints of the pipeline whose runtime folder is known. */
static int
find_in_run(struct site *site, struct err *err)
{
    struct buf run = { 0 }, file = { 0 };
    buf_printf(&run, "%s", buf_string(&site->run));
    buf_printf(&file, "%s/pagewire.conf", buf_string(&run));
    int result = find_by_config(site, buf_string(&file), err);
    buf_clear(&site->run);
    buf_printf(&site->run, "%s", buf_string(&run));
    if (result == 0) {
        find_published(site, &site->submit, "ingest.run", "submit_endpoint");
        find_published(site, &site->query, "store.run", "query");
        find_published(site, &site->edit, "store.run", "edit");
    }
    buf_done(&run);
    buf_done(&file);
    return result;
}

static int
find_by_state(struct site *site, struct err *err)
{
    char run[PATH_MAX];
    struct buf link = { 0 };
    buf_printf(&link, "%s/run", buf_string(&site->state));
    ssize_t len = readlink(buf_string(&link), run, sizeof run - 1);
    int reason = len < 0 ? errno : 0;
    buf_done(&link);
    errno = reason;
    bool running = len > 0 && is_running(site->state.ptr);
    if (!running && errno == EACCES)
        return site_denied(site->state.ptr, err);
    if (!running)
        return err_set(err, ERR_RETRY, "no pipeline runs in %s; 'pagewire up' starts one",
                       site->state.ptr);
    buf_add(&site->run, run, (size_t)len);
    return find_in_run(site, err);
}

/* Appends an endpoint that a daemon binds in the form that a client of this
 * host connects to. */
static void
add_reachable(struct buf *out, const char *endpoint)
{
    static const char *const any[] = { "tcp://*:", "tcp://0.0.0.0:", "tcp://[::]:" };
    for (size_t i = 0; i < sizeof any / sizeof *any; i++)
        if (strncmp(endpoint, any[i], strlen(any[i])) == 0) {
            buf_printf(out, "tcp://127.0.0.1:%s", endpoint + strlen(any[i]));
            return;
        }
    buf_printf(out, "%s", endpoint);
}

static int
find_by_config(struct site *site, const char *file, struct err *err)
{
    static const struct {
        const char *section, *key;
    } wanted[] = { { "ingest", "submit_endpoint" },
                   { "store", "query_endpoint" },
                   { "store", "edit_endpoint" } };
    struct buf *endpoints[] = { &site->submit, &site->query, &site->edit };
    for (size_t i = 0; i < 3; i++) {
        struct config *config;
        if (config_load(&config, wanted[i].section, file, option_tables, option_table_count, err) !=
            0)
            return -1;
        add_reachable(endpoints[i], config_string(config, wanted[i].key));
        buf_clear(&site->keys);
        buf_printf(&site->keys, "%s", config_string(config, "curve_dir"));
        config_free(config);
    }
    buf_clear(&site->config);
    buf_printf(&site->config, "%s", file);
    /* Daemons of this host that systemd runs keep their run files beside the socket. */
    struct slice endpoint = buf_slice(&site->submit), scheme = SLICE_LITERAL("ipc://");
    if (!slice_starts(endpoint, scheme))
        return 0;
    const char *slash = memrchr(endpoint.ptr, '/', endpoint.len);
    if (slash > endpoint.ptr + scheme.len)
        buf_add(&site->run, endpoint.ptr + scheme.len, (size_t)(slash - endpoint.ptr) - scheme.len);
    return 0;
}

static int
find(struct site *site, const struct site_options *options, struct err *err)
{
    if (options->edit != NULL || (options->submit != NULL && options->query != NULL))
        return 0;
    if (options->config != NULL)
        return find_by_config(site, options->config, err);
    if (site_state_path(options->state, &site->state, err) == 0 && find_by_state(site, err) == 0)
        return 0;
    if (options->submit != NULL || options->query != NULL)
        return 0;
    bool chosen = options->state != NULL || environment("PAGEWIRE_STATE") != NULL;
    if (chosen || access(system_config, R_OK) != 0)
        return -1;
    return find_by_config(site, system_config, err);
}

int
site_find(struct site *site, const struct site_options *options, struct err *err)
{
    *site = (struct site){ 0 };
    if (find(site, options, err) != 0) {
        site_done(site);
        return -1;
    }
    const struct {
        struct buf *to;
        const char *value;
    } given[] = { { &site->submit, options->submit },
                  { &site->query, options->query },
                  { &site->edit, options->edit },
                  { &site->keys, options->keys } };
    for (size_t i = 0; i < sizeof given / sizeof *given; i++)
        if (given[i].value != NULL) {
            buf_clear(given[i].to);
            buf_printf(given[i].to, "%s", given[i].value);
        }
    return 0;
}

void
site_done(struct site *site)
{
    buf_done(&site->state);
    buf_done(&site->run);
    buf_done(&site->submit);
    buf_done(&site->query);
    buf_done(&site->edit);
    buf_done(&site->keys);
    buf_done(&site->config);
}

int
run_file_value(const char *path, const char *key, struct buf *value)
{
    char text[4096];
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t got = fd < 0 ? -1 : read(fd, text, sizeof text);
    if (fd >= 0)
        close(fd);
    struct slice rest = { text, got > 0 ? (size_t)got : 0 }, line, name = slice_from(key);
    while (slice_line(&rest, &line))
        if (slice_starts(line, name) && line.len > name.len && line.ptr[name.len] == '=') {
            buf_add_slice(value, slice_part(line, name.len + 1, line.len));
            return 0;
        }
    return -1;
}
