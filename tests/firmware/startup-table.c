/* SPDX-License-Identifier: MIT
 *
 * A vector table written by hand, which names boot0_reset.
 */
#include "boot0.h"
#include "firmware/ram.h"

#include <stdint.h>

extern uint32_t _estack[];
int main(void);
void Reset_Handler(void);

static void stop(void)
{
    for (;;)
        ;
}

__attribute__((section(".isr_vector"), used)) static const struct {
    uint32_t *sp;
    void (*reset)(void), (*nmi)(void), (*hardfault)(void);
} table = {_estack, boot0_reset, stop, stop};

void Reset_Handler(void)
{
    ram_start();
    main();
    stop();
}
