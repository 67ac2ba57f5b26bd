/*
 * caller: who asks, as far as it matters: a name for the audit, and what it may do.
 */
#ifndef PAGEWIRE_GATEWAY_CALLER_H
#define PAGEWIRE_GATEWAY_CALLER_H

struct caller {
    char name[72];   /* of the token, or "local" */
    unsigned scopes; /* of enum scope */
};

#endif
