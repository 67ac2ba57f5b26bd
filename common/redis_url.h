/*
 * redis_url: where a Redis is: redis://[USER:PASSWORD@]HOST[:PORT][/DB] or unix://PATH[?db=DB].
 */
#ifndef PAGEWIRE_REDIS_URL_H
#define PAGEWIRE_REDIS_URL_H

#include "common/err.h"

#include <stdbool.h>

struct redis_url {
    bool plaintext; /* set before: other hosts may be spoken to, too */
    char *path;     /* of a socket; NULL: host and port */
    char *host;     /* a name or an address */
    int port;
    char *user, *password, *database; /* NULL: not said */
};

/* Reads it.  No message repeats the text, since passwords may be in it.  To be freed in any case.
 */
int redis_url_read(struct redis_url *url, const char *text, struct err *err);
void redis_url_done(struct redis_url *url);

#endif
