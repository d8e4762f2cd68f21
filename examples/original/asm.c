/* SPDX-License-Identifier: MIT
 *
 * An answer: the same jump with MSP and branch in one asm block, so that the
 * compiler cannot put anything between them. Correct, but it does not help on
 * V4.1.
 */
#include "examples/original/original.h"

int main(void)
{
    if (request_take()) {
        remap();
        start(ROM_SP, ROM_RESET);
    }
    application();
}
