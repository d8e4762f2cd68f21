/* SPDX-License-Identifier: MIT
 *
 * fnmatch() of POSIX with *, ? and [...], without classes.
 */
#ifndef TOOLS_HOST_WINDOWS_FNMATCH_H
#define TOOLS_HOST_WINDOWS_FNMATCH_H

enum { FNM_NOMATCH = 1, FNM_CASEFOLD = 1 << 4 };

/* Returns 0 when TEXT matches. */
int fnmatch(const char *pattern, const char *text, int flags);

#endif
