/*
 * room: the files of the reading room, which are served at / as they are.  They are read
 * when the daemon starts; nothing of a request's path ever reaches the file system.
 */
#ifndef PAGEWIRE_GATEWAY_ROOM_H
#define PAGEWIRE_GATEWAY_ROOM_H

#include "common/err.h"
#include "services/gateway/exchange.h"

struct room;

enum { ROOM_FILES_MAX = 500, ROOM_BYTES_MAX = 32 << 20 };

/* Reads all files below dir; names that begin with a dot are left out.  "" and a folder that
 * is not there give an empty room.  -1: a file cannot be read or has no known type, or
 * there is too much. */
int room_open(struct room **room, const char *dir, struct err *err);
void room_close(struct room *room);

/* Whether the path is the room's: GET, and not under /v1. */
bool room_serves(const struct room *room, const struct exchange *x);

/* Answers with the file, with index.html for / and for paths below /read/, or 404. */
void room_answer(struct room *room, struct exchange *x);

/* Media type of a file's name by its last extension, or NULL. */
const char *room_type(const char *name);

#endif
