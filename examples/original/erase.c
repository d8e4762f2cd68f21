/* SPDX-License-Identifier: MIT
 *
 * An answer: erase the first page, then jump; the bank check finds no bank.
 * With BFB2=0 a power cut before the new firmware is written leaves a part
 * without vectors: it locks up at every reset until BOOT0 or SWD helps.
 */
#include "examples/original/original.h"

int main(void)
{
    if (request_take()) {
        flash_erase_page((volatile uint32_t *)FLASH_BASE);
        remap();
        start(ROM_SP, ROM_RESET);
    }
    application();
}
