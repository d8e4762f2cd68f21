/* SPDX-License-Identifier: MIT */
#include "tools/host/sink.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tools/die.h"
#include "tools/host/stream.h"

enum { BUFFER_SIZE = 1 << 16 };

/* --- which file it is --- */

static bool same(const struct stat *a, const struct stat *b)
{
    return a->st_dev == b->st_dev && a->st_ino == b->st_ino;
}

bool sink_is(const struct sink *sink, const struct sink *other)
{
    struct stat a, b;
    return fstat(sink->descriptor, &a) == 0 &&
           fstat(other->descriptor, &b) == 0 && same(&a, &b);
}

bool sink_is_path(const struct sink *sink, const char *path)
{
    struct stat a, b;
    return fstat(sink->descriptor, &a) == 0 && stat(path, &b) == 0 &&
           same(&a, &b);
}

bool sink_is_stdout(const struct sink *sink)
{
    return sink->descriptor == STDOUT_FILENO;
}

static bool is_regular(const struct sink *sink)
{
    struct stat status;
    return fstat(sink->descriptor, &status) == 0 && S_ISREG(status.st_mode);
}

/* --- opening --- */

static int open_file(const char *path, bool *created)
{
    int flags = O_WRONLY | O_CLOEXEC | O_NOCTTY;
    int descriptor = open(path, flags | O_CREAT | O_EXCL, 0666);
    *created = descriptor >= 0;
    if (descriptor < 0 && errno == EEXIST)
        descriptor = open(path, flags | O_CREAT, 0666);
    return descriptor;
}

/* The path is /dev/stdout or the target of stdout: two writers would overwrite
 * each other. */
static bool is_stdout_too(int descriptor)
{
    struct stat a, b;
    if (fstat(descriptor, &a) != 0 || fstat(STDOUT_FILENO, &b) != 0)
        return false;
    return same(&a, &b) && (!S_ISCHR(a.st_mode) || isatty(descriptor));
}

const char *sink_error(int error)
{
    return error == EINTR ? "it has no reader" : strerror(error);
}

bool sink_open(struct sink *sink, const char *path, char *error, size_t size)
{
    *sink = (struct sink){.path = path, .descriptor = STDOUT_FILENO};
    if (strcmp(path, "-") != 0)
        sink->descriptor = open_file(path, &sink->created);
    if (sink->descriptor > STDOUT_FILENO && is_stdout_too(sink->descriptor)) {
        close(sink->descriptor);
        sink->descriptor = STDOUT_FILENO;
    }
    if (sink->descriptor >= 0)
        sink->file = stream_open(sink->descriptor);
    if (!sink->file)
        return refuse(error, size, "%s: cannot write: %s", path_tail(path),
                      sink_error(errno));
    setvbuf(sink->file, NULL, _IOFBF, BUFFER_SIZE);
    return true;
}

/* --- writing --- */

static void keep_error(struct sink *sink)
{
    if (!sink->error)
        sink->error = errno ? errno : EIO;
}

void sink_begin(struct sink *sink)
{
    if (!sink_is_stdout(sink) && is_regular(sink) &&
        ftruncate(sink->descriptor, 0) != 0)
        keep_error(sink);
}

void sink_write(struct sink *sink, const char *text, size_t length)
{
    if (!sink->error && fwrite(text, 1, length, sink->file) != length)
        keep_error(sink);
}

bool sink_failed(const struct sink *sink)
{
    return sink->file && (sink->error || ferror(sink->file));
}

/* --- the end --- */

/* Empties or removes a file that could not be written to its end. */
static void take_back(const struct sink *sink)
{
    if (sink->created)
        unlink(sink->path);
    else if (truncate(sink->path, 0) != 0)
        return; /* then it stays as it is */
}

bool sink_close(struct sink *sink)
{
    errno = 0;
    if (fflush(sink->file) != 0 || ferror(sink->file))
        keep_error(sink);
    bool regular = !sink_is_stdout(sink) && is_regular(sink);
    if (fclose(sink->file) != 0)
        keep_error(sink);
    if (sink->error && regular)
        take_back(sink);
    sink->file = NULL;
    return sink->error == 0;
}

void sink_abandon(struct sink *sink)
{
    if (!sink->file)
        return;
    if (sink->created)
        unlink(sink->path);
    fclose(sink->file);
    sink->file = NULL;
}
