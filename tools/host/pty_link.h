/* SPDX-License-Identifier: MIT
 *
 * A symbolic link with a name of the user's choice that leads to a pty as long
 * as boot0 has it open.
 */
#ifndef TOOLS_HOST_PTY_LINK_H
#define TOOLS_HOST_PTY_LINK_H

#include <stdbool.h>
#include <stddef.h>

/* Makes PATH a link to TARGET, a pty. What is there is replaced only if it is
 * such a link and its pty has gone. False: ERROR (SIZE bytes) says why. */
bool pty_link_make(const char *path, const char *target, char *error,
                   size_t size);

/* Removes PATH if it is still the link to TARGET. */
void pty_link_remove(const char *path, const char *target);

#endif
