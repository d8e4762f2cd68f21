/* SPDX-License-Identifier: MIT
 *
 * For builds that have libcapstone linked in.
 */
#include "tools/report/capstone.h"

struct capstone capstone_load(void)
{
    return (struct capstone){
        .open = cs_open,
        .malloc = cs_malloc,
        .disasm_iter = cs_disasm_iter,
        .free = cs_free,
        .close = cs_close,
    };
}
