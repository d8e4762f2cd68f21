/* SPDX-License-Identifier: MIT */
#include "chip/core/armv7m/core.h"

#include "chip/chip.h"
#include "chip/core/armv7m/exception_rules.h"
#include "chip/core/armv7m/fast.h"
#include "chip/core/armv7m/fault.h"
#include "chip/core/armv7m/mpu.h"
#include "chip/core/armv7m/next.h"
#include "chip/core/armv7m/scb.h"
#include "chip/core/armv7m/state.h"
#include "chip/core/armv7m/step.h"
#include "chip/core/armv7m/trace.h"
#include "chip/core/armv7m/watchpoint_step.h"
#include "chip/core/exception.h"

_Static_assert(sizeof(struct armv7m) <= CORE_STATE, "it has room in a turn");

#define ARMV7M                                                                 \
    .architecture = 7, .priority_mask = 0xF0,                                  \
    .system_priorities = 1 << EXCEPTION_MEMMANAGE | 1 << EXCEPTION_BUSFAULT |  \
                         1 << EXCEPTION_USAGEFAULT | 1 << EXCEPTION_SVC |      \
                         1 << EXCEPTION_DEBUG_MONITOR |                        \
                         1 << EXCEPTION_PENDSV | 1 << EXCEPTION_SYSTICK,       \
    .state = sizeof(struct armv7m), .next = armv7m_next,                       \
    .exceptions = &armv7m_exception_rules, .step = armv7m_step,                \
    .step_watched = armv7m_step_watched, .run = armv7m_run,                    \
    .reset = armv7m_scb_reset, .fetch_fault = armv7m_fault_fetch,              \
    .read = armv7m_scb_read, .write = armv7m_scb_write, .narrow = mpu7_narrow, \
    .sleep = trace_sleep, .block_name = armv7m_scb_name

const struct core cortex_m3 = {
    .name = "Cortex-M3",
    .cpuid = 0x412FC231,
    ARMV7M,
};

const struct core cortex_m4 = {
    .name = "Cortex-M4",
    .cpuid = 0x410FC241,
    .dsp = true,
    ARMV7M,
};

const struct core cortex_m4f = {
    .name = "Cortex-M4",
    .cpuid = 0x410FC241,
    .dsp = true,
    .fpu = true,
    ARMV7M,
};
