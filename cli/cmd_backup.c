/*
 * backup: a folder with all that a pipeline must not lose, made while it runs.
 *
 *   DIR/pagewire-20260316T040000Z/
 *       archive.db      a copy of the archive as of one moment
 *       pending.jsonl   the SUBMIT (PROTOCOL.md) of each page that the ledger held, its
 *                       "seq" names the file below; in the order in which they wait
 *       pending/ID      the page's bytes; of a file of several pages once for all of them: "seq" is
 *                       then "ID HASH", and HASH the file's name
 *
 * The ledger comes first: what is committed after that is in the archive's copy, so a page
 * that was accepted before the start is in one of them, or in both, which does no harm.
 * The folder gets its name when all of it is on the disk; what a killed backup left is
 * removed by the next.
 */
#include "cli/client.h"
#include "cli/commands.h"
#include "cli/options.h"

#include "common/config.h"
#include "common/ledger/ledger.h"
#include "common/proto/json_write.h"
#include "services/store/archive.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { STAMP_SIZE = 40, KEEP_MAX = 100000 };

struct backup {
    struct site_options site;
    const char *dir;
    char name[STAMP_SIZE];  /* of the folder to be */
    struct buf part, whole; /* its path while it is made, and after */
    long keep;              /* 0: all */
    bool json;
    int64_t pages, articles, bytes;
    size_t pending;
};

static int
failed(struct err *err, const char *path)
{
    return err_set(err, ERR_RETRY, "%s: %s", path, strerror(errno));
}

/* ---- files ---- */

static int
remove_entry(const char *path, const struct stat *info, int kind, struct FTW *walk)
{
    (void)info, (void)kind, (void)walk;
    return remove(path);
}

static int
remove_tree(const char *path, struct err *err)
{
    return nftw(path, remove_entry, 16, FTW_DEPTH | FTW_PHYS) == 0 ? 0 : failed(err, path);
}

/* Makes what is in a file or folder last. */
static int
settle(const char *path, struct err *err)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    int result = fd >= 0 && fsync(fd) == 0 ? 0 : failed(err, path);
    if (fd >= 0)
        close(fd);
    return result;
}

static int
write_file(const char *path, struct slice content, struct err *err)
{
    FILE *file = fopen(path, "wxe");
    if (file == NULL)
        return failed(err, path);
    bool written = fwrite(content.ptr, 1, content.len, file) == content.len && fflush(file) == 0 &&
                   fsync(fileno(file)) == 0;
    int error = errno;
    if (fclose(file) == 0 && written)
        return 0;
    errno = written ? errno : error;
    return failed(err, path);
}

/* ---- older ones ---- */

static bool
is_backup(const char *name)
{
    static const char form[] = "pagewire-00000000T000000Z";
    if (strlen(name) != sizeof form - 1)
        return false;
    for (size_t i = 0; form[i] != '\0'; i++)
        if (form[i] == '0' ? name[i] < '0' || name[i] > '9' : name[i] != form[i])
            return false;
    return true;
}

static bool
is_part(const char *name)
{
    return strncmp(name, ".pagewire-", 10) == 0 && strlen(name) > 15 &&
           strcmp(name + strlen(name) - 5, ".part") == 0;
}

/* Removes what killed backups left and, but for the newest `keep`, finished ones. */
static int
tidy(const struct backup *backup, struct err *err)
{
    struct dirent **entries;
    int count = scandir(backup->dir, &entries, NULL, alphasort), result = 0;
    if (count < 0)
        return failed(err, backup->dir);
    long kept = 0;
    for (int i = count - 1; i >= 0; i--) {
        const char *name = entries[i]->d_name;
        bool old = is_backup(name) && backup->keep > 0 && ++kept > backup->keep;
        if (result == 0 && (old || is_part(name))) {
            struct buf path = { 0 };
            buf_printf(&path, "%s/%s", backup->dir, name);
            result = remove_tree(buf_string(&path), err);
            buf_done(&path);
        }
        free(entries[i]);
    }
    free(entries);
    return result;
}

/* ---- what is copied ---- */

/* One page of the ledger: its bytes as a file, its SUBMIT as a line. */
static int
keep_page(struct backup *backup, const struct ledger_page *page, struct buf *lines, struct err *err)
{
    struct request request;
    struct buf path = { 0 }, seq = { 0 };
    request_init(&request, REQUEST_SUBMIT);
    struct slice name = page->file.len > 0 ? page->file : page->id;
    buf_printf(&seq, "\"%.*s%s%.*s\"", SLICE_ARGS(page->id), page->file.len > 0 ? " " : "",
               SLICE_ARGS(page->file));
    request.file_page = page->file_page;
    request.seq = buf_slice(&seq);
    request.name = page->name;
    request.paper = page->paper;
    request.date = page->date;
    request.number = page->number;
    request.encoding = page->encoding;
    request.lenient = page->lenient;
    request.again = page->again;
    request.lane = page->lane;
    request_encode(&request, lines);
    buf_add_char(lines, '\n');
    buf_printf(&path, "%s/pending/%.*s", buf_string(&backup->part), SLICE_ARGS(name));
    bool there = page->file.len > 0 && access(buf_string(&path), F_OK) == 0;
    int result = there ? 0 : write_file(buf_string(&path), page->bytes, err);
    backup->pending++;
    buf_done(&path);
    buf_done(&seq);
    request_done(&request);
    return result;
}

static int
keep_pages(struct backup *backup, struct ledger *ledger, struct buf *lines, struct err *err)
{
    struct arena arena = { 0 };
    struct slice *ids;
    size_t count;
    int result = ledger_held(ledger, &arena, &ids, &count, err);
    for (size_t i = 0; result == 0 && i < count; i++) {
        struct arena one = { 0 };
        struct ledger_page page = { 0 };
        char id[33];
        (void)snprintf(id, sizeof id, "%.*s", SLICE_ARGS(ids[i]));
        int found = ledger_fetch(ledger, id, &one, &page, err);
        if (found < 0)
            result = -1;
        else if (found == 1) /* else it was committed meanwhile */
            result = keep_page(backup, &page, lines, err);
        arena_done(&one);
    }
    arena_done(&arena);
    return result;
}

static int
copy_ledger(struct backup *backup, const struct config *config, struct err *err)
{
    struct ledger_spec spec = { .redis.url = config_string(config, "redis_url"),
                                .redis.plaintext = config_bool(config, "redis_plaintext") };
    struct ledger *ledger;
    struct buf folder = { 0 }, file = { 0 }, lines = { 0 };
    if (ledger_open(&ledger, &spec, err) != 0)
        return -1;
    buf_printf(&folder, "%s/pending", buf_string(&backup->part));
    buf_printf(&file, "%s.jsonl", buf_string(&folder));
    int result = mkdir(buf_string(&folder), 0700) == 0 ? 0 : failed(err, buf_string(&folder));
    if (result == 0)
        result = keep_pages(backup, ledger, &lines, err);
    if (result == 0)
        result = write_file(buf_string(&file), buf_slice(&lines), err);
    if (result == 0)
        result = settle(buf_string(&folder), err);
    ledger_close(ledger);
    buf_done(&folder);
    buf_done(&file);
    buf_done(&lines);
    return result == 0 ? 0 : err_prefix(err, "the ledger");
}

/* The copy is opened and read once: it must be an archive. */
static int
copy_archive(struct backup *backup, const struct config *config, struct err *err)
{
    struct archive *archive = NULL, *copy = NULL;
    struct buf path = { 0 };
    buf_printf(&path, "%s/archive.db", buf_string(&backup->part));
    int result = archive_open(&archive, config_string(config, "archive"), ARCHIVE_READ, err);
    if (result == 0)
        result = archive_backup(archive, buf_string(&path), err);
    if (result == 0)
        result = archive_open(&copy, buf_string(&path), ARCHIVE_READ, err);
    if (result == 0)
        result = archive_totals(copy, &backup->pages, &backup->articles, &backup->bytes, err);
    archive_close(archive);
    archive_close(copy);
    if (result == 0)
        result = settle(buf_string(&path), err);
    buf_done(&path);
    return result == 0 ? 0 : err_prefix(err, "the archive");
}

/* ---- all of it ---- */

static int
find_config(const struct backup *backup, struct config **config, struct err *err)
{
    struct site site;
    if (site_find(&site, &backup->site, err) != 0)
        return -1;
    int result = site.config.len > 0
                     ? config_load(config, "store", buf_string(&site.config), option_tables,
                                   option_table_count, err)
                     : err_set(err, ERR_REJECT, "which archive? Give --state or --config");
    site_done(&site);
    return result;
}

/* Locks DIR, which ends with the process. */
static int
lock_dir(const char *dir, struct err *err)
{
    if (mkdir(dir, 0700) != 0 && errno != EEXIST)
        return failed(err, dir);
    int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return failed(err, dir);
    if (flock(fd, LOCK_EX | LOCK_NB) != 0)
        return err_set(err, ERR_RETRY, "%s: another backup is being made there", dir);
    return 0;
}

static int
make(struct backup *backup, const struct config *config, struct err *err)
{
    const char *part = buf_string(&backup->part), *whole = buf_string(&backup->whole);
    if (access(whole, F_OK) == 0)
        return err_set(err, ERR_RETRY, "%s exists already", whole);
    if (mkdir(part, 0700) != 0)
        return failed(err, part);
    if (copy_ledger(backup, config, err) != 0 || copy_archive(backup, config, err) != 0 ||
        settle(part, err) != 0)
        return -1;
    if (rename(part, whole) != 0)
        return failed(err, whole);
    return settle(backup->dir, err);
}

static int
back_up(struct backup *backup, struct err *err)
{
    struct config *config = NULL;
    time_t now = time(NULL);
    struct tm utc;
    if (find_config(backup, &config, err) != 0)
        return -1;
    (void)strftime(backup->name, sizeof backup->name, "pagewire-%Y%m%dT%H%M%SZ",
                   gmtime_r(&now, &utc));
    buf_printf(&backup->part, "%s/.%s.part", backup->dir, backup->name);
    buf_printf(&backup->whole, "%s/%s", backup->dir, backup->name);
    (void)umask(0077);
    struct backup leftovers = { .dir = backup->dir };
    struct err ignored;
    int result = lock_dir(backup->dir, err);
    if (result == 0)
        result = tidy(&leftovers, err);
    if (result == 0 && (result = make(backup, config, err)) != 0)
        (void)remove_tree(buf_string(&backup->part), &ignored);
    if (result == 0)
        result = tidy(backup, err); /* older ones go only when there is a new one */
    config_free(config);
    return result;
}

static void
tell(const struct backup *backup)
{
    struct buf out = { 0 }, path = { 0 };
    if (backup->json) {
        struct jsonw w = { .out = &out };
        cli_mend(&path, buf_slice(&backup->whole));
        jsonw_open(&w, '{');
        jsonw_member(&w, "backup", buf_slice(&path));
        jsonw_member_number(&w, "pages", backup->pages);
        jsonw_member_number(&w, "articles", backup->articles);
        jsonw_member_number(&w, "pending", (int64_t)backup->pending);
        jsonw_close(&w, '}');
        buf_add_char(&out, '\n');
        (void)cli_write(buf_slice(&out));
    } else {
        buf_printf(&out, _("%.*s  %lld pages, %lld articles, %zu pages pending\n"),
                   SLICE_ARGS(buf_slice(&backup->whole)), (long long)backup->pages,
                   (long long)backup->articles, backup->pending);
        (void)cli_print(buf_slice(&out));
    }
    buf_done(&out);
    buf_done(&path);
}

static int
run(const struct command *command, int argc, char **argv)
{
    struct backup backup = { .dir = NULL };
    const struct cli_option options[] = {
        OPTIONS_COMMON(&backup.json, NULL),
        { "state", TAKES_TEXT, &backup.site.state },
        { "config", TAKES_TEXT, &backup.site.config },
        { "keep", TAKES_NUMBER, &backup.keep, 1, KEEP_MAX },
        OPTIONS_END,
    };
    int status = options_read(command, argc, argv, options);
    if (status >= 0)
        return status;
    if (optind + 1 != argc)
        return cli_usage(command, "backup takes one folder");
    struct err err = { 0 };
    backup.dir = argv[optind];
    int result = back_up(&backup, &err);
    if (result == 0)
        tell(&backup);
    buf_done(&backup.part);
    buf_done(&backup.whole);
    return result == 0 ? STATUS_DONE : cli_failed(&err);
}

const struct command command_backup = {
    .name = "backup",
    .summary = N_("copy the archive and the pages that wait, while all runs"),
    .help = N_("usage: pagewire backup [OPTION...] DIR\n"
               "\n"
               "Makes DIR/pagewire-TIME with a copy of the archive as of one moment and the pages\n"
               "that the ledger holds: those that wait and the dead letters.  Run it on store's\n"
               "host as a user who may read the archive and connect to the ledger.  The folder\n"
               "appears when it is whole; what an interrupted backup left goes with the next.\n"
               "\n"
               "  --keep N        removes all but the newest N backups of DIR afterwards\n"
               "  --json          one object\n"
               "  --state DIR     the pipeline that 'pagewire up --state DIR' runs\n"
               "  --config FILE   the one that this file configures\n"
               "\n"
               "'pagewire restore --help' says how to go back.\n"
               "\n"
               "examples:\n"
               "  pagewire backup --keep 14 /var/backups/pagewire\n"),
    .run = run,
};
