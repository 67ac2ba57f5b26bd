/*
 * ask: the public protocols from a client's side, for feed and checker.  It uses
 * libzmq and jansson and nothing of Pagewire, so that a mistake there cannot
 * hide itself.
 */
#ifndef PAGEWIRE_SCENARIO_ASK_H
#define PAGEWIRE_SCENARIO_ASK_H

#include <czmq.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static inline zsock_t *
ask_connect(const char *endpoint)
{
    zsock_t *sock = zsock_new(ZMQ_DEALER);
    zsock_set_linger(sock, 0);
    zsock_set_reconnect_ivl(sock, 20);
    zsock_set_reconnect_ivl_max(sock, 200);
    if (sock == NULL || zsock_connect(sock, "%s", endpoint) != 0) {
        (void)fprintf(stderr, "cannot connect to %s\n", endpoint);
        exit(2);
    }
    return sock;
}

/* Sends a header, which is freed, and a body unless that is NULL. */
static inline void
ask_send(zsock_t *sock, json_t *header, const char *body, size_t len)
{
    char *text = json_dumps(header, JSON_COMPACT);
    json_decref(header);
    zmsg_t *message = zmsg_new();
    (void)zmsg_addstr(message, text);
    if (body != NULL)
        (void)zmsg_addmem(message, body, len);
    zsock_set_sndtimeo(sock, 0);
    if (zmsg_send(&message, sock) != 0)
        zmsg_destroy(&message);
    free(text);
}

/* The header of the next answer, or NULL after ms; *body (may be NULL) is its
 * body, NUL-terminated, "" without one.  The caller frees both. */
static inline json_t *
ask_receive(zsock_t *sock, int ms, char **body)
{
    zsock_set_rcvtimeo(sock, ms);
    zmsg_t *message = zmsg_recv(sock);
    if (message == NULL)
        return NULL;
    char *text = zmsg_popstr(message), *rest = zmsg_popstr(message);
    json_t *header = text ? json_loads(text, 0, NULL) : NULL;
    free(text);
    zmsg_destroy(&message);
    if (body != NULL)
        *body = rest ? rest : strdup("");
    else
        free(rest);
    return header;
}

/* One question and its answer, asked again every 2 s until `until` (zclock_mono).
 * NULL when none came. */
static inline json_t *
ask(const char *endpoint, json_t *header, char **body, int64_t until)
{
    json_t *answer = NULL;
    while (answer == NULL && zclock_mono() < until) {
        zsock_t *sock = ask_connect(endpoint);
        ask_send(sock, json_incref(header), NULL, 0);
        answer = ask_receive(sock, 2000, body);
        zsock_destroy(&sock);
    }
    json_decref(header);
    return answer;
}

static inline const char *
ask_text(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text ? text : "";
}

#endif
