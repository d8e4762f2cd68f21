/* SPDX-License-Identifier: MIT
 *
 * Firmware with the library that never comes back to Thread mode: it sleeps in
 * PendSV with PRIMASK=1, as the idle loop of some operating systems does.
 * IDLE_PRIORITY is that of PendSV: 0 lets no interrupt in. LD2 (PA5) says that
 * note() was called once more and that sleep went on with its registers as they
 * were.
 */
#include "boot0.h"

#include "firmware/stm32l0/stm32l073.h"

enum { LD2 = 5 };

static volatile unsigned notes;

void PendSV_Handler(void);
void note(void) __attribute__((noinline));
int main(void);

/* What an interrupt would call; it uses the registers that it may. */
void note(void)
{
    notes++;
    __asm__ volatile("mov r0, sp\n mov r1, sp\n mov r2, sp\n mov r3, sp\n"
                     "mov r12, sp" ::
                         : "r0", "r1", "r2", "r3", "r12");
}

/* Sleeps until something is pending; the registers that a function may use
 * come back as they were, or BKPT makes it a HardFault. */
static void sleep(void)
{
    register unsigned a __asm__("r0") = 1, b __asm__("r1") = 2;
    register unsigned c __asm__("r2") = 3, d __asm__("r3") = 4;
    __asm__ volatile("cpsid i\n wfi\n cpsie i\n isb"
                     : "+r"(a), "+r"(b), "+r"(c), "+r"(d)::"memory");
    if (a != 1 || b != 2 || c != 3 || d != 4)
        __asm__ volatile("bkpt 0");
}

void PendSV_Handler(void)
{
    for (;;) {
        sleep();
        if (notes > 1)
            GPIOA->BSRR = 1 << LD2;
        if (notes > 2)
            boot0_request();
    }
}

int main(void)
{
    (void)boot0_outcome();
    RCC->IOPENR |= RCC_IOPENR_IOPAEN;
    gpio_mode(GPIOA, LD2, GPIO_OUTPUT);
    note();
    SCB->SHPR3 = IDLE_PRIORITY << 16;
    SCB->ICSR = 1u << 28; /* PENDSVSET */
    for (;;)
        ;
}
