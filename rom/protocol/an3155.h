/* SPDX-License-Identifier: MIT
 *
 * The USART protocol of AN3155, version 3.1.
 */
#ifndef ROM_PROTOCOL_AN3155_H
#define ROM_PROTOCOL_AN3155_H

/* Runs the command loop on the line (struct usart_port) that has its host. */
_Noreturn void usart_serve(const void *port);

#endif
