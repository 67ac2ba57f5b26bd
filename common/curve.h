/*
 * curve: who may talk to whom.  Endpoints on loopback, ipc:// and inproc:// may
 * be plain; every other needs CURVE, or binding and connecting fail.
 *
 * A key folder, made by `pagewire keygen DIR`, holds
 *
 *   self.key, self.key_secret   this host's pair (zcert format; the secret 0600)
 *   allowed/NAME.key            public keys that may connect, each with a role: keys.h
 *   server.key                  optional: public key of those it connects to,
 *                               when that is not self.key
 *
 * With a key folder every tcp:// socket uses CURVE, loopback too, and ipc://
 * and inproc:// stay plain; without one all are plain.  Nothing is ever allowed
 * by CURVE_ALLOW_ANY.
 */
#ifndef PAGEWIRE_CURVE_H
#define PAGEWIRE_CURVE_H

#include "common/err.h"
#include "common/keys.h"

#include <czmq.h>
#include <stdbool.h>

struct curve;

/* Makes DIR if need be, and a new pair in it that is allowed to connect to
 * itself with that role ("all", see keys.h), so that copying DIR to the other hosts is
 * enough.  The public key names the role, so that it keeps it wherever it is allowed; but
 * "all" it has only here.  An existing pair is an error and stays. */
int curve_keygen(const char *dir, const char *role, struct err *err);

/* Reads a key folder and starts the process's one authenticator.  dir "" gives
 * a curve that knows only plain local sockets.  Returns 0 and *curve, which the
 * caller frees after its sockets. */
int curve_open(struct curve **curve, const char *dir, struct err *err);
void curve_close(struct curve *curve);

/* Whether an endpoint stays on this host: ipc, inproc, tcp to 127.0.0.0/8, ::1
 * or "localhost". */
bool endpoint_is_local(const char *endpoint);

/* Whether binding or connecting to the endpoint would be allowed: local, or a
 * key folder was given.  -1 and a REJECT that says what to do otherwise. */
int curve_check(const struct curve *curve, const char *endpoint, struct err *err);

/* What the sender of a message may do (ROLE_MAY_...): `user` is the property "User-Id" of its
 * frames, the public key; NULL or "" for a plain connection, which may do everything. */
unsigned curve_rights(const struct curve *curve, const char *user);

/* Secure (where the endpoint asks for it) and bind a socket.  Whoever connects and does not shake
 * hands or answer heartbeats is cut off.  "tcp://HOST:*" takes a free port.  The endpoint really
 * bound is zsock_endpoint(sock). */
int curve_bind(const struct curve *curve, zsock_t *sock, const char *endpoint, struct err *err);

/* The same for connecting.  ipc:// and tcp:// with one address; names that
 * stand for several are hop_in's business. */
int curve_connect(const struct curve *curve, zsock_t *sock, const char *endpoint, struct err *err);

#endif
