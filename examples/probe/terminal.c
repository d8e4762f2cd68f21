/* SPDX-License-Identifier: MIT */
#include "examples/probe/terminal.h"

#include <stdbool.h>

#include "examples/probe/family.h"
#include "examples/probe/memory.h"

enum { HSI16_HZ = 16000000, BAUD = 115200 };

void terminal_open(void)
{
    part_open_usart();
    USART2->BRR = (HSI16_HZ + BAUD / 2) / BAUD;
    USART2->CR1 = USART_CR1_UE | USART_CR1_RE | USART_CR1_TE;
}

static void feed(uint8_t byte)
{
    *(volatile uint8_t *)&CRC->DR = byte;
}

void print_crc_begin(void)
{
    CRC->CR = CRC_CR_REV_IN_BYTE | CRC_CR_REV_OUT | CRC_CR_RESET;
}

uint32_t print_crc(void)
{
    return ~CRC->DR;
}

uint32_t crc32(const void *from, unsigned bytes)
{
    const volatile uint8_t *byte = from;
    print_crc_begin();
    while (bytes--)
        feed(*byte++);
    return print_crc();
}

static void send(char c)
{
    while (!(USART2->ISR & USART_ISR_TXE))
        watchdog_refresh();
    USART2->TDR = (uint8_t)c;
}

static void put(char c)
{
    if (c == '\n')
        send('\r');
    send(c);
    feed((uint8_t)c);
}

void print(const char *text)
{
    while (*text)
        put(*text++);
}

void print_hex(uint32_t value, unsigned digits)
{
    while (digits--)
        put("0123456789ABCDEF"[value >> 4 * digits & 15]);
}

/* The core cannot divide. */
void print_decimal(unsigned value)
{
    static const unsigned units[] = {10000, 1000, 100, 10, 1};
    bool begun = false;
    for (unsigned i = 0; i < sizeof units / sizeof *units; i++) {
        char digit = '0';
        for (; value >= units[i]; value -= units[i])
            digit++;
        begun = begun || digit != '0' || units[i] == 1;
        if (begun)
            put(digit);
    }
}

void terminal_drain(void)
{
    while (!(USART2->ISR & USART_ISR_TC))
        watchdog_refresh();
}

char terminal_key(void)
{
    USART2->ICR = 0x0F; /* noise, overrun, framing: no matter */
    while (!(USART2->ISR & USART_ISR_RXNE))
        watchdog_refresh();
    return (char)USART2->RDR;
}
