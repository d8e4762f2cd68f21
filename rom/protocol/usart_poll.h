/* SPDX-License-Identifier: MIT
 *
 * The USARTs in the selection loop (select.h).
 */
#ifndef ROM_PROTOCOL_USART_POLL_H
#define ROM_PROTOCOL_USART_POLL_H

/* Looks for the 0x7F of a host on every port. Serves the first host it finds
 * and does not return then. */
void usart_poll(void);

#endif
