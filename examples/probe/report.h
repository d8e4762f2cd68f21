/* SPDX-License-Identifier: MIT
 *
 * What the probe says of the part, and the block for `boot0 readings`.
 */
#ifndef EXAMPLES_PROBE_REPORT_H
#define EXAMPLES_PROBE_REPORT_H

/* Why the probe must not run on this part; 0 = it may. */
const char *report_refusal(void);

/* The block. Its last line carries the CRC-32 of the lines between the first
 * and the last, each with "\n" at its end. */
void report_print(void);

#endif
