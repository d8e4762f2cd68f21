/* SPDX-License-Identifier: MIT
 *
 * Runs workload_round() workload_rounds times (a word that the benchmark writes
 * into the image), and ends at workload_end.
 */
#include "tests/firmware/workload.h"

#include "firmware/vectors.h"

enum { SEED = 0x2545F491 };

extern uint32_t _estack[], _sbss[], _ebss[];
void Reset_Handler(void);
void workload_end(void);

VECTOR_TABLE(_estack, Reset_Handler);

__attribute__((section(".rounds"))) const volatile uint32_t workload_rounds = 1;
volatile uint32_t workload_result;

void Reset_Handler(void)
{
    uint32_t result = SEED;
    for (volatile uint32_t *word = _sbss; word < _ebss;)
        *word++ = 0;
    for (uint32_t i = workload_rounds; i; i--)
        result = workload_round(result);
    workload_result = result;
    workload_end();
}

/* The emulators stop here; QEMU does by semihosting: SYS_EXIT with
 * ADP_Stopped_ApplicationExit. */
__attribute__((noinline)) void workload_end(void)
{
    register uint32_t operation __asm__("r0") = 0x18;
    register uint32_t reason __asm__("r1") = 0x20026;
    __asm__ volatile("bkpt 0xAB" : : "r"(operation), "r"(reason) : "memory");
    for (;;)
        ;
}

void Default_Handler(void)
{
    for (;;)
        ;
}
