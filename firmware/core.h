/* SPDX-License-Identifier: MIT
 *
 * The registers of the core that firmware of this tree uses, as far as every
 * Cortex-M has them alike: SysTick, SCB. PM0223 (Cortex-M0+), PM0214
 * (Cortex-M4).
 */
#ifndef FIRMWARE_CORE_H
#define FIRMWARE_CORE_H

#include <stdint.h>

struct systick { /* PM0223 4.4 */
    volatile uint32_t CSR, RVR, CVR, CALIB;
};
#define SYSTICK ((struct systick *)0xE000E010)

enum {
    SYSTICK_CSR_ENABLE = 1 << 0,
    SYSTICK_CSR_TICKINT = 1 << 1,
    SYSTICK_CSR_CLKSOURCE = 1 << 2, /* HCLK */
    SYSTICK_CSR_COUNTFLAG = 1 << 16,
    SYSTICK_CVR_MAX = 0xFFFFFF
};

struct scb { /* PM0223 4.3; SHPR1: PM0214 4.4, not on the M0+ */
    volatile uint32_t CPUID, ICSR, VTOR, AIRCR, SCR, CCR, SHPR1, SHPR2, SHPR3;
};
#define SCB ((struct scb *)0xE000ED00)

/* For code that needs only one of them. */
#define SCB_VTOR  (*(volatile uint32_t *)0xE000ED08)
#define SCB_AIRCR (*(volatile uint32_t *)0xE000ED0C)

enum {
    SCB_SCR_SLEEPDEEP = 1 << 2,
    SCB_ICSR_PENDSTCLR = 1 << 25,
    SCB_ICSR_PENDSVCLR = 1 << 27,
    SCB_AIRCR_SYSRESETREQ = 0x05FA0004 /* with VECTKEY */
};

static inline void wait_for_interrupt(void)
{
    __asm volatile("wfi" ::: "memory");
}

static inline void __attribute__((noreturn)) system_reset(void)
{
    __asm volatile("dsb" ::: "memory");
    SCB_AIRCR = SCB_AIRCR_SYSRESETREQ;
    for (;;)
        ;
}

#endif
