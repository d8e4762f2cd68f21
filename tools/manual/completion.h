/* SPDX-License-Identifier: MIT
 *
 * Completion of the command line, a script for each shell.
 */
#ifndef TOOLS_MANUAL_COMPLETION_H
#define TOOLS_MANUAL_COMPLETION_H

#include <stdio.h>

enum { COMPLETION_SUMMARY = 96 };

void completion_bash(FILE *file);
void completion_zsh(FILE *file);
void completion_fish(FILE *file);

/* Fills SUMMARY with the first clause of a help text, on one line. */
void completion_summary(const char *help, char summary[COMPLETION_SUMMARY]);

#endif
