/* SPDX-License-Identifier: MIT
 *
 * Exceptions as ARMv6-M has them: DDI0419 B1.5, DDI0484 3.6.
 */
#ifndef CHIP_CORE_ARMV6M_EXCEPTION_RULES_H
#define CHIP_CORE_ARMV6M_EXCEPTION_RULES_H

#include "chip/core/core.h"

extern const struct exception_rules armv6m_exception_rules;

#endif
