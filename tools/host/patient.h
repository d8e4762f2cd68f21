/* SPDX-License-Identifier: MIT
 *
 * A stream whose writes outlast a signal: a pipe that is read slowly loses
 * nothing when somebody asks for an end. One that nobody reads at all does not
 * keep the program: a write that two signals find where it was is broken off
 * (EINTR), and terminal.h sends another when a second has passed.
 */
#ifndef TOOLS_HOST_PATIENT_H
#define TOOLS_HOST_PATIENT_H

#include <stdio.h>

/* Closing it closes DESCRIPTOR, but not stdin, stdout and stderr. NULL: errno
 * says why. */
FILE *patient_stream(int descriptor);

#endif
