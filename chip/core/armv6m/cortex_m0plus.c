/* SPDX-License-Identifier: MIT
 *
 * The Cortex-M0+ as STM32L0 have it: DS10685 3.12, two bits of priority.
 */
#include "chip/core/armv6m/exception_rules.h"
#include "chip/core/armv6m/fast.h"
#include "chip/core/armv6m/next.h"
#include "chip/core/armv6m/scb.h"
#include "chip/core/armv6m/step.h"
#include "chip/core/armv6m/watchpoint_step.h"
#include "chip/core/core.h"
#include "chip/core/exception.h"

const struct core cortex_m0plus = {
    .name = "Cortex-M0+",
    .cpuid = 0x410CC601, /* r0p1 */
    .architecture = 6,
    .priority_mask = 0xC0,
    .system_priorities =
        1 << EXCEPTION_SVC | 1 << EXCEPTION_PENDSV | 1 << EXCEPTION_SYSTICK,
    .exceptions = &armv6m_exception_rules,
    .step = armv6m_step,
    .step_watched = watchpoint_step,
    .next = armv6m_next,
    .run = armv6m_run,
    .reset = armv6m_scb_reset,
    .fetch_fault = exception_fault,
    .read = armv6m_scb_read,
    .write = armv6m_scb_write,
    .block_name = armv6m_scb_name,
};
