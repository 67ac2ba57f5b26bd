/*
 * fault: places where a test can make this process fail.  They exist only in
 * builds with -DPAGEWIRE_FAULTS (make VARIANT=faults EXTRA_CFLAGS=-DPAGEWIRE_FAULTS) and cost
 * nothing in others.
 *
 *   PAGEWIRE_CRASH_AT=segment:after-receive[:N]   SIGKILL to itself, at the N-th time (1)
 *   PAGEWIRE_CRASH_MARK=FILE     created just before, to show that it was hit; a
 *                                process that finds FILE there does not crash again
 *   PAGEWIRE_SLEEP_AT=enrich:job:MS               sleeps that long there
 *   PAGEWIRE_HANG_AT=enrich:job[:PAGE_ID]         loops there, calling nothing
 *
 * And switches that make a service break its promises, to see that it is noticed:
 *
 *   PAGEWIRE_DONE_EARLY=segment  says DONE before it has passed the page on
 *   PAGEWIRE_NO_CUSTODY=segment  forgets pages that it has sent on
 *   PAGEWIRE_BLIND_CREDIT=segment  takes pages though nobody below can take them
 *   PAGEWIRE_LEDGER_FIRST=store  takes pages off the ledger before the archive has them
 *   PAGEWIRE_NO_UPSERT=store     commits a page again as if it were new
 */
#ifndef PAGEWIRE_FAULT_H
#define PAGEWIRE_FAULT_H

#include <stdbool.h>

#ifdef PAGEWIRE_FAULTS
/* The point "store:before-redis" was reached while handling page_id (or NULL). */
void fault_point(const char *point, const char *page_id);
/* Whether PAGEWIRE_<name> is `value`: fault_switch("DONE_EARLY", "store"). */
bool fault_switch(const char *name, const char *value);
#else
#define fault_point(point, page_id) ((void)0)
#define fault_switch(name, value) false
#endif

#endif
