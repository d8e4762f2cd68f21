/* SPDX-License-Identifier: MIT */
#include "rom/protocol/usart_poll.h"

#include <stdbool.h>

#include "rom/protocol/an3155.h"
#include "rom/protocol/baud.h"
#include "rom/protocol/family.h"

#include FAMILY_HEADER(start.h)
#include FAMILY_HEADER(usart.h)

/* A pin that was high and is low has a start bit; a line that is held low
 * counts again once it has been high. */
void usart_poll(void)
{
    for (unsigned i = 0; i < USART_PORTS; i++) {
        struct usart_port *port = &usart_ports[i];
        bool was_high = port->high;
        port->high = rx_level(port->rx);
        if (!was_high || port->high)
            continue;
        uint32_t bit = baud_measure(port->rx);
        if (bit) {
            usart_connect(port, bit);
            on_own_stack(usart_serve, port);
        }
    }
}
