/* SPDX-License-Identifier: MIT
 *
 * The jump as projects make it that have their own start-up in C: the reset
 * handler sets SP, and the first thing behind it looks for a request. What
 * switches interrupts and the watchdog on comes after it in time, but stands in
 * front of it in the code. The word pair is taken by one LDRD where there is
 * one, in whichever order the compiler likes.
 */
#include <stdint.h>

#define R32(a) (*(volatile uint32_t *)(a))
#ifndef ROM
#define ROM 0x1FFF0000
#endif

void Reset_Handler(void);
void second_stage(void);
void Handler(void);

void Handler(void)
{
    for (;;)
        ;
}

typedef void (*handler)(void);
__attribute__((section(".vectors"), used)) static const handler vectors[] = {
    (handler)0x20002000, Reset_Handler, Handler, Handler};

/* More ways than lint follows, and none of them back. */
#define WAY(n)                                                                 \
    if (R32(0x50000010) & (1u << (n)))                                         \
        R32(0x50000014) = (n);
#define WAYS(n)                                                                \
    WAY(n) WAY((n) + 1) WAY((n) + 2) WAY((n) + 3) WAY((n) + 4) WAY((n) + 5)

__attribute__((noreturn, noinline)) static void work(void)
{
    R32(0x40003000) = 0xCCCC; /* IWDG_KR */
    R32(0xE000E100) = 1u << 27;
    for (;;) {
        WAYS(0) WAYS(6) WAYS(12) WAYS(18) WAYS(24)
    }
}

__attribute__((naked)) void Reset_Handler(void)
{
    __asm volatile(".syntax unified\n"
                   "cpsid i\n"
                   "ldr r3, =0x20002000\n"
                   "ldr r2, =second_stage\n"
                   "mov sp, r3\n"
                   "bx r2\n");
}

__attribute__((noreturn, noinline)) static void enter(void)
{
    __asm volatile(".syntax unified\n"
                   "ldr r3, =%c0\n"
#if __ARM_ARCH > 6
                   "ldrd r4, r1, [r3]\n"
#else
                   "ldr r4, [r3]\n"
                   "ldr r1, [r3, #4]\n"
#endif
                   "mov sp, r4\n"
                   "bx r1\n" ::"i"(ROM));
    __builtin_unreachable();
}

/* The branch to the entry is the rare one: it stands behind the call that never
 * returns. The clock of SYSCFG is another family's business: its register is
 * read and changed, but not its MEM_MODE. */
void second_stage(void)
{
    __asm volatile(".syntax unified\n"
                   "push {r4, r5, r6, lr}\n"
                   "ldr r3, =0x40010000\n" /* SYSCFG_CFGR1 */
                   "ldr r2, [r3]\n"
                   "movs r1, #3\n"
                   "lsls r1, r1, #9\n"
                   "orrs r2, r1\n"
                   "str r2, [r3]\n"
                   "cpsie i\n"
                   "ldr r3, =0x20001C00\n"
                   "ldr r2, [r3]\n"
                   "cmp r2, #0\n"
                   "bne 1f\n"
                   "bl %c0\n"
                   "1: bl %c1\n"
                   ".balign 4\n" /* data that reads as a store to no RAM */
                   ".word 0x601B4B02, 0x46C046C0, 0x200D4E60, 0x200D4E60\n"
                   ".ltorg\n" ::"i"(work),
                   "i"(enter));
    __builtin_unreachable();
}
