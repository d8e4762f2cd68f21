/* SPDX-License-Identifier: MIT
 *
 * The virtual STM32, for hosts: one plain struct without pointers (state.h). A
 * snapshot is a copy of it, and so is a fork. The host calls chip_init(),
 * loads flash, calls chip_power_on() and then chip_run(), which returns why it
 * stopped; the chip never prints, never exits, never reads the host's clock.
 *
 * Documents: RM0367 (reference manual), PM0223 and DDI0419 (ARMv6-M),
 * DS10685, AN2606. What is not modelled: docs/gaps.md.
 */
#ifndef CHIP_CHIP_H
#define CHIP_CHIP_H

#include "chip/bus.h"
#include "chip/clock.h"
#include "chip/core/cpu.h"
#include "chip/core/nvic.h"
#include "chip/core/watchpoint.h"
#include "chip/event.h"
#include "chip/part.h"
#include "chip/reset.h"
#include "chip/serial.h"
#include "chip/state.h"
#include "chip/stm32l0/state.h"

/* Makes a new part, as from the factory: erased NVM, default option bytes, the
 * factory words, no ROM (system memory reads 0), on its board (boards_of(),
 * BOOT0 low, buttons released, UART lines idle). It is off: load it, then call
 * chip_power_on(). */
void chip_init(struct chip *chip, const struct part *part);

/* Makes a copy: a snapshot, or a fork. */
void chip_copy(struct chip *chip, const struct chip *from);

/* Copies a ROM image into system memory, which it is as large as. */
void chip_load_rom(struct chip *chip, const uint8_t *rom);

/* Powers the chip on: RAM is noise from board.seed, all else as after POR. */
void chip_power_on(struct chip *chip);

/* Resets the chip at once: the supply was cut, NRST was pulled low, ... */
void chip_reset(struct chip *chip, enum reset_kind kind);

/* Runs until `until_cycle`, or until it must stop before: see enum stop. */
enum stop chip_run(struct chip *chip, uint64_t until_cycle);

/* Runs to a virtual time in ps, across clock changes; stops as chip_run(). */
enum stop chip_run_to(struct chip *chip, uint64_t ps);

/* Copy memory out and in, as a programmer does: without side effects and
 * protection, at addresses as the core sees them now (UFB, MEM_MODE): NVM,
 * EEPROM, option and factory words, system memory, SRAM. Return false when not
 * all of it is memory; then nothing was copied. */
bool chip_peek(const struct chip *chip, uint32_t address, void *data,
               size_t length);
bool chip_poke(struct chip *chip, uint32_t address, const void *data,
               size_t length);

/* Sets a breakpoint: the run stops before the instruction at `address`.
 * Returns false when there is no room. Watchpoints are in watchpoint.h. */
bool chip_break_set(struct chip *chip, uint32_t address);
void chip_break_clear(struct chip *chip);

/* Puts a level on BOOT0. */
void chip_boot0(struct chip *chip, bool level);

/* Drives a pin from outside, or releases it. */
void chip_pin_drive(struct chip *chip, unsigned port, unsigned pin, bool level);
void chip_pin_release(struct chip *chip, unsigned port, unsigned pin);

#endif
