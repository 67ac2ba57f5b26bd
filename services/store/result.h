/*
 * result: the hash of a record, by which two results are told apart.
 */
#ifndef PAGEWIRE_STORE_RESULT_H
#define PAGEWIRE_STORE_RESULT_H

#include "common/slice.h"

/* 32 hex digits and a NUL. */
void page_result(struct slice record, char hash[33]);

#endif
