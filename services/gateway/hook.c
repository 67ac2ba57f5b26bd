#include "services/gateway/hook.h"

#include "common/proto/api.h"
#include "services/gateway/sign.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

#define PROFILE_NEWSROOM SLICE_LITERAL("newsroom")
#define SECRET_PREFIX "whsec_"
enum { SECRET_BYTES = 24 };

bool
hook_pushes(const struct hook *hook)
{
    return slice_equal(hook->profile, PROFILE_NEWSROOM);
}

/* With a host, and no name or password before it. */
static bool
is_address(struct slice url)
{
    size_t from = slice_starts(url, SLICE_LITERAL("http://"))    ? 7
                  : slice_starts(url, SLICE_LITERAL("https://")) ? 8
                                                                 : url.len;
    if (from >= url.len || strchr(":/?#", url.ptr[from]) != NULL)
        return false;
    for (size_t i = from; i < url.len; i++)
        if (url.ptr[i] <= ' ' || url.ptr[i] == '@' || url.ptr[i] == 0x7f)
            return false;
    return true;
}

int
hook_check(const struct hook *hook, struct err *err)
{
    if (!is_address(hook->url))
        return err_set(err, ERR_REJECT,
                       "url has to be an http or https address without a name or "
                       "password");
    if (hook->profile.len > 0 && !hook_pushes(hook))
        return err_set(err, ERR_REJECT, "profile has to be newsroom, or is left out for events");
    if ((hook_pushes(hook) ? sign_check_push(hook->secret, err) : sign_check(hook->secret, err)) !=
        0)
        return -1;
    return api_filter_check(hook->filter, err);
}

void
hook_make_secret(char secret[HOOK_SECRET_SIZE])
{
    unsigned char random[SECRET_BYTES];
    size_t prefix = strlen(SECRET_PREFIX);
    randombytes_buf(random, sizeof random);
    (void)snprintf(secret, HOOK_SECRET_SIZE, SECRET_PREFIX);
    (void)sodium_bin2base64(secret + prefix, HOOK_SECRET_SIZE - prefix, random, sizeof random,
                            sodium_base64_VARIANT_ORIGINAL);
}
