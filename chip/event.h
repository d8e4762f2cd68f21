/* SPDX-License-Identifier: MIT
 *
 * What the chip reports to the host. An event whose kind is in watch.events is
 * put on the list, and chip_run() stops at the next instruction boundary with
 * STOP_EVENT; the host reads the list and sets count to 0. The list cannot
 * overflow: one instruction and the events due with it make fewer.
 */
#ifndef CHIP_EVENT_H
#define CHIP_EVENT_H

#include "chip/state.h"

/* Each puts an event of its kind on the list if the host watches that kind. */
void event_reset(struct chip *chip, enum reset_kind kind);
/* PS is the time of the edge. */
void event_pin(struct chip *chip, unsigned port, uint64_t ps, uint32_t before,
               uint32_t after);
/* The core fetches from region TO now; it fetched from FROM. */
void event_fetch(struct chip *chip, enum region from, enum region to);
void event_exception(struct chip *chip, unsigned number);
/* The vector of EXCEPTION was fetched from a memory, or with REGION_NONE could
 * not be. */
void event_vector(struct chip *chip, unsigned exception, uint32_t address,
                  enum region region, uint32_t vector);
/* An access that the chip does not model; stops the run if watch.strict. A
 * register counts as reported when the host was told. */
void event_unmodelled(struct chip *chip, uint32_t address, bool write,
                      uint32_t value);
/* FIRMWARE_LATENCY, FIRMWARE_CLOCK */
void event_firmware_clock(struct chip *chip, enum firmware_error error,
                          uint32_t hz, uint32_t limit_hz);
/* FIRMWARE_NONZERO, FIRMWARE_PROTOCOL */
void event_firmware_store(struct chip *chip, enum firmware_error error,
                          uint32_t address, uint32_t value);

#endif
