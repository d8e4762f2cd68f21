/* SPDX-License-Identifier: MIT
 *
 * The vector table of an STM32L073: 16 words of the core, 32 of the chip
 * (RM0367 12.3). Firmware defines the handlers that it needs; all others are
 * Default_Handler, an endless loop.
 */
#ifndef FIRMWARE_VECTORS_H
#define FIRMWARE_VECTORS_H

typedef void (*vector)(void);

void Reset_Handler(void);
void Default_Handler(void);

#define WEAK __attribute__((weak, alias("Default_Handler")))
WEAK void NMI_Handler(void);
WEAK void HardFault_Handler(void);
WEAK void SVC_Handler(void);
WEAK void PendSV_Handler(void);
WEAK void SysTick_Handler(void);
WEAK void EXTI4_15_IRQHandler(void);
WEAK void USART2_IRQHandler(void);

/* STACK and RESET are words 0 and 1. */
#define VECTOR_TABLE(STACK, RESET)                                             \
    __attribute__((section(".isr_vector"), used))                              \
    const vector vector_table[48] = {                                          \
        [0] = (vector)(STACK),      [1] = (RESET),                             \
        [2] = NMI_Handler,          [3] = HardFault_Handler,                   \
        [11] = SVC_Handler,         [14] = PendSV_Handler,                     \
        [15] = SysTick_Handler,     [16 ... 22] = Default_Handler,             \
        [23] = EXTI4_15_IRQHandler, [24 ... 43] = Default_Handler,             \
        [44] = USART2_IRQHandler,   [45 ... 47] = Default_Handler,             \
    }

#endif
