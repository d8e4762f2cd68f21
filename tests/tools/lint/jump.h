/* SPDX-License-Identifier: MIT
 *
 * Jumps into ROM bootloaders as they are written for other STM32 lines, for
 * the tests of `boot0 lint`: what they share. The vector table, a start-up that
 * calls main, and the registers of the core. Freestanding: CPU and level of
 * optimisation are the test's.
 */
#ifndef TESTS_TOOLS_LINT_JUMP_H
#define TESTS_TOOLS_LINT_JUMP_H

#include <stdint.h>

#define R32(a)    (*(volatile uint32_t *)(a))
#define SYST_CSR  R32(0xE000E010)
#define NVIC_ISER ((volatile uint32_t *)0xE000E100)
#define NVIC_ICER ((volatile uint32_t *)0xE000E180)
#define NVIC_ICPR ((volatile uint32_t *)0xE000E280)
#define SCB_VTOR  R32(0xE000ED08)
#define SCB_AIRCR R32(0xE000ED0C)

#ifdef __cplusplus
#define C_NAME extern "C"
#else
#define C_NAME
#endif

C_NAME int main(void);
C_NAME void Reset_Handler(void);
C_NAME void Handler(void);

C_NAME void Reset_Handler(void)
{
    main();
    for (;;)
        ;
}

C_NAME void Handler(void)
{
    for (;;)
        ;
}

typedef void (*handler)(void);
__attribute__((section(".vectors"), used)) static const handler vectors[16] = {
    (handler)0x20004000,
    Reset_Handler,
    Handler,
    Handler,
    Handler,
    Handler,
    Handler,
    Handler,
    Handler,
    Handler,
    Handler,
    Handler,
    Handler,
    Handler,
    Handler,
    Handler};

/* CMSIS has it always inline. An older one did not, and without optimisation it
 * is then a function that returns by the stack it has moved. */
#ifdef OUT_OF_LINE
__attribute__((noinline))
#else
__attribute__((always_inline))
#endif
static inline void
set_msp(uint32_t value)
{
    __asm volatile("msr msp, %0" ::"r"(value) : "memory");
}

#endif
