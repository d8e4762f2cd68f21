/* SPDX-License-Identifier: MIT */
#include "bench/exception_name.h"

#include <stdio.h>

#include "chip/core/exception.h"
#include "chip/core/nvic.h"

const char *exception_name(const struct chip *chip, unsigned exception)
{
    switch (exception) {
    case 0: return "initial SP";
    case EXCEPTION_RESET: return "Reset";
    case EXCEPTION_NMI: return "NMI";
    case EXCEPTION_HARDFAULT: return "HardFault";
    case EXCEPTION_MEMMANAGE: return "MemManage";
    case EXCEPTION_BUSFAULT: return "BusFault";
    case EXCEPTION_USAGEFAULT: return "UsageFault";
    case EXCEPTION_SVC: return "SVCall";
    case EXCEPTION_DEBUG_MONITOR: return "DebugMonitor";
    case EXCEPTION_PENDSV: return "PendSV";
    case EXCEPTION_SYSTICK: return "SysTick";
    default: return nvic_irq_name(chip, exception - EXCEPTION_IRQ0);
    }
}

void exception_format(const struct chip *chip, unsigned exception,
                      char text[EXCEPTION_TEXT])
{
    const char *name = exception_name(chip, exception);
    if (exception < EXCEPTION_IRQ0)
        snprintf(text, EXCEPTION_TEXT, "%s", name);
    else
        snprintf(text, EXCEPTION_TEXT, "%.16s (IRQ %u)", name,
                 exception - EXCEPTION_IRQ0);
}
