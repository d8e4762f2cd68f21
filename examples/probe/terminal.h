/* SPDX-License-Identifier: MIT
 *
 * The terminal: USART2 on PA2 and PA3, 115200 8N1. All output also passes the
 * CRC unit, for the report.
 */
#ifndef EXAMPLES_PROBE_TERMINAL_H
#define EXAMPLES_PROBE_TERMINAL_H

#include <stdint.h>

/* Opens the line, clocked by HSI16 with any clock of the core. */
void terminal_open(void);

/* Print. "\n" is sent as "\r\n". */
void print(const char *text);
void print_hex(uint32_t value, unsigned digits);
void print_decimal(unsigned value); /* below 100,000 */

/* Waits until the last character has left the line. */
void terminal_drain(void);

/* Waits for a key. */
char terminal_key(void);

/* CRC-32 of zip and Ethernet: of BYTES bytes; of the output from
 * print_crc_begin() to print_crc(), with "\n" as the end of a line. */
uint32_t crc32(const void *from, unsigned bytes);
void print_crc_begin(void);
uint32_t print_crc(void);

#endif
