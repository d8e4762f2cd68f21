/* SPDX-License-Identifier: MIT
 *
 * `boot0 demo`: all the way from the blue button to new firmware, with the real
 * stm32flash; then the plain jump of the original question.
 */
#ifndef TOOLS_DEMO_USART_H
#define TOOLS_DEMO_USART_H

#include "tools/stage.h"

/* Returns the exit status. */
int demo_usart(struct stage *stage);

#endif
