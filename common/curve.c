#include "common/curve.h"

#include <arpa/inet.h>
#include <errno.h>
#include <grp.h>
#include <limits.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zmq.h>

enum { HANDSHAKE_MS = 5000, STALL_MS = 30000, IDLE_S = 10, PROBE_S = 5, PROBES = 4 };

struct curve {
    zcert_t *self;       /* NULL: plain, local only */
    char *server_public; /* Z85 text of those connected to; owned */
    zactor_t *auth;
    struct keys *keys; /* that may connect */
};

/* ---- key folders ---- */

static int
make_folder(const char *path, struct err *err)
{
    if (mkdir(path, 0755) == 0 || errno == EEXIST)
        return 0;
    return err_set(err, ERR_REJECT, "%s: %s", path, strerror(errno));
}

static bool
exists(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0;
}

static int
path_in(char path[PATH_MAX], const char *dir, const char *name, struct err *err)
{
    int len = snprintf(path, PATH_MAX, "%s/%s", dir, name);
    return len > 0 && len < PATH_MAX ? 0 : err_set(err, ERR_REJECT, "%.80s: path too long", dir);
}

/* Made by root, the secret is for the group that the daemons run as, where there is one. */
static void
give_to_daemons(const char *dir)
{
    char secret[PATH_MAX];
    const struct group *group = geteuid() == 0 ? getgrnam("pagewire") : NULL;
    if (group == NULL || path_in(secret, dir, "self.key_secret", NULL) != 0)
        return;
    if (chown(secret, (uid_t)-1, group->gr_gid) == 0)
        (void)chmod(secret, 0640);
}

static int
save_pair(const char *dir, zcert_t *cert, const char *role, struct err *err)
{
    char self[PATH_MAX], allowed[PATH_MAX];
    if (path_in(self, dir, "self.key", err) != 0 || path_in(allowed, dir, "allowed", err) != 0 ||
        make_folder(allowed, err) != 0 || path_in(allowed, dir, "allowed/self.key", err) != 0)
        return -1;
    bool all = strcmp(role, "all") == 0;
    if (!all)
        zcert_set_meta(cert, "role", "%s", role);
    mode_t mask = umask(0077);
    int rc = zcert_save(cert, self);
    (void)umask(mask);
    if (all)
        zcert_set_meta(cert, "role", "%s", role);
    if (rc != 0 || zcert_save_public(cert, allowed) != 0)
        return err_set(err, ERR_REJECT, "%s: cannot write the keys: %s", dir, strerror(errno));
    (void)chmod(self, 0644);
    give_to_daemons(dir);
    return 0;
}

int
curve_keygen(const char *dir, const char *role, struct err *err)
{
    char secret[PATH_MAX];
    unsigned rights;
    if (role_rights(role, &rights) != 0)
        return err_set(err, ERR_REJECT,
                       "\"%.40s\" is no role: client, reader, worker, operator, all", role);
    if (!zmq_has("curve"))
        return err_set(err, ERR_REJECT, "this libzmq was built without CURVE");
    if (make_folder(dir, err) != 0 || path_in(secret, dir, "self.key_secret", err) != 0)
        return -1;
    if (exists(secret))
        return err_set(err, ERR_REJECT, "%s: exists already, and is kept", secret);
    zcert_t *cert = zcert_new();
    if (cert == NULL)
        return err_set(err, ERR_REJECT, "cannot make a key pair");
    zcert_set_meta(cert, "made-by", "pagewire keygen");
    int rc = save_pair(dir, cert, role, err);
    zcert_destroy(&cert);
    return rc;
}

static int
load_keys(struct curve *curve, const char *dir, struct err *err)
{
    char path[PATH_MAX];
    if (path_in(path, dir, "self.key", err) != 0)
        return -1;
    curve->self = zcert_load(path);
    if (curve->self == NULL && (errno == EACCES || access(path, R_OK) != 0) && errno == EACCES)
        return err_set(err, ERR_REJECT, "%s: %s", path, strerror(EACCES));
    char secret[PATH_MAX];
    if (path_in(secret, dir, "self.key_secret", err) != 0)
        return -1;
    if (access(secret, R_OK) != 0 && errno == EACCES)
        return err_set(err, ERR_REJECT, "%s: %s: the user that the daemons run as must read it",
                       secret, strerror(EACCES));
    if (curve->self == NULL || strspn(zcert_secret_txt(curve->self), "0") == 40)
        return err_set(err, ERR_REJECT, "%s: no key pair there; `pagewire keygen` makes one", dir);
    if (path_in(path, dir, "server.key", err) != 0)
        return -1;
    zcert_t *server = exists(path) ? zcert_load(path) : zcert_dup(curve->self);
    if (server == NULL)
        return err_set(err, ERR_REJECT, "%s: not a public key", path);
    curve->server_public = strdup(zcert_public_txt(server));
    zcert_destroy(&server);
    return path_in(path, dir, "allowed", err);
}

static int
start_auth(struct curve *curve, const char *dir, struct err *err)
{
    char allowed[PATH_MAX];
    if (path_in(allowed, dir, "allowed", err) != 0)
        return -1;
    if (keys_open(&curve->keys, allowed, err) != 0)
        return -1;
    curve->auth = zactor_new(zauth, NULL);
    if (curve->auth == NULL)
        return err_set(err, ERR_REJECT, "another authenticator runs in this process");
    if (zstr_sendx(curve->auth, "CURVE", allowed, NULL) != 0 || zsock_wait(curve->auth) != 0)
        return err_set(err, ERR_REJECT, "cannot start the authenticator");
    return 0;
}

int
curve_open(struct curve **curve, const char *dir, struct err *err)
{
    struct curve *opened = calloc(1, sizeof *opened);
    if (opened == NULL)
        die("out of memory");
    if (*dir != '\0' && (load_keys(opened, dir, err) != 0 || start_auth(opened, dir, err) != 0)) {
        curve_close(opened);
        return -1;
    }
    *curve = opened;
    return 0;
}

void
curve_close(struct curve *curve)
{
    if (curve == NULL)
        return;
    zactor_destroy(&curve->auth);
    keys_close(curve->keys);
    zcert_destroy(&curve->self);
    free(curve->server_public);
    free(curve);
}

/* ---- endpoints ---- */

static bool
starts(const char *text, const char *prefix)
{
    return strncmp(text, prefix, strlen(prefix)) == 0;
}

bool
endpoint_is_local(const char *endpoint)
{
    if (starts(endpoint, "ipc://") || starts(endpoint, "inproc://"))
        return true;
    if (!starts(endpoint, "tcp://"))
        return false;
    const char *host = endpoint + strlen("tcp://"), *colon = strrchr(host, ':');
    char name[256];
    size_t len = colon ? (size_t)(colon - host) : strlen(host);
    if (len >= sizeof name)
        return false;
    memcpy(name, host, len);
    name[len] = '\0';
    struct in_addr four;
    if (inet_pton(AF_INET, name, &four) == 1)
        return ntohl(four.s_addr) >> 24 == 127;
    return strcmp(name, "[::1]") == 0 || strcmp(name, "localhost") == 0;
}

int
curve_check(const struct curve *curve, const char *endpoint, struct err *err)
{
    if (!starts(endpoint, "tcp://") && !starts(endpoint, "ipc://") &&
        !starts(endpoint, "inproc://"))
        return err_set(err, ERR_REJECT, "%.100s: endpoints begin with tcp:// or ipc://", endpoint);
    if (endpoint_is_local(endpoint) || curve->self != NULL)
        return 0;
    return err_set(err, ERR_REJECT,
                   "%.100s leaves this host and needs CURVE: make keys with `pagewire keygen DIR` "
                   "and set curve_dir",
                   endpoint);
}

unsigned
curve_rights(const struct curve *curve, const char *user)
{
    if (user == NULL || *user == '\0')
        return ROLE_MAY_ALL;
    return curve->keys != NULL ? keys_rights(curve->keys, user) : 0;
}

static bool
is_secured(const struct curve *curve, const char *endpoint)
{
    return curve->self != NULL && starts(endpoint, "tcp://");
}

/* Who connects shakes hands soon and stays alive, or the connection is closed: silent ones would
 * take all descriptors.  Before binding, since only later connections see it.  TCP asks whether
 * they are alive, not libzmq's heartbeats: when one of those is due on a connection whose messages
 * wait and whose peer has gone, libzmq aborts (issue 4364 there), and any client could have that
 * happen. */
static void
keep_watch(zsock_t *sock)
{
    zsock_set_heartbeat_ivl(sock, 0);
    zsock_set_handshake_ivl(sock, HANDSHAKE_MS);
    zsock_set_tcp_keepalive(sock, 1);
    zsock_set_tcp_keepalive_idle(sock, IDLE_S);
    zsock_set_tcp_keepalive_intvl(sock, PROBE_S);
    zsock_set_tcp_keepalive_cnt(sock, PROBES);
    zsock_set_tcp_maxrt(sock, STALL_MS);
}

int
curve_bind(const struct curve *curve, zsock_t *sock, const char *endpoint, struct err *err)
{
    if (curve_check(curve, endpoint, err) != 0)
        return -1;
    if (is_secured(curve, endpoint)) {
        zsock_set_zap_domain(sock, "pagewire");
        zsock_set_curve_server(sock, 1);
        zcert_apply(curve->self, sock);
    }
    keep_watch(sock);
    if (strchr(endpoint, '[') != NULL)
        zsock_set_ipv6(sock, 1);
    if (zsock_bind(sock, "%s", endpoint) == -1)
        return err_set(err, ERR_RETRY, "cannot bind %.140s: %s", endpoint, zmq_strerror(errno));
    return 0;
}

int
curve_connect(const struct curve *curve, zsock_t *sock, const char *endpoint, struct err *err)
{
    if (curve_check(curve, endpoint, err) != 0)
        return -1;
    if (is_secured(curve, endpoint)) {
        zcert_apply(curve->self, sock);
        zsock_set_curve_serverkey(sock, curve->server_public);
    }
    if (strchr(endpoint, '[') != NULL)
        zsock_set_ipv6(sock, 1);
    if (zsock_connect(sock, "%s", endpoint) != 0)
        return err_set(err, ERR_RETRY, "cannot connect to %.130s: %s", endpoint,
                       zmq_strerror(errno));
    return 0;
}
