/* SPDX-License-Identifier: MIT
 *
 * Exceptions as ARMv7-M has them: DDI0403 B1.5.
 */
#ifndef CHIP_CORE_ARMV7M_EXCEPTION_RULES_H
#define CHIP_CORE_ARMV7M_EXCEPTION_RULES_H

#include "chip/core/core.h"

extern const struct exception_rules armv7m_exception_rules;

#endif
