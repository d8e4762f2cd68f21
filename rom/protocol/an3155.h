/* SPDX-License-Identifier: MIT
 *
 * The USART interface: USART1 on PA9/PA10 and USART2 on PA2/PA3, AN3155.
 */
#ifndef ROM_PROTOCOL_AN3155_H
#define ROM_PROTOCOL_AN3155_H

/* Pins and clocks of both. */
void usart_start(void);

/* Looks for the 0x7F of a host on both; serves the first for ever. */
void usart_poll(void);

/* The command loop, on the line (struct usart_port) that has its host. */
_Noreturn void usart_serve(const void *port);

#endif
