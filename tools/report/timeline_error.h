/* SPDX-License-Identifier: MIT
 *
 * Faults, rules that the firmware breaks, accesses that are not modelled.
 */
#ifndef TOOLS_REPORT_TIMELINE_ERROR_H
#define TOOLS_REPORT_TIMELINE_ERROR_H

#include "tools/report/timeline_print.h"

/* Print the lines of MACHINE_EXCEPTION, MACHINE_UNMODELLED and
 * MACHINE_FIRMWARE, if they have one. */
void timeline_error_exception(struct timeline *timeline,
                              const struct machine_event *event);
void timeline_error_unmodelled(struct timeline *timeline,
                               const struct machine_event *event);
/* After a reset each broken rule is reported again. */
void timeline_error_reset(struct timeline *timeline);
void timeline_error_firmware(struct timeline *timeline,
                             const struct machine_event *event);

#endif
