/*
 * scan: looks at JSON before jansson allocates anything for it.
 */
#ifndef PAGEWIRE_PROTO_SCAN_H
#define PAGEWIRE_PROTO_SCAN_H

#include "common/err.h"
#include "common/slice.h"

/* Returns 0 when json has at most max_bytes bytes and max_depth nested arrays
 * and objects; else -1 and a REJECT that says which limit.  Brackets in strings
 * do not count.  It does not check the grammar: jansson does. */
int json_scan(struct slice json, size_t max_bytes, unsigned max_depth, struct err *err);

#endif
