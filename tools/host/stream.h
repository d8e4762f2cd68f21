/* SPDX-License-Identifier: MIT
 *
 * An output stream whose writes outlast a signal: no text is lost while a slow
 * reader empties a pipe and the user asks for an end. A pipe without a
 * reader does not keep the program alive: two signals without a byte written
 * break the write off (EINTR), and terminal.h sends the second signal after one
 * second.
 */
#ifndef TOOLS_HOST_STREAM_H
#define TOOLS_HOST_STREAM_H

#include <stdio.h>

/* Returns a stream that writes to DESCRIPTOR, or NULL and errno. Closing the
 * stream closes DESCRIPTOR, except stdin, stdout and stderr. */
FILE *stream_open(int descriptor);

#endif
