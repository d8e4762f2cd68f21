/* SPDX-License-Identifier: MIT
 *
 * Descriptors as a jack, such as those of the terminal; a file.
 */
#include "tools/host/jack.h"

#include <errno.h>
#include <unistd.h>

/* --- descriptors --- */

/* They may block. */
static void look(struct jack *jack)
{
    struct pollfd in = {.fd = jack->in, .events = POLLIN};
    jack->ready = jack->in >= 0 && poll(&in, 1, 0) > 0;
}

static size_t take(struct jack *jack, uint8_t *bytes, size_t size)
{
    if (!jack->ready)
        return 0;
    ssize_t count = read(jack->in, bytes, size);
    if (count == 0 || (count < 0 && errno != EINTR && errno != EAGAIN))
        jack->in = -1;
    return count > 0 ? (size_t)count : 0;
}

/* A reader that has gone takes nothing more. */
static size_t give(struct jack *jack, const uint8_t *bytes, size_t size)
{
    ssize_t count = write(jack->out, bytes, size);
    if (count < 0 && errno != EAGAIN && errno != EINTR)
        jack->client = false;
    return count > 0 ? (size_t)count : 0;
}

static unsigned add_poll(const struct jack *jack, struct pollfd *wanted)
{
    *wanted = (struct pollfd){.fd = jack->in, .events = POLLIN};
    return jack->in >= 0;
}

void jack_stream(struct jack *jack, int in, int out)
{
    static const struct jack_kind kind = {
        .look = look,
        .read = take,
        .write = give,
        .poll = add_poll,
        .paces = true,
    };
    jack_none(jack);
    jack->kind = &kind;
    jack->client = true;
    jack->in = in;
    jack->out = out;
}

/* --- a file --- */

/* At once, for a reader beside the run. */
static size_t keep(struct jack *jack, const uint8_t *bytes, size_t size)
{
    output_file_write(jack->file, (const char *)bytes, size);
    fflush(jack->file->file);
    return size;
}

void jack_file(struct jack *jack, struct output_file *file)
{
    static const struct jack_kind kind = {.write = keep};
    jack_none(jack);
    jack->kind = &kind;
    jack->client = true;
    jack->file = file;
}
