/* SPDX-License-Identifier: MIT
 *
 * What the chip reports to the host. An event whose kind is in watch.events is
 * put on the list, and chip_run() stops at the next instruction boundary with
 * STOP_EVENT; the host reads the list and sets count to 0. The list cannot
 * overflow: one instruction, with what is due then, makes fewer events.
 */
#ifndef CHIP_EVENT_H
#define CHIP_EVENT_H

#include "chip/state.h"

/* Each puts an event of its kind on the list if the host watches that kind. */
void event_reset(struct chip *chip, enum reset_kind kind);
/* `ps` is the time of the edge. */
void event_pin(struct chip *chip, unsigned port, uint64_t ps, uint32_t before,
               uint32_t after);
/* The core fetches from region `to` now; it fetched from `from`. */
void event_fetch(struct chip *chip, enum region from, enum region to);
void event_exception(struct chip *chip, unsigned number);
/* The vector of `exception` was fetched from a memory; REGION_NONE: it could
 * not be. */
void event_vector(struct chip *chip, unsigned exception, uint32_t address,
                  enum region region, uint32_t vector);
/* The chip does not model this access; watch.strict stops the run there. A
 * register counts as reported once the host has the event. */
void event_unmodelled(struct chip *chip, uint32_t address, bool write,
                      uint32_t value);
/* The core or the DMA reads `size` bytes of a memory: each that watch.reads
 * names makes an event. */
void event_read(struct chip *chip, uint32_t address, unsigned size);
void event_gate(struct chip *chip);
void event_usb(struct chip *chip, enum usb_change change);
void event_nvm(struct chip *chip, const struct event_nvm *nvm);
/* FIRMWARE_LATENCY, FIRMWARE_CLOCK */
void event_firmware_clock(struct chip *chip, enum clock_rule rule, uint32_t hz,
                          uint32_t limit_hz, uint32_t range, uint32_t latency);
/* FIRMWARE_NONZERO, FIRMWARE_PROTOCOL, FIRMWARE_RMVF, FIRMWARE_DOMAIN,
 * FIRMWARE_OPTION, FIRMWARE_TORN, FIRMWARE_UFB */
void event_firmware_store(struct chip *chip, enum firmware_error error,
                          uint32_t address, uint32_t value);
/* FIRMWARE_IGNORED */
void event_firmware_ignored(struct chip *chip, enum ignored why,
                            uint32_t address, uint32_t value);
/* FIRMWARE_UNCLOCKED, FIRMWARE_EARLY. A register counts as reported once the
 * host has the event. */
void event_firmware_once(struct chip *chip, enum firmware_error error,
                         uint32_t address, uint32_t value);

#endif
