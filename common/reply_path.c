#include "common/reply_path.h"

enum {
    PATH_FRAMES = 4,     /* what may stand before the delimiter, at most */
    CORRELATION_SIZE = 4 /* bytes of the number that ZMQ_REQ_CORRELATE puts there */
};

/* A number may begin with any byte, a header's first too. */
static bool
is_header(zframe_t *frame)
{
    return zframe_size(frame) > CORRELATION_SIZE && zframe_data(frame)[0] == '{';
}

static void
move_frame(zmsg_t *message, zmsg_t *path)
{
    zframe_t *frame = zmsg_pop(message);
    (void)zmsg_append(path, &frame);
}

void
reply_path_take(zmsg_t *message, zmsg_t *path)
{
    move_frame(message, path);
    size_t count = 0, delimiter = 0;
    for (zframe_t *frame = zmsg_first(message);
         frame != NULL && count < PATH_FRAMES && !is_header(frame); frame = zmsg_next(message)) {
        count++;
        if (zframe_size(frame) == 0) {
            delimiter = count < zmsg_size(message) ? count : 0;
            break;
        }
    }
    for (; delimiter > 0; delimiter--)
        move_frame(message, path);
}
