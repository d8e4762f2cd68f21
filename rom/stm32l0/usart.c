/* SPDX-License-Identifier: MIT */
#include "rom/stm32l0/usart.h"

#include "rom/stm32l0/sysclk.h"
#include "rom/stm32l0/watchdog.h"

enum {
    MARGIN_PERCENT = 10,
    BIT_MIN = SYSCLK_HZ / 115200 * (100 - MARGIN_PERCENT) / 100,
    BIT_MAX = SYSCLK_HZ / 1200 * (100 + MARGIN_PERCENT) / 100,
    LATE = 512, /* cycles that the start bit may be noticed late, at most */
    USART_ISR_ERRORS = USART_ISR_PE | USART_ISR_FE | USART_ISR_ORE
};

/* Waits for a level. Returns the cycles from START until it was seen, 0 = not
 * within LIMIT cycles. */
static uint32_t edge(uint32_t rx, uint32_t level, uint32_t start,
                     uint32_t limit)
{
    uint32_t passed;
    do {
        watchdog_refresh();
        passed = sysclk_since(start);
        if ((GPIOA->IDR & rx) == level)
            return passed;
    } while (passed < limit);
    return 0;
}

/* True: ONE is an eighth of EIGHT, within 8 %. Polling blurs an edge by 6 % of
 * a bit at 115200 baud; the byte 0xFF, whose parity bit looks like the zero of
 * 0x7F, is off by 11 %. */
static bool fits(uint32_t one, uint32_t eight)
{
    uint32_t slack = eight * 5 / 64;
    return one * 8 >= eight - slack && one * 8 <= eight + slack;
}

/*   0x7F, LSB first:   start 1 1 1 1 1 1 1 0 parity stop
 *
 *   ______       ____________________      ______________
 *         |_____|                    |____|
 *         0     t1                   t2   t3
 *
 * Between the rising edges t1 and t3 lie eight bits; both are seen by the
 * same loop, so its delay cancels out. The start bit is noticed late. */
uint32_t usart_measure(uint32_t rx)
{
    uint32_t start = sysclk_now();
    uint32_t t1 = edge(rx, rx, start, BIT_MAX);
    if (!t1)
        return 0;
    uint32_t t2 = edge(rx, 0, start, 9 * (t1 + LATE));
    if (!t2)
        return 0;
    uint32_t t3 = edge(rx, rx, start, t2 + 2 * (t1 + LATE));
    uint32_t eight = t3 - t1;
    if (!t3 || eight < 8 * BIT_MIN || eight > 8 * BIT_MAX)
        return 0;
    if (!fits(t3 - t2, eight) || 8 * t1 > eight * 9 / 8)
        return 0;
    /* Parity 1, then half a stop bit. */
    if (edge(rx, 0, start, t3 + eight * 3 / 16))
        return 0;
    return (eight + 4) / 8;
}

static void reset(struct usart *usart)
{
    if (usart == USART1) {
        RCC->APB2RSTR = RCC_APB2ENR_USART1EN;
        RCC->APB2RSTR = 0;
    } else {
        RCC->APB1RSTR = RCC_APB1ENR_USART2EN;
        RCC->APB1RSTR = 0;
    }
    RCC->CCIPR &= ~(RCC_CCIPR_USART1SEL | RCC_CCIPR_USART2SEL);
}

void usart_open(struct usart *usart, uint32_t bit)
{
    reset(usart);
    usart->BRR = bit;
    usart->CR1 = USART_CR1_M0 | USART_CR1_PCE;
    usart->CR1 |= USART_CR1_UE;
    usart->CR1 |= USART_CR1_RE | USART_CR1_TE;
}

void line_begin(struct line *line, uint8_t sum)
{
    line->sum = sum;
    line->bad = false;
}

uint8_t line_get(struct line *line)
{
    uint32_t isr;
    do {
        watchdog_refresh();
        isr = line->usart->ISR;
    } while (!(isr & USART_ISR_RXNE));
    line->usart->ICR = USART_ISR_ERRORS | USART_ISR_NF;
    if (isr & USART_ISR_ERRORS)
        line->bad = true;
    uint8_t byte = (uint8_t)line->usart->RDR;
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
    while (!(line->usart->ISR & USART_ISR_TXE))
        watchdog_refresh();
    line->usart->TDR = byte;
}

void line_drain(struct line *line)
{
    while (!(line->usart->ISR & USART_ISR_TC))
        watchdog_refresh();
}
