/* SPDX-License-Identifier: MIT
 *
 * The question: a word in RAM, a reset, one jump from the first line of main.
 * It enters V4.0; V4.1 runs its bank check first and starts the application
 * again.
 */
#include "examples/original/original.h"

int main(void)
{
    if (request_take()) {
        __asm volatile("msr msp, %0" ::"r"(ROM_SP));
        remap();
        ((void (*)(void))ROM_RESET)();
    }
    application();
}
