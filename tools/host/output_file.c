/* SPDX-License-Identifier: MIT */
#include "tools/host/output_file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tools/die.h"
#include "tools/host/file_id.h"
#include "tools/host/stream.h"

enum { BUFFER_SIZE = 1 << 16 };

/* --- which file it is --- */

static bool same(const struct file_id *a, const struct file_id *b)
{
    return a->device == b->device && a->number == b->number;
}

bool output_file_is_path(const struct output_file *output, const char *path)
{
    struct file_id a, b;
    return file_id_of_descriptor(output->descriptor, &a) &&
           file_id_of_path(path, &b) && same(&a, &b);
}

bool output_file_is_stdout(const struct output_file *output)
{
    return output->descriptor == STDOUT_FILENO;
}

static bool is_regular(const struct output_file *output)
{
    struct stat status;
    return fstat(output->descriptor, &status) == 0 && S_ISREG(status.st_mode);
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
    struct file_id a, b;
    struct stat status;
    if (!file_id_of_descriptor(descriptor, &a) ||
        !file_id_of_descriptor(STDOUT_FILENO, &b) ||
        fstat(descriptor, &status) != 0)
        return false;
    return same(&a, &b) && (!S_ISCHR(status.st_mode) || isatty(descriptor));
}

const char *output_file_error(int error)
{
    return error == EINTR ? "it has no reader" : strerror(error);
}

bool output_file_open(struct output_file *output, const char *path, char *error,
                      size_t size)
{
    *output = (struct output_file){.path = path, .descriptor = STDOUT_FILENO};
    if (strcmp(path, "-") != 0)
        output->descriptor = open_file(path, &output->created);
    if (output->descriptor > STDOUT_FILENO &&
        is_stdout_too(output->descriptor)) {
        close(output->descriptor);
        output->descriptor = STDOUT_FILENO;
    }
    if (output->descriptor >= 0)
        output->file = stream_open(output->descriptor);
    if (!output->file)
        return refuse(error, size, "%s: cannot write: %s", path_tail(path),
                      output_file_error(errno));
    setvbuf(output->file, NULL, _IOFBF, BUFFER_SIZE);
    return true;
}

/* --- writing --- */

static void keep_error(struct output_file *output)
{
    if (!output->error)
        output->error = errno ? errno : EIO;
}

void output_file_begin(struct output_file *output)
{
    if (!output_file_is_stdout(output) && is_regular(output) &&
        ftruncate(output->descriptor, 0) != 0)
        keep_error(output);
}

void output_file_write(struct output_file *output, const char *text,
                       size_t length)
{
    if (!output->error && fwrite(text, 1, length, output->file) != length)
        keep_error(output);
}

bool output_file_failed(const struct output_file *output)
{
    return output->file && (output->error || ferror(output->file));
}

/* --- the end --- */

/* Empties or removes a file that could not be written to its end. */
static void take_back(const struct output_file *output)
{
    if (output->created)
        unlink(output->path);
    else if (truncate(output->path, 0) != 0)
        return; /* then it stays as it is */
}

bool output_file_close(struct output_file *output)
{
    errno = 0;
    if (fflush(output->file) != 0 || ferror(output->file))
        keep_error(output);
    bool regular = !output_file_is_stdout(output) && is_regular(output);
    if (fclose(output->file) != 0)
        keep_error(output);
    if (output->error && regular)
        take_back(output);
    output->file = NULL;
    return output->error == 0;
}

void output_file_abandon(struct output_file *output)
{
    if (!output->file)
        return;
    if (output->created)
        unlink(output->path);
    fclose(output->file);
    output->file = NULL;
}
