/* SPDX-License-Identifier: MIT
 *
 * An own bootloader at the start of flash resets by software, keeps the reset
 * flags and uses the same RAM word as the application's request: the
 * application jumps to the ROM unasked.
 */
#include "examples/mistakes/m4/board.h"

#define WORD R32(0x20008000)
#define APP  0x08004000u

extern uint32_t _estack[];
void Reset_Handler(void);
void Default_Handler(void);
void Boot_Reset(void);
void SystemInit(void);

__attribute__((section(".isr_vector"), used)) void *const boot_vectors[4] = {
    _estack, Boot_Reset, Default_Handler, Default_Handler};

__attribute__((noreturn)) void Boot_Reset(void)
{
    if (!(RCC->CSR & RCC_CSR_SFTRSTF)) {
        WORD = MAGIC; /* its mark of a second stage */
        system_reset();
    }
    Reset_Handler();
    for (;;)
        ;
}

void SystemInit(void)
{
    if (RCC->CSR & RCC_CSR_SFTRSTF && WORD == MAGIC) {
        WORD = 0;
        RCC->CSR |= RCC_CSR_RMVF;
        map_rom();
        JUMP(R32(ROM), R32(ROM + 4));
    }
}

int main(void)
{
    for (;;)
        wait_press();
}
