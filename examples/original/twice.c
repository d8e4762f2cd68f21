/* SPDX-License-Identifier: MIT
 *
 * An answer: two jumps. The first lets the ROM initialise its RAM; its bank
 * check returns to the application. A word in a flash page selects the second
 * jump, which goes past the check of V4.1. The word survives a power cut, and
 * other ROM versions have something else at that address. This works from main
 * only if the start-up code leaves the ROM's RAM alone: there is no .data or
 * .bss.
 */
#include "examples/original/original.h"
#include "rom/stm32l0/version.h"

#define FLAG     (*(volatile uint32_t *)0x08017F80) /* last page of bank 1 */
#define FLAG_SET 0x00000001

int main(void)
{
    if (FLAG) {
        flash_erase_page(&FLAG);
        remap();
        start(ROM_SP, ROM_PAST_V4_1 | 1);
    }
    if (request_take()) {
        flash_program(&FLAG, FLAG_SET);
        remap();
        start(ROM_SP, ROM_RESET);
    }
    application();
}
