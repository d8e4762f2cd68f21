/* SPDX-License-Identifier: MIT
 *
 * An ARMv7-M core as a reset leaves it. Who includes it has the registers of
 * the family (firmware/), NVIC_WORDS among them.
 */
#ifndef ROM_PROTOCOL_CORE7_H
#define ROM_PROTOCOL_CORE7_H

/* Disables all interrupts, clears the pending ones, and resets SysTick, VTOR
 * and the sleep modes. */
static void restore_core(void)
{
    for (unsigned i = 0; i < NVIC_WORDS; i++)
        NVIC_ICER(i) = 0xFFFFFFFF;
    SYSTICK->CSR = 0;
    SYSTICK->RVR = 0;
    SYSTICK->CVR = 0;
    SCB->ICSR = SCB_ICSR_PENDSTCLR | SCB_ICSR_PENDSVCLR;
    SCB->VTOR = 0;
    SCB->SCR = 0;
    SCB->SHPR1 = 0;
    SCB->SHPR2 = 0;
    SCB->SHPR3 = 0;
    for (unsigned i = 0; i < 8 * NVIC_WORDS; i++)
        NVIC_IPR(i) = 0;
}

#endif
