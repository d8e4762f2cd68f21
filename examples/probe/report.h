/* SPDX-License-Identifier: MIT
 *
 * The block for `boot0 readings`.
 */
#ifndef EXAMPLES_PROBE_REPORT_H
#define EXAMPLES_PROBE_REPORT_H

/* Prints the block. Its last line carries the CRC-32 of the lines between the
 * first and the last, each with "\n" at its end. */
void report_print(void);

#endif
