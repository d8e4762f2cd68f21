/* SPDX-License-Identifier: MIT
 *
 * What a host needs before the command line is read.
 */
#ifndef TOOLS_HOST_START_H
#define TOOLS_HOST_START_H

/* Makes the standard streams usable, and *ARGV the command line in UTF-8. */
void start(int *argc, char ***argv);

#endif
