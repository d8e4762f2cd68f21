/* SPDX-License-Identifier: MIT
 *
 * The family that is compiled for: its registers, its experiments and readings
 * (part.h). plan.h and guest.h declare what each family does in its own way.
 */
#ifndef EXAMPLES_PROBE_FAMILY_H
#define EXAMPLES_PROBE_FAMILY_H

#if defined(STM32L4)
#include "examples/probe/stm32l4/part.h"
#else
#include "examples/probe/stm32l0/part.h"
#endif

#endif
