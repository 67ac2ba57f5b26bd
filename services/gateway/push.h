/*
 * push: what a change means, to Superdesk Newsroom: each article as ninjs 1.x by POST, signed with
 * the key that both know (x-superdesk-signature).  An article that is no more is sent as canceled.
 * A change is pushed when all its articles were taken; until then all of them are sent again, and
 * Newsroom knows them by their guid.
 */
#ifndef PAGEWIRE_GATEWAY_PUSH_H
#define PAGEWIRE_GATEWAY_PUSH_H

#include "common/proto/answer.h"
#include "services/gateway/post.h"

struct gateway;
struct pushes;

struct pushes *pushes_new(struct gateway *gateway, struct post *post);
/* Those under way are given up, without a call; the asks and posts of them are over by now. */
void pushes_free(struct pushes *pushes);

/* Everything is copied.  done is called once, as of post_send. */
void pushes_send(struct pushes *pushes, const char *url, struct slice key,
                 const struct change *change, post_done *done, void *arg);

#endif
