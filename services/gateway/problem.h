/*
 * problem: what an error looks like, application/problem+json (RFC 9457).
 */
#ifndef PAGEWIRE_GATEWAY_PROBLEM_H
#define PAGEWIRE_GATEWAY_PROBLEM_H

#include "common/buf.h"

#define PROBLEM_TYPE "application/problem+json"

/* "Not Found"; "Error" for codes that are not in use here. */
const char *problem_title(unsigned code);

/* Appends the JSON.  The detail says what to do; bytes that are not UTF-8 come out as '?'. */
void problem_write(struct buf *json, unsigned code, const char *kind, const char *detail);

#endif
