/* SPDX-License-Identifier: MIT
 *
 * Start-up code in CMSIS's style, as if the library did not exist: the hardware
 * loads SP from vector word 0; then .data, .bss, main.
 */
#include <stdint.h>

extern uint32_t _estack[], _sidata[], _sdata[], _edata[], _sbss[], _ebss[];
int main(void);
void Reset_Handler(void);
void Default_Handler(void);

typedef void (*vector)(void);

__attribute__((section(".isr_vector"), used)) static const vector table[48] = {
    (vector)_estack, Reset_Handler, [2 ... 47] = Default_Handler};

void Reset_Handler(void)
{
    const uint32_t *from = _sidata;
    for (uint32_t *to = _sdata; to < _edata;)
        *to++ = *from++;
    for (uint32_t *to = _sbss; to < _ebss;)
        *to++ = 0;
    main();
    Default_Handler();
}

void Default_Handler(void)
{
    for (;;)
        ;
}
