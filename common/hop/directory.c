#include "common/hop/directory.h"

#include "common/clock.h"
#include "common/curve.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

struct place {
    char name[IDENTITY_SIZE], stage[STAGE_SIZE], endpoints[ENDPOINTS_SIZE];
    int64_t seen;
};

void
directory_done(struct directory *directory)
{
    free(directory->places);
    *directory = (struct directory){ 0 };
}

static bool
next_word(struct slice *rest, struct slice *word)
{
    *rest = slice_trim(*rest);
    size_t end = slice_find(*rest, SLICE_LITERAL(" "));
    if (end > rest->len)
        end = rest->len;
    *word = slice_part(*rest, 0, end);
    *rest = slice_part(*rest, end, rest->len);
    return word->len > 0;
}

/* What follows the host of an endpoint that stands for all addresses, ":PORT"; else NULL. */
static const char *
after_any(const char *endpoint)
{
    static const char *const any[] = { "tcp://*:", "tcp://0.0.0.0:", "tcp://[::]:" };
    for (size_t i = 0; i < sizeof any / sizeof any[0]; i++)
        if (strncmp(endpoint, any[i], strlen(any[i])) == 0)
            return endpoint + strlen(any[i]) - 1;
    return NULL;
}

static bool
is_here(const char *peer)
{
    return *peer == '\0' || strncmp(peer, "127.", 4) == 0 || strcmp(peer, "::1") == 0 ||
           strncmp(peer, "::ffff:127.", 11) == 0;
}

static void
add_endpoint(struct buf *all, const char *endpoint, const char *peer)
{
    const char *port = after_any(endpoint);
    bool six = strchr(peer, ':') != NULL;
    if (is_here(peer))
        buf_printf(all, "%s%s", all->len > 0 ? " " : "", endpoint);
    else if (port != NULL)
        buf_printf(all, six ? "%stcp://[%s]%s" : "%stcp://%s%s", all->len > 0 ? " " : "", peer,
                   port);
    else if (!endpoint_is_local(endpoint))
        buf_printf(all, "%s%s", all->len > 0 ? " " : "", endpoint);
}

static struct place *
find_place(struct directory *directory, const char *name)
{
    for (size_t i = 0; i < directory->count; i++)
        if (strcmp(directory->places[i].name, name) == 0)
            return &directory->places[i];
    return NULL;
}

/* Those that were not heard of for long make room. */
static struct place *
add_place(struct directory *directory, int64_t now)
{
    for (size_t i = directory->count; i-- > 0;)
        if (now - directory->places[i].seen > DIRECTORY_TTL_MS)
            directory->places[i] = directory->places[--directory->count];
    if (directory->count >= DIRECTORY_MAX)
        return NULL;
    struct place *places = realloc(directory->places, (directory->count + 1) * sizeof *places);
    if (places == NULL)
        die("out of memory");
    directory->places = places;
    return &places[directory->count++];
}

void
directory_note(struct directory *directory, const char *name, const char *stage,
               const char *endpoints, const char *peer)
{
    int64_t now = clock_ms();
    struct buf all = { 0 };
    struct slice rest = slice_from(endpoints), word;
    while (next_word(&rest, &word)) {
        char *endpoint = slice_dup(word);
        add_endpoint(&all, endpoint, peer);
        free(endpoint);
    }
    struct place *place = find_place(directory, name);
    if (place == NULL && all.len > 0)
        place = add_place(directory, now);
    if (place != NULL) {
        (void)snprintf(place->name, sizeof place->name, "%s", name);
        (void)snprintf(place->stage, sizeof place->stage, "%s", stage);
        (void)snprintf(place->endpoints, sizeof place->endpoints, "%s", buf_string(&all));
        place->seen = now;
    }
    buf_done(&all);
}

void
directory_list(const struct directory *directory, const char *stage, struct buf *lines)
{
    int64_t now = clock_ms();
    for (size_t i = 0; i < directory->count; i++) {
        const struct place *place = &directory->places[i];
        if (strcmp(place->stage, stage) == 0 && now - place->seen <= DIRECTORY_TTL_MS &&
            *place->endpoints != '\0')
            buf_printf(lines, "%s\n", place->endpoints);
    }
}

/* tcp://HOST of an endpoint, without its port. */
static struct slice
host_of(const char *endpoint)
{
    const char *colon = strrchr(endpoint, ':');
    return (struct slice){ endpoint, colon ? (size_t)(colon - endpoint) : strlen(endpoint) };
}

bool
directory_choose(struct slice line, const char *directory_endpoint, struct buf *address)
{
    bool here = endpoint_is_local(directory_endpoint), chosen = false;
    struct slice word;
    while (!chosen && next_word(&line, &word)) {
        char *endpoint = slice_dup(word);
        const char *port = after_any(endpoint);
        struct stat st;
        if (port != NULL && here)
            buf_printf(address, "tcp://127.0.0.1%s", port);
        else if (port != NULL)
            buf_printf(address, "%.*s%s", SLICE_ARGS(host_of(directory_endpoint)), port);
        else if (strncmp(endpoint, "ipc://", 6) == 0
                     ? here && stat(endpoint + 6, &st) == 0 && S_ISSOCK(st.st_mode)
                     : here || !endpoint_is_local(endpoint))
            buf_printf(address, "%s", endpoint);
        chosen = address->len > 0;
        free(endpoint);
    }
    return chosen;
}
