/* SPDX-License-Identifier: MIT */
#include "rom/protocol/line.h"

#include FAMILY_HEADER(watchdog.h)

void line_begin(struct line *line, uint8_t sum)
{
    line->sum = sum;
    line->bad = false;
}

uint8_t line_get(struct line *line)
{
    uint32_t status;
    do {
        watchdog_refresh();
        status = usart_status(line->usart);
    } while (!(status & USART_RECEIVED));
    usart_clear_errors(line->usart);
    if (status & USART_ERRORS)
        line->bad = true;
    uint8_t byte = usart_received(line->usart);
    line->sum ^= byte;
    return byte;
}

bool line_end(struct line *line)
{
    line_get(line);
    return line->sum == 0 && !line->bad;
}

void line_put(struct line *line, uint8_t byte)
{
    while (!(usart_status(line->usart) & USART_EMPTY))
        watchdog_refresh();
    usart_send(line->usart, byte);
}

void line_drain(struct line *line)
{
    while (!(usart_status(line->usart) & USART_DRAINED))
        watchdog_refresh();
}
