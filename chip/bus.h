/* SPDX-License-Identifier: MIT
 *
 * The bus matrix: memory map, alias at 0, peripheral decode, access sizes and
 * bus errors. RM0367 section 2.2 (memory map), 10.2.1 (SYSCFG_CFGR1). The map
 * of the family says what is at which address.
 * Not modelled: arbitration between the core and the DMA: neither takes cycles
 * from the other.
 */
#ifndef CHIP_BUS_H
#define CHIP_BUS_H

#include "chip/map.h"

/* Make one access of 1, 2 or 4 bytes by the core, with all side effects.
 * `address` must be aligned to `size`. Return false on a bus error. A byte or
 * halfword write to an APB register becomes a 32-bit write with the value on
 * all lanes; GPIO and AHB registers are merged with a read. */
bool bus_read(struct chip *chip, uint32_t address, unsigned size,
              uint32_t *value);
bool bus_write(struct chip *chip, uint32_t address, unsigned size,
               uint32_t value);

/* Make one access by the DMA, of an aligned address; as bus_read() and
 * bus_write(), but it reaches neither the ports nor the private peripheral bus,
 * which are the core's (RM0367 2.1), and an address of no block is an error. */
bool bus_dma_read(struct chip *chip, uint32_t address, unsigned size,
                  uint32_t *value);
bool bus_dma_write(struct chip *chip, uint32_t address, unsigned size,
                   uint32_t value);
/* Returns until when such an access must wait for the NVM, in ps; 0 = it need
 * not. */
uint64_t bus_dma_wait(const struct chip *chip, uint32_t address, bool write);

/* Fills cpu.window for `pc`: where instructions come from. Returns false when
 * the fetch faults (XN, unmapped). */
bool bus_fetch_window(struct chip *chip, uint32_t pc);
/* Makes the core look its window up again: MEM_MODE, UFB, wait states or
 * protection changed, or an NVM operation began or ended. */
void bus_remap(struct chip *chip);

/* Returns true while bus_touch() has something to do for some address. */
bool bus_attentive(const struct chip *chip);
/* Prepares a read at `address` that is not the core's own data access: holds
 * the core (ATTENTION_STALL) while that NVM bank is busy. */
void bus_touch(struct chip *chip, uint32_t address);

/* Return what the kind of the block at a peripheral's address says of such
 * accesses of the core, as struct map_kind has it. */
uint64_t bus_steady(const struct chip *chip, uint32_t address, unsigned size);
bool bus_renews(const struct chip *chip, uint32_t address, unsigned size,
                uint32_t value);
bool bus_repeatable(const struct chip *chip, uint32_t address, unsigned size);

/* Reads as bus_read() does, where that leaves the chip as it was and the value
 * stays for some time: memory, and registers of quiet blocks. Returns false
 * elsewhere. */
bool bus_look(struct chip *chip, uint32_t address, unsigned size,
              uint32_t *value);

/* Returns the wait states of a data read: of the NVM, they are those of a
 * fetch (RM0367 3.3.3); its pre-read buffer is not modelled. */
unsigned bus_data_wait(const struct chip *chip, uint32_t address);

/* Memory that the core may read now with nothing but wait states: [lo, lo +
 * size) lies at byte `offset` of struct chip. */
struct readable {
    uint32_t lo, size;
    size_t offset;
};

/* Finds such memory around `address`. Returns false when a read there does more
 * than that. */
bool bus_readable(const struct chip *chip, uint32_t address,
                  struct readable *readable);

/* Returns the host's address of `length` bytes of a RAM that the core reads and
 * writes without any other effect, or NULL. */
const uint8_t *bus_ram(const struct chip *chip, uint32_t address,
                       uint32_t length);

/* Returns the address behind the alias at 0 (RM0367 10.2.1), as MEM_MODE has
 * it. */
uint32_t bus_unalias(const struct chip *chip, uint32_t address);

/* Returns the memory that holds the word at `address`, and the alias it is
 * seen through. */
enum region bus_region(const struct chip *chip, uint32_t address);

/* Returns the host's address of `length` bytes of memory, or NULL: peripheral,
 * hole, or across the end of a memory. Follows MEM_MODE and UFB. */
uint8_t *bus_memory(struct chip *chip, uint32_t address, uint32_t length);

/* Copies `count` units of 1, 2 or 4 bytes as memory holds them; 0 for a
 * register of a peripheral, whose read may have effects. */
void bus_held(const struct chip *chip, uint32_t address, unsigned unit,
              unsigned count, uint32_t *values);

/* Returns the first byte of a whole memory, as it is built: banks in their
 * physical order. */
uint8_t *bus_physical(const struct chip *chip, enum region region);

/* The enable bit of a block's clock: "RCC_APB1ENR", "USART2EN". */
struct bus_clock {
    const char *reg, *bit; /* NULL = it has none */
};

/* Returns the enable bit of the block at `address`. */
struct bus_clock bus_clock(const struct chip *chip, uint32_t address);

/* Returns "USART2", "SPI1", "MPU" ...; "no block" for an address in none. */
const char *bus_block_name(const struct chip *chip, uint32_t address);

#endif
