/* SPDX-License-Identifier: MIT
 *
 * What `boot0 flash` prints: lines on stdout, and on a terminal the progress of
 * the phase under way on stderr.
 */
#ifndef TOOLS_FLASH_REPORT_H
#define TOOLS_FLASH_REPORT_H

#include "tools/flash_run.h"

/* Prints a line of the report: a label and what is to be said. */
void flash_report_say(const char *label, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Shows how far the session is; a line for each phase that has ended. */
void flash_report_progress(struct flash_run *run);
/* Ends the phase on show. */
void flash_report_phase_end(struct flash_run *run);

/* Prints what was found: ROM, part, size, protection, resident. */
void flash_report_found(const struct flash_run *run);

/* Prints the command that goes on. */
void flash_report_again(const struct flash_run *run);

/* Prints what an update would do to the largest part that the image is for. */
enum flash_status flash_report_plan(struct flash_run *run);

#endif
