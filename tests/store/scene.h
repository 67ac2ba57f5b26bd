/*
 * scene: what store works on: a Redis with a ledger, of which this test is the
 * ingest, and a place for an archive.
 */
#ifndef TESTS_STORE_SCENE_H
#define TESTS_STORE_SCENE_H

#include "common/ledger/ledger.h"
#include "common/page.h"
#include "services/store/archive.h"
#include "tests/common/redis_fixture.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>

struct scene {
    struct redis_fixture redis;
    char path[160]; /* of the archive, in the folder of Redis */
    struct ledger *ledger;
    enum ledger_verdict verdict; /* of the last call; -1 when it failed */
};

static inline void
scene_keep(void *arg, const struct ledger_result *result, const struct err *err)
{
    struct scene *scene = arg;
    scene->verdict = err != NULL ? (enum ledger_verdict) - 1 : result->verdict;
}

/* SCENE_CALL(scene, beat) waits for ledger_beat and gives its verdict. */
#define SCENE_CALL(scene, name, ...)                                                               \
    (redis_wait_up(ledger_redis((scene)->ledger), 60000),                                          \
     ledger_##name((scene)->ledger, ##__VA_ARGS__, scene_keep, scene),                             \
     redis_wait(ledger_redis((scene)->ledger), 60000), (scene)->verdict)

static inline struct scene *
scene_open(void)
{
    struct scene *scene = calloc(1, sizeof *scene);
    struct err err;
    if (scene == NULL)
        die("out of memory");
    redis_fixture_open(&scene->redis);
    (void)snprintf(scene->path, sizeof scene->path, "%s/archive.db", scene->redis.folder);
    struct ledger_spec spec = { .redis.url = scene->redis.url, .instance_ttl = 600000 };
    if (ledger_open(&scene->ledger, &spec, &err) != 0)
        die("%s", err.text);
    if (SCENE_CALL(scene, enrol, "test", "0123456789abcdef0123456789abcdef", "") != LEDGER_OK)
        die("cannot enrol");
    return scene;
}

static inline void
scene_close(struct scene *scene)
{
    char small[128];
    (void)snprintf(small, sizeof small, "%s/small", scene->redis.folder);
    (void)umount2(small, MNT_DETACH); /* left by a test that failed */
    ledger_close(scene->ledger);
    redis_fixture_close(&scene->redis);
    free(scene);
}

/* Puts a page into the ledger, as this ingest's. */
static inline void
scene_accept(struct scene *scene, const struct page *page, const char *bytes)
{
    struct ledger_page entry = {
        .id = page->id,
        .bytes = slice_from(bytes),
        .name = page->name,
        .paper = page->paper,
        .date = page->date,
        .number = page->number,
        .encoding = SLICE_EMPTY,
        .reasons = SLICE_EMPTY,
    };
    if (SCENE_CALL(scene, accept, &entry) != LEDGER_OK ||
        SCENE_CALL(scene, claim, LANE_LIVE, 1) != LEDGER_OK)
        die("cannot accept");
}

/* Whether the ledger still has a page; its payload, that is. */
static inline bool
scene_waits(struct scene *scene, const struct page *page)
{
    char words[128];
    (void)snprintf(words, sizeof words, "EXISTS pw:page:%.*s", SLICE_ARGS(page->id));
    return redis_fixture_call(&scene->redis, words) == 1;
}

static inline bool
scene_cached(struct scene *scene, const struct page *page)
{
    char words[128];
    (void)snprintf(words, sizeof words, "EXISTS pw:cache:page:%.*s", SLICE_ARGS(page->id));
    return redis_fixture_call(&scene->redis, words) == 1;
}

/* What the archive says of a page, through a reader of its own. */
static inline enum page_state
scene_state(struct scene *scene, const struct page *page)
{
    struct archive *archive;
    struct err err;
    enum page_state state = PAGE_ANY;
    if (archive_open(&archive, scene->path, ARCHIVE_READ, &err) != 0)
        return PAGE_ANY;
    if (archive_state(archive, page->id, &state, &err) != 0)
        die("%s", err.text);
    archive_close(archive);
    return state;
}

static inline int64_t
scene_pages(struct scene *scene)
{
    struct archive *archive;
    struct err err;
    int64_t pages, articles, bytes;
    if (archive_open(&archive, scene->path, ARCHIVE_READ, &err) != 0 ||
        archive_totals(archive, &pages, &articles, &bytes, &err) != 0)
        die("%s", err.text);
    archive_close(archive);
    return pages;
}

/* A disk of two megabytes in `folder`, which is made; false (and why is printed) when
 * it cannot be mounted here. */
static inline bool
scene_mount(const char *folder)
{
    if (mkdir(folder, 0700) != 0)
        die("mkdir %s: %s", folder, strerror(errno));
    if (mount("pagewire", folder, "tmpfs", 0, "size=2m") == 0)
        return true;
    (void)printf("skip: cannot mount a tmpfs: %s\n", strerror(errno));
    return false;
}

/* Fills it up; the file to remove again is folder/filler. */
static inline void
scene_fill(const char *folder)
{
    char path[192], block[4096] = { 0 };
    (void)snprintf(path, sizeof path, "%s/filler", folder);
    FILE *file = fopen(path, "w");
    while (file != NULL && fwrite(block, sizeof block, 1, file) == 1 && fflush(file) == 0)
        ;
    if (file != NULL)
        (void)fclose(file);
}

#endif
