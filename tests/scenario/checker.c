/*
 * checker: says whether the promise was kept.  It knows only what clients know:
 * the answers to their submissions, and what ingest and store answer to questions.
 *
 *     checker ANSWERS INGEST STORE SECONDS [DEAD...]
 *
 * ANSWERS is a file of feed's output, INGEST and STORE the endpoints.  Within SECONDS
 * every page that was accepted must be committed or, when it is one of DEAD, a dead
 * letter.  Then it looks at everything that readers can see:
 *
 *   - each accepted page is in the export once, and no other page is
 *   - each is listed once as the current page of its paper, date and number
 *   - each can be shown, and the record is its own
 *   - the dead letters are exactly DEAD
 *   - ingest holds nothing that is waiting
 *
 * One line for each fault and a summary; exit status 0 when there is none.
 */
#include "tests/scenario/ask.h"

enum { BATCH = 500 };

struct checker {
    const char *ingest, *store;
    int64_t until;
    zhashx_t *accepted; /* page id -> times seen in the export, as a pointer */
    char **dead;
    int dead_count;
    unsigned faults;
};

static void
fault(struct checker *checker, const char *what, const char *page_id)
{
    if (checker->faults++ < 20)
        (void)printf("FAULT %s %s\n", what, page_id);
}

static bool
is_dead(const struct checker *checker, const char *page_id)
{
    for (int i = 0; i < checker->dead_count; i++)
        if (strcmp(checker->dead[i], page_id) == 0)
            return true;
    return false;
}

static void
read_answers(struct checker *checker, const char *path)
{
    FILE *file = fopen(path, "r");
    char *line = NULL;
    size_t size = 0;
    if (file == NULL) {
        (void)fprintf(stderr, "cannot read %s\n", path);
        exit(2);
    }
    while (getline(&line, &size, file) > 0) {
        json_t *answer = json_loads(line, 0, NULL);
        const char *id = ask_text(answer, "page_id");
        if (*id != '\0' && (strcmp(ask_text(answer, "type"), "ACCEPTED") == 0 ||
                            strcmp(ask_text(answer, "type"), "DEAD") == 0))
            zhashx_update(checker->accepted, id, "");
        json_decref(answer);
    }
    free(line);
    (void)fclose(file);
}

static json_t *
ask_or_die(struct checker *checker, const char *endpoint, json_t *header, char **body)
{
    int64_t until = zclock_mono() + 60000;
    if (until < checker->until)
        until = checker->until;
    json_incref(header);
    json_t *answer = ask(endpoint, header, body, until);
    while (answer != NULL && json_is_true(json_object_get(answer, "retry")) &&
           zclock_mono() < until) {
        json_decref(answer);
        (void)zclock_sleep(200); /* store was not there when ingest looked */
        json_incref(header);
        answer = ask(endpoint, header, body, until);
    }
    json_decref(header);
    if (answer == NULL || strcmp(ask_text(answer, "type"), "ERROR") == 0) {
        (void)printf("FAULT no answer from %s: %s\n", endpoint, ask_text(answer, "reason"));
        exit(1);
    }
    return answer;
}

/* How many of these ids are in that state; ids is freed. */
static size_t
count_state(struct checker *checker, const char *endpoint, json_t *ids, const char *state)
{
    size_t count = 0;
    json_t *answer = ask_or_die(
        checker, endpoint,
        json_pack("{s:i s:s s:o}", "version", 1, "type", "STATE", "page_ids", ids), NULL);
    json_t *states = json_object_get(answer, "states");
    for (size_t i = 0; i < json_array_size(states); i++)
        count += strcmp(json_string_value(json_array_get(states, i)), state) == 0;
    json_decref(answer);
    return count;
}

/* The same of all accepted pages that should not be dead. */
static size_t
count_all(struct checker *checker, const char *endpoint, const char *state)
{
    size_t count = 0;
    json_t *ids = json_array();
    for (void *item = zhashx_first(checker->accepted); item != NULL;
         item = zhashx_next(checker->accepted)) {
        const char *id = zhashx_cursor(checker->accepted);
        if (!is_dead(checker, id))
            (void)json_array_append_new(ids, json_string(id));
        if (json_array_size(ids) == BATCH) {
            count += count_state(checker, endpoint, ids, state);
            ids = json_array();
        }
    }
    if (json_array_size(ids) > 0)
        return count + count_state(checker, endpoint, ids, state);
    json_decref(ids);
    return count;
}

static size_t
count_dead_letters(struct checker *checker, bool report)
{
    json_t *answer = ask_or_die(
        checker, checker->ingest,
        json_pack("{s:i s:s s:i}", "version", 1, "type", "DLQ_LIST", "limit", 1000), NULL);
    json_t *pages = json_object_get(answer, "pages");
    size_t expected = 0;
    for (size_t i = 0; i < json_array_size(pages); i++) {
        const char *id = ask_text(json_array_get(pages, i), "id");
        if (is_dead(checker, id))
            expected++;
        else if (report)
            fault(checker, "unexpected dead letter", id);
    }
    json_decref(answer);
    return expected;
}

/* Everything accepted has come to its end, or time is over. */
static void
wait_for_end(struct checker *checker)
{
    size_t wanted = zhashx_size(checker->accepted) - (size_t)checker->dead_count;
    while (zclock_mono() < checker->until) {
        if (count_all(checker, checker->store, "committed") == wanted &&
            count_dead_letters(checker, false) == (size_t)checker->dead_count &&
            count_all(checker, checker->ingest, "waiting") == 0)
            return;
        zclock_sleep(100);
    }
}

static void
check_states(struct checker *checker)
{
    size_t wanted = zhashx_size(checker->accepted) - (size_t)checker->dead_count;
    size_t committed = count_all(checker, checker->store, "committed");
    if (committed != wanted) {
        (void)printf("FAULT %zu of %zu accepted pages are committed\n", committed, wanted);
        checker->faults++;
    }
    if (count_dead_letters(checker, true) != (size_t)checker->dead_count) {
        (void)printf("FAULT dead letters are missing\n");
        checker->faults++;
    }
    if (count_all(checker, checker->ingest, "waiting") != 0) {
        (void)printf("FAULT pages are still waiting\n");
        checker->faults++;
    }
}

/* Counts the ids that come with each line or page of an answer. */
static void
see(struct checker *checker, zhashx_t *seen, const char *page_id, const char *where)
{
    char what[64];
    if (zhashx_lookup(checker->accepted, page_id) == NULL) {
        (void)snprintf(what, sizeof what, "never accepted, but in the %s:", where);
        fault(checker, what, page_id);
    } else if (zhashx_insert(seen, page_id, "") != 0) {
        (void)snprintf(what, sizeof what, "more than once in the %s:", where);
        fault(checker, what, page_id);
    }
}

static void
see_lines(struct checker *checker, zhashx_t *seen, char *lines)
{
    char *state = NULL;
    for (char *line = strtok_r(lines, "\n", &state); line != NULL;
         line = strtok_r(NULL, "\n", &state)) {
        json_t *record = json_loads(line, 0, NULL);
        see(checker, seen, ask_text(record, "page_id"), "export");
        json_decref(record);
    }
}

static void
see_pages(struct checker *checker, zhashx_t *seen, json_t *pages)
{
    for (size_t i = 0; i < json_array_size(pages); i++) {
        json_t *page = json_array_get(pages, i);
        const char *id = ask_text(page, "page_id");
        see(checker, seen, *id ? id : ask_text(page, "id"), "list");
    }
}

/* Walks through all of EXPORT or LIST. */
static void
check_walk(struct checker *checker, const char *type)
{
    zhashx_t *seen = zhashx_new();
    char *cursor = strdup("");
    bool more = true;
    while (more) {
        char *body = NULL;
        json_t *question = json_pack("{s:i s:s s:i s:s}", "version", 1, "type", type, "limit", 200,
                                     "cursor", cursor);
        json_t *answer = ask_or_die(checker, checker->store, question, &body);
        see_lines(checker, seen, body);
        see_pages(checker, seen, json_object_get(answer, "pages"));
        const char *next = ask_text(answer, "next");
        more = *next != '\0' && strcmp(next, cursor) != 0;
        free(cursor);
        cursor = strdup(next);
        free(body);
        json_decref(answer);
    }
    for (void *item = zhashx_first(checker->accepted); item != NULL;
         item = zhashx_next(checker->accepted)) {
        const char *id = zhashx_cursor(checker->accepted);
        if (!is_dead(checker, id) && zhashx_lookup(seen, id) == NULL)
            fault(checker,
                  strcmp(type, "LIST") == 0 ? "not in the list:" : "not in the export:", id);
    }
    free(cursor);
    zhashx_destroy(&seen);
}

static void
check_shown(struct checker *checker)
{
    for (void *item = zhashx_first(checker->accepted); item != NULL;
         item = zhashx_next(checker->accepted)) {
        const char *id = zhashx_cursor(checker->accepted);
        char *body = NULL;
        if (is_dead(checker, id))
            continue;
        json_t *answer = ask(
            checker->store, json_pack("{s:i s:s s:s}", "version", 1, "type", "SHOW", "page_id", id),
            &body, zclock_mono() + 60000);
        json_t *record = body ? json_loads(body, 0, NULL) : NULL;
        if (strcmp(ask_text(record, "page_id"), id) != 0)
            fault(checker, "cannot be shown:", id);
        json_decref(record);
        json_decref(answer);
        free(body);
    }
}

int
main(int argc, char **argv)
{
    if (argc < 5) {
        (void)fprintf(stderr, "usage: checker ANSWERS INGEST STORE SECONDS [DEAD...]\n");
        return 2;
    }
    struct checker checker = { .ingest = argv[2],
                               .store = argv[3],
                               .until = zclock_mono() + 1000 * strtol(argv[4], NULL, 10),
                               .accepted = zhashx_new(),
                               .dead = argv + 5,
                               .dead_count = argc - 5 };
    read_answers(&checker, argv[1]);
    if (zhashx_size(checker.accepted) == 0)
        fault(&checker, "nothing was accepted", "");
    wait_for_end(&checker);
    check_states(&checker);
    check_walk(&checker, "EXPORT");
    check_walk(&checker, "LIST");
    check_shown(&checker);
    (void)printf("%s: %zu accepted, %d dead, %u faults\n", checker.faults ? "RED" : "GREEN",
                 zhashx_size(checker.accepted), checker.dead_count, checker.faults);
    zhashx_destroy(&checker.accepted);
    return checker.faults ? 1 : 0;
}
