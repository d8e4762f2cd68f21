/* SPDX-License-Identifier: MIT
 *
 * What a program asks of a terminal by ioctl(2), of a line (line.h).
 */
#ifndef TOOLS_LIBTTY_CONTROL_H
#define TOOLS_LIBTTY_CONTROL_H

#include "tools/libtty/line.h"

enum { CONTROL_OTHER = -1 };

/* Does what REQUEST asks for. Returns 0, an errno, or CONTROL_OTHER for what is
 * left to the pseudo-terminal. */
int control(struct line *line, unsigned long request, void *argument);

#endif
