#include "common/hop/grudge.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct grudge {
    char page_id[PAGE_ID_SIZE];
    char worker[WORKER_SIZE];
};

void
grudges_done(struct grudges *grudges)
{
    free(grudges->list);
    *grudges = (struct grudges){ 0 };
}

void
grudges_add(struct grudges *grudges, const char *page_id, const char *worker)
{
    if (*worker == '\0' || grudges_hold(grudges, page_id, worker))
        return;
    if (grudges->list == NULL)
        grudges->list = calloc(GRUDGE_MAX, sizeof *grudges->list);
    if (grudges->list == NULL)
        die("out of memory");
    struct grudge *grudge = &grudges->list[grudges->next];
    (void)snprintf(grudge->page_id, sizeof grudge->page_id, "%s", page_id);
    (void)snprintf(grudge->worker, sizeof grudge->worker, "%s", worker);
    grudges->next = (grudges->next + 1) % GRUDGE_MAX;
    if (grudges->count < GRUDGE_MAX)
        grudges->count++;
}

bool
grudges_hold(const struct grudges *grudges, const char *page_id, const char *worker)
{
    for (size_t i = 0; i < grudges->count; i++)
        if (strcmp(grudges->list[i].page_id, page_id) == 0 &&
            strcmp(grudges->list[i].worker, worker) == 0)
            return true;
    return false;
}

void
grudges_list(const struct grudges *grudges, const char *page_id, char avoid[AVOID_SIZE])
{
    size_t len = 0;
    avoid[0] = '\0';
    for (size_t i = 0; i < grudges->count; i++) {
        const struct grudge *grudge = &grudges->list[i];
        size_t more = strlen(grudge->worker);
        if (strcmp(grudge->page_id, page_id) != 0 || len + more + 2 > AVOID_SIZE)
            continue;
        if (len > 0)
            avoid[len++] = ' ';
        memcpy(avoid + len, grudge->worker, more + 1);
        len += more;
    }
}
