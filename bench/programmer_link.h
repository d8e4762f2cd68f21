/* SPDX-License-Identifier: MIT
 *
 * The operations of a programmer on whichever link it has. For programmer.c and
 * its parts only.
 */
#ifndef BENCH_PROGRAMMER_LINK_H
#define BENCH_PROGRAMMER_LINK_H

#include "bench/programmer_state.h"

void programmer_link_begin(struct programmer *programmer);
void programmer_link_connect(struct programmer *programmer, uint64_t now_us);
void programmer_link_read(struct programmer *programmer, uint32_t address,
                          uint32_t length);
/* Writes what the plan has there. */
void programmer_link_write(struct programmer *programmer, uint32_t address,
                           uint32_t length);
/* Erases as many of the next pages of the plan as one operation takes, and
 * returns how many; 0 = there is none. */
uint32_t programmer_link_erase(struct programmer *programmer);
/* Erases the page at ADDRESS. */
void programmer_link_erase_page(struct programmer *programmer,
                                uint32_t address);
void programmer_link_go(struct programmer *programmer, uint32_t address);

enum client_result programmer_link_result(const struct programmer *programmer);
/* True: a start is done, as far as can be seen. */
bool programmer_link_unconfirmed(const struct programmer *programmer);
/* Returns the bytes that a read has brought. */
const uint8_t *programmer_link_data(const struct programmer *programmer);
/* Returns how many bytes an operation reads or writes at most. */
uint32_t programmer_link_size(const struct programmer *programmer);

#endif
