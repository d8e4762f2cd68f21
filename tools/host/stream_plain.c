/* SPDX-License-Identifier: MIT
 *
 * For builds without a live board, where no signal handler breaks off a write.
 */
#include "tools/host/stream.h"

#include <unistd.h>

FILE *stream_open(int descriptor)
{
    int own = descriptor > STDERR_FILENO ? descriptor : dup(descriptor);
    return own < 0 ? NULL : fdopen(own, "wb");
}
