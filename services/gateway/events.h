/*
 * events: /v1/events, server-sent events of what changes.  The id of an event is its
 * cursor: Last-Event-ID or ?cursor= goes on behind it, and nothing is left out.  A listener
 * that reads slowly falls back to asking store for what it missed, and holds up nobody.
 */
#ifndef PAGEWIRE_GATEWAY_EVENTS_H
#define PAGEWIRE_GATEWAY_EVENTS_H

struct events;
struct gateway;

struct events *events_open(struct gateway *gateway);

/* Ends the streams of all listeners; they come again elsewhere.  Before http_close. */
void events_end(struct events *events);
void events_close(struct events *events); /* after it */

#endif
