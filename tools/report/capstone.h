/* SPDX-License-Identifier: MIT
 *
 * The functions of libcapstone, which is loaded when the first trace begins:
 * its tables take longer to relocate than a scenario takes to run.
 */
#ifndef TOOLS_REPORT_CAPSTONE_H
#define TOOLS_REPORT_CAPSTONE_H

#include <capstone/capstone.h>

struct capstone {
    __typeof__(cs_open) *open;
    __typeof__(cs_malloc) *malloc;
    __typeof__(cs_disasm_iter) *disasm_iter;
    __typeof__(cs_free) *free;
    __typeof__(cs_close) *close;
};

/* Loads the version that boot0 was compiled for. Ends the program where that is
 * not installed. */
struct capstone capstone_load(void);

#endif
