/* The hot folder of a running ingest. */
#include "tests/ingest/scene.h"

#include "services/ingest/watcher.h"

#define TEXT "老街焕新\n昨日,记者在解放路看到,改造后的老街两旁绿树成荫。\n"

static int
set_up_with(void **state, const char *settle, const char *scan)
{
    const char *env[] = {
        "PAGEWIRE_HOT_FOLDER", NULL, "PAGEWIRE_SETTLE", settle, "PAGEWIRE_HOT_SCAN", scan, NULL
    };
    env[1] = "later";
    (void)scene_set_up(state, env);
    struct scene *scene = *state;
    scene->env[1] = scene->hot;
    return 0;
}

/* Events only: neither settling nor a scan comes in the time of a test. */
static int
set_up_events(void **state)
{
    return set_up_with(state, "10m", "10m");
}

/* Scans and settling, quickly. */
static int
set_up_scans(void **state)
{
    return set_up_with(state, "300ms", "200ms");
}

static const char *
full(const struct scene *scene, const char *path)
{
    static char name[512];
    (void)snprintf(name, sizeof name, "%s/%s", scene->hot, path);
    return name;
}

static void
make_folders(const struct scene *scene, const char *path)
{
    char command[600];
    (void)snprintf(command, sizeof command, "mkdir -p '%s'", full(scene, path));
    assert_int_equal(system(command), 0);
}

static void
write_file(const struct scene *scene, const char *path, const char *bytes, size_t len)
{
    FILE *file = fopen(full(scene, path), "w");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, len, file), len);
    assert_int_equal(fclose(file), 0);
}

static void
write_text(const struct scene *scene, const char *path, const char *text)
{
    write_file(scene, path, text, strlen(text));
}

static bool
exists(const struct scene *scene, const char *path)
{
    return access(full(scene, path), F_OK) == 0;
}

/* Whether the reason beside a failed file says so. */
static bool
has_reason(const struct scene *scene, const char *path, const char *reason)
{
    char text[600] = "";
    FILE *file = fopen(full(scene, path), "r");
    if (file == NULL)
        return false;
    size_t len = fread(text, 1, sizeof text - 1, file);
    (void)fclose(file);
    return len > 0 && strstr(text, reason) != NULL;
}

static long long
waiting(struct scene *scene)
{
    return redis_fixture_call(&scene->redis, "XLEN pw:queue:live");
}

static void
closed_and_renamed_files_are_taken_at_once(void **state)
{
    struct scene *scene = *state;
    make_folders(scene, "焦作日报/2018-01-09");
    scene_start(scene);
    write_text(scene, "焦作日报/2018-01-09/A03.txt", TEXT);
    WAIT_UNTIL(scene, exists(scene, "done/焦作日报/2018-01-09/A03.txt"));
    assert_false(exists(scene, "焦作日报/2018-01-09/A03.txt"));
    assert_int_equal(waiting(scene), 1);

    scene->policy = POLICY_DONE;
    scene_start_worker(scene, 2);
    WAIT_UNTIL(scene, scene->job_count == 1);
    assert_true(slice_equal(scene->page.paper, SLICE_LITERAL("焦作日报")));
    assert_true(slice_equal(scene->page.date, SLICE_LITERAL("2018-01-09")));
    assert_true(slice_equal(scene->page.number, SLICE_LITERAL("A03")));
    assert_true(slice_equal(scene->page.text, SLICE_LITERAL(TEXT)));

    write_text(scene, "焦作日报/2018-01-09/A04.txt.part", "4" TEXT);
    char from[512];
    (void)snprintf(from, sizeof from, "%s", full(scene, "焦作日报/2018-01-09/A04.txt.part"));
    assert_true(exists(scene, "焦作日报/2018-01-09/A04.txt.part"));
    assert_int_equal(rename(from, full(scene, "焦作日报/2018-01-09/A04.txt")), 0);
    WAIT_UNTIL(scene, exists(scene, "done/焦作日报/2018-01-09/A04.txt"));
    WAIT_UNTIL(scene, scene->job_count == 2);
}

/* Folders that are made or moved in later are watched, too. */
static void
a_folder_that_is_moved_in_is_scanned(void **state)
{
    struct scene *scene = *state;
    scene_start(scene);
    make_folders(scene, ".upload/2018-01-09");
    write_text(scene, ".upload/2018-01-09/A03.txt", TEXT);
    char from[512];
    (void)snprintf(from, sizeof from, "%s", full(scene, ".upload"));
    assert_int_equal(rename(from, full(scene, "晚报")), 0);
    WAIT_UNTIL(scene, exists(scene, "done/晚报/2018-01-09/A03.txt"));
    write_text(scene, "晚报/2018-01-09/A04.txt", "4" TEXT);
    WAIT_UNTIL(scene, exists(scene, "done/晚报/2018-01-09/A04.txt"));
    assert_int_equal(waiting(scene), 2);
}

static void
what_is_refused_goes_to_failed(void **state)
{
    struct scene *scene = *state;
    scene_start(scene);
    static const struct {
        const char *name, *bytes;
        size_t len;
        const char *reason;
    } cases[] = {
        { "empty.txt", "", 0, "empty" },
        { "binary.txt", "\1\2\3\4\5\6\7\1", 8, "binary" },
        { "zero.txt",
          "plain text, then\0and more of it, and yet more of it to be a text "
          "with one zero in it, which is not enough to be called binary",
          120, "U+0000 at byte 16" },
        { "pdf.txt", "%PDF-1.4\n", 9, "PDF documents are not taken" },
        { "broken.txt", TEXT "\xff" TEXT, sizeof TEXT * 2 - 1, "is not valid UTF-8" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        write_file(scene, cases[i].name, cases[i].bytes, cases[i].len);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char reason[100], failed[100];
        (void)snprintf(failed, sizeof failed, "failed/%s", cases[i].name);
        (void)snprintf(reason, sizeof reason, "failed/%s.reason", cases[i].name);
        WAIT_UNTIL(scene, has_reason(scene, reason, cases[i].reason));
        assert_true(exists(scene, failed));
        assert_false(exists(scene, cases[i].name));
    }
    assert_int_equal(waiting(scene), 0);
}

/* 100 MB (of a hole) are refused by their size, not read. */
static void
a_large_file_is_not_read(void **state)
{
    struct scene *scene = *state;
    scene_start(scene);
    int fd = open(full(scene, "large.txt"), O_WRONLY | O_CREAT, 0600);
    assert_true(fd >= 0);
    assert_int_equal(ftruncate(fd, 100 << 20), 0);
    assert_int_equal(close(fd), 0);
    WAIT_UNTIL(scene, has_reason(scene, "failed/large.txt.reason", "104857600 bytes"));
}

static void
names_that_are_taken_get_a_number(void **state)
{
    struct scene *scene = *state;
    scene_start(scene);
    static const char *const done[] = { "done/A03.txt", "done/A03-2.txt", "done/A03-3.txt" };
    for (size_t i = 0; i < 3; i++) {
        char text[200];
        (void)snprintf(text, sizeof text, "%zu\n" TEXT, i);
        write_text(scene, "A03.txt", text);
        WAIT_UNTIL(scene, exists(scene, done[i]));
    }
    assert_int_equal(waiting(scene), 3);
    /* The very same page is in the ledger once. */
    write_text(scene, "A03.txt", "0\n" TEXT);
    WAIT_UNTIL(scene, exists(scene, "done/A03-4.txt"));
    assert_int_equal(waiting(scene), 3);
}

/* What lies there at the start is found by the scan, and taken when it rests. */
static void
a_scan_finds_what_no_event_told(void **state)
{
    struct scene *scene = *state;
    make_folders(scene, "晚报/2018-01-09");
    make_folders(scene, ".git/x");
    write_text(scene, "晚报/2018-01-09/05.txt", TEXT);
    write_text(scene, ".hidden", TEXT);
    write_text(scene, ".git/x/a.txt", TEXT);
    write_text(scene, "a.txt~", TEXT);
    scene_start(scene);
    WAIT_UNTIL(scene, exists(scene, "done/晚报/2018-01-09/05.txt"));
    assert_true(exists(scene, ".hidden"));
    assert_true(exists(scene, ".git/x/a.txt"));
    assert_true(exists(scene, "a.txt~"));
    assert_int_equal(waiting(scene), 1);
}

/* A file that is written slowly, with pauses longer than settle, is not taken
 * before it is closed: half of it is never a page. */
static void
half_a_file_is_never_taken(void **state)
{
    struct scene *scene = *state;
    scene_start(scene);
    FILE *file = fopen(full(scene, "slow.txt"), "w");
    assert_non_null(file);
    for (int i = 0; i < 4; i++) {
        assert_true(fputs(TEXT, file) >= 0);
        assert_int_equal(fflush(file), 0);
        int64_t until = fixture_ms() + 700;
        while (fixture_ms() < until) {
            scene_turn(scene);
            assert_true(exists(scene, "slow.txt"));
        }
    }
    assert_int_equal(fclose(file), 0);
    WAIT_UNTIL(scene, exists(scene, "done/slow.txt"));
    assert_int_equal(waiting(scene), 1);
    scene->policy = POLICY_DONE;
    scene_start_worker(scene, 2);
    WAIT_UNTIL(scene, scene->job_count == 1);
    assert_int_equal(scene->page.text.len, 4 * (sizeof TEXT - 1));
}

static void
files_wait_for_redis(void **state)
{
    struct scene *scene = *state;
    scene_start(scene);
    WAIT_UNTIL(scene, scene_accepts(scene));
    redis_fixture_end(&scene->redis, SIGKILL);
    WAIT_UNTIL(scene, !scene_accepts(scene));
    for (int i = 0; i < 30; i++) {
        char name[20], text[200];
        (void)snprintf(name, sizeof name, "%02d.txt", i);
        (void)snprintf(text, sizeof text, "%d\n" TEXT, i);
        write_text(scene, name, text);
    }
    WAIT_UNTIL(scene, scene_logged(scene, "submitted", "verdict=busy"));
    assert_false(exists(scene, "done/00.txt"));
    assert_true(exists(scene, "29.txt"));
    redis_fixture_start(&scene->redis);
    WAIT_UNTIL(scene, waiting(scene) == 30);
    WAIT_UNTIL(scene, exists(scene, "done/29.txt"));
}

/* Killed at any time, every file is in the ledger once, and in done/. */
static void
a_killed_ingest_takes_each_file_once(void **state)
{
    struct scene *scene = *state;
    scene_start(scene);
    WAIT_UNTIL(scene, scene_accepts(scene));
    for (int i = 0; i < 200; i++) {
        char name[20], text[200];
        (void)snprintf(name, sizeof name, "%03d.txt", i);
        (void)snprintf(text, sizeof text, "%d\n" TEXT, i);
        write_text(scene, name, text);
        if (i % 50 == 49) {
            (void)scene_end(scene, SIGKILL);
            scene_start(scene);
        }
    }
    WAIT_UNTIL(scene, waiting(scene) == 200);
    char command[600];
    (void)snprintf(command, sizeof command, "test $(ls '%s/done' | wc -l) = 200", scene->hot);
    WAIT_UNTIL(scene, system(command) == 0);
    assert_int_equal(waiting(scene), 200);
}

/* More events than the kernel keeps: the scan finds them all. */
static void
a_thousand_files_at_once(void **state)
{
    struct scene *scene = *state;
    scene_start(scene);
    WAIT_UNTIL(scene, scene_accepts(scene));
    scene_freeze(scene);
    for (int i = 0; i < 1000; i++) {
        char name[20], text[100];
        (void)snprintf(name, sizeof name, "%03d.txt", i);
        (void)snprintf(text, sizeof text, "%d\n" TEXT, i);
        write_text(scene, name, text);
    }
    for (int i = 0; i < 18000; i++) { /* 16384 events are kept */
        char name[20];
        (void)snprintf(name, sizeof name, "%03d.txt", i % 1000);
        int fd = open(full(scene, name), O_WRONLY);
        assert_true(fd >= 0);
        (void)close(fd);
    }
    (void)kill(scene->ingest, SIGCONT);
    WAIT_UNTIL(scene, scene_logged(scene, "hot-folder-overflow", ""));
    WAIT_UNTIL(scene, waiting(scene) == 1000);
    char command[600];
    (void)snprintf(command, sizeof command, "test $(ls '%s/done' | wc -l) = 1000", scene->hot);
    WAIT_UNTIL(scene, system(command) == 0);
}

/* A file that cannot be a page for its name alone. */
static void
a_name_that_is_not_utf8_is_refused(void **state)
{
    struct scene *scene = *state;
    scene_start(scene);
    write_text(scene, "\xc4\xe3.txt", TEXT);
    WAIT_UNTIL(scene, has_reason(scene, "failed/\xc4\xe3.txt.reason", "not UTF-8"));
}

/* ---- who may write there can have nothing done elsewhere ---- */

static void
make_link(const struct scene *scene, const char *to, const char *path)
{
    char target[512];
    (void)snprintf(target, sizeof target, "%s", full(scene, to));
    assert_int_equal(symlink(target, full(scene, path)), 0);
}

static bool
is_link(const struct scene *scene, const char *path)
{
    struct stat status;
    return lstat(full(scene, path), &status) == 0 && S_ISLNK(status.st_mode);
}

/* A link where the reason would be written. */
static void
a_reason_overwrites_nothing_elsewhere(void **state)
{
    struct scene *scene = *state;
    scene_start(scene);
    WAIT_UNTIL(scene, exists(scene, "failed"));
    write_text(scene, ".victim", "precious");
    make_link(scene, ".victim", "failed/bad.txt.reason");
    make_link(scene, ".new", "failed/worse.txt.reason");
    write_file(scene, "bad.txt", "\1\2\3\4\5\6\7\1", 8);
    write_file(scene, "worse.txt", "\1\2\3\4\5\6\7\1", 8);
    WAIT_UNTIL(scene, has_reason(scene, "failed/bad.txt.reason", "binary"));
    WAIT_UNTIL(scene, has_reason(scene, "failed/worse.txt.reason", "binary"));
    assert_true(has_reason(scene, ".victim", "precious"));
    assert_false(is_link(scene, "failed/bad.txt.reason"));
    assert_false(exists(scene, ".new"));
}

/* done/sub leads elsewhere. */
static void
nothing_is_moved_elsewhere(void **state)
{
    struct scene *scene = *state;
    scene_start(scene);
    WAIT_UNTIL(scene, exists(scene, "done"));
    make_folders(scene, ".elsewhere");
    make_folders(scene, "sub");
    make_link(scene, ".elsewhere", "done/sub");
    write_text(scene, "sub/A03.txt", TEXT);
    WAIT_UNTIL(scene, scene_logged(scene, "hot-folder-stuck", "sub/A03.txt"));
    assert_false(exists(scene, ".elsewhere/A03.txt"));
    assert_true(exists(scene, "sub/A03.txt"));
}

/* A folder becomes a link while a file in it is being written: what the link leads to
 * is neither read nor moved. */
static void
nothing_is_read_elsewhere(void **state)
{
    struct scene *scene = *state;
    scene_start(scene);
    make_folders(scene, ".secret");
    write_text(scene, ".secret/A03.txt", "secret\n" TEXT);
    make_folders(scene, "sub");
    FILE *open_file = fopen(full(scene, "sub/A03.txt"), "w");
    assert_non_null(open_file);
    assert_true(fputs(TEXT, open_file) >= 0);
    assert_int_equal(fflush(open_file), 0);
    write_text(scene, "first.txt", "1\n" TEXT);
    WAIT_UNTIL(scene, exists(scene, "done/first.txt")); /* it has seen the other by now */
    char from[512];
    (void)snprintf(from, sizeof from, "%s", full(scene, "sub"));
    assert_int_equal(rename(from, full(scene, ".sub")), 0);
    make_link(scene, ".secret", "sub");
    int64_t until = fixture_ms() + 1500; /* several times settle */
    while (fixture_ms() < until)
        scene_turn(scene);
    assert_true(exists(scene, ".secret/A03.txt"));
    assert_int_equal(waiting(scene), 1);
    assert_int_equal(fclose(open_file), 0);
}

/* ---- what is taken, and what becomes of folders ---- */

static void
other_kinds_are_left_alone(void **state)
{
    struct scene *scene = *state;
    scene_start(scene);
    write_text(scene, "page.html", "<html><body>" TEXT);
    write_text(scene, "page.json", "{}");
    write_text(scene, "A03.TXT", TEXT);
    WAIT_UNTIL(scene, exists(scene, "done/A03.TXT"));
    assert_true(exists(scene, "page.html"));
    assert_true(exists(scene, "page.json"));
    struct request request;
    request_init(&request, REQUEST_STATUS);
    WAIT_UNTIL(scene, scene_ask(scene, &request, NULL)->hot_left == 2);
}

static void
age_folder(const struct scene *scene, const char *path)
{
    struct timespec times[2] = { { .tv_nsec = UTIME_OMIT }, { .tv_sec = time(NULL) - 7200 } };
    assert_int_equal(utimensat(AT_FDCWD, full(scene, path), times, 0), 0);
}

/* Days' folders go when they have been empty for long, a paper's own folder stays. */
static void
emptied_days_are_removed(void **state)
{
    struct scene *scene = *state;
    make_folders(scene, "晚报/2018-01-09");
    make_folders(scene, "日报/2018/01/10");
    make_folders(scene, "早报/2018-01-11");
    make_folders(scene, "投稿");
    age_folder(scene, "晚报/2018-01-09");
    age_folder(scene, "日报/2018/01/10");
    age_folder(scene, "投稿");
    scene_start(scene);
    WAIT_UNTIL(scene, !exists(scene, "晚报/2018-01-09") && !exists(scene, "日报/2018/01/10"));
    assert_true(exists(scene, "晚报"));
    assert_true(exists(scene, "投稿"));
    assert_true(exists(scene, "早报/2018-01-11")); /* somebody made it just now */
}

/* However the folder came there, by a scan or by an event. */
static void
folders_too_deep_are_told(void **state)
{
    struct scene *scene = *state;
    char path[128] = "", name[160];
    for (int i = 0; i < WATCHER_DEPTH_MAX; i++)
        (void)strcat(path, i == 0 ? "d" : "/d");
    make_folders(scene, path);
    scene_start(scene);
    (void)snprintf(name, sizeof name, "%s/A03.txt", path);
    write_text(scene, name, TEXT);
    (void)snprintf(name, sizeof name, "done/%s/A03.txt", path);
    WAIT_UNTIL(scene, exists(scene, name));
    (void)snprintf(name, sizeof name, "%s/deeper", path);
    make_folders(scene, name);
    WAIT_UNTIL(scene, scene_logged(scene, "hot-folder-too-deep", "deeper"));
}

int
main(void)
{
#define EVENTS(name) cmocka_unit_test_setup_teardown(name, set_up_events, scene_tear_down)
#define SCANS(name) cmocka_unit_test_setup_teardown(name, set_up_scans, scene_tear_down)
    const struct CMUnitTest tests[] = {
        EVENTS(closed_and_renamed_files_are_taken_at_once),
        EVENTS(what_is_refused_goes_to_failed),
        EVENTS(a_large_file_is_not_read),
        EVENTS(names_that_are_taken_get_a_number),
        SCANS(a_scan_finds_what_no_event_told),
        SCANS(a_folder_that_is_moved_in_is_scanned),
        SCANS(half_a_file_is_never_taken),
        SCANS(files_wait_for_redis),
        SCANS(a_killed_ingest_takes_each_file_once),
        SCANS(a_thousand_files_at_once),
        EVENTS(a_name_that_is_not_utf8_is_refused),
        EVENTS(a_reason_overwrites_nothing_elsewhere),
        SCANS(nothing_is_moved_elsewhere),
        SCANS(nothing_is_read_elsewhere),
        SCANS(other_kinds_are_left_alone),
        SCANS(emptied_days_are_removed),
        SCANS(folders_too_deep_are_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
