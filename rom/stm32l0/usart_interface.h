/* SPDX-License-Identifier: MIT
 *
 * The USART interface: USART1 on PA9/PA10 and USART2 on PA2/PA3 (AN2606), as
 * select.h polls it.
 */
#ifndef ROM_STM32L0_USART_INTERFACE_H
#define ROM_STM32L0_USART_INTERFACE_H

#include "rom/stm32l0/usart.h"

enum { USART_PORTS = 2 };
extern struct usart_port usart_ports[USART_PORTS];

/* Configures the pins and clocks of both USARTs. */
void usart_start(void);

/* Looks for the 0x7F of a host on both USARTs. Serves the first host it finds
 * and does not return then. */
void usart_poll(void);

#endif
