/* SPDX-License-Identifier: MIT
 *
 * A second-stage loader, which starts the application behind it and never
 * makes a request itself.
 */
#include "firmware/stm32l0/stm32l073.h"

#define APPLICATION ((const volatile uint32_t *)0x08004000)
#define VTOR        (*(const volatile uint32_t **)0xE000ED08)

int main(void);

int main(void)
{
    uint32_t sp = APPLICATION[0], reset = APPLICATION[1];
    if (sp >> 16 == 0x2000) {
        VTOR = APPLICATION;
        __asm volatile("msr msp, %0\n\tbx %1" : : "r"(sp), "r"(reset));
    }
    for (;;)
        ;
}
