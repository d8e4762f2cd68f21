/* SPDX-License-Identifier: MIT
 *
 * What a part family consists of, as data: its blocks, a row each, with their
 * place on the bus and their wires; its memories; and the few functions of the
 * family's own blocks that the rest of the chip calls. The map.c of a family
 * fills it in. Code that serves every block loops over the rows.
 */
#ifndef CHIP_MAP_H
#define CHIP_MAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "chip/state.h"

/* How a block answers an access. */
enum access {
    ACCESS_OK,
    ACCESS_FAULT,     /* bus error: HardFault */
    ACCESS_UNMODELLED /* the register exists on silicon, not here */
};

/* The bus that a block is on. It decides which clock the block counts, and
 * what a byte or halfword store does. */
enum bus_kind {
    BUS_APB1,
    BUS_APB2,
    BUS_AHB,
    BUS_AHB_WORD, /* takes words only */
    BUS_IOPORT
};

/* A bit of a register that gates the clock of a block, or resets the block. */
struct map_gate {
    size_t reg;    /* offset of the register in struct chip */
    uint32_t mask; /* the bit; 0 = no gate */
};

/* A register of clock gates and its bits, as ST prints them. */
struct map_gates {
    size_t reg; /* as in struct map_gate */
    const char *name;
    const char *bits[32]; /* NULL = reserved */
};

enum signal {
    SIGNAL_TX,
    SIGNAL_RX,
    SIGNAL_SCL,
    SIGNAL_SDA,
    SIGNAL_NSS,
    SIGNAL_SCK,
    SIGNAL_MISO,
    SIGNAL_MOSI,
    SIGNAL_IN1,
    SIGNAL_ETR,
    SIGNAL_OUT
};

/* Clocks that a block can run on, or take as a signal. */
enum map_clock {
    MAP_NO_CLOCK,
    MAP_LSI,
    MAP_LSE,
    MAP_MSI,
    MAP_HSE_RTC, /* HSE as it is divided for the RTC */
    MAP_HSI16,
    MAP_HSI16_AT_ONCE, /* for who asks for it while it is off (assumed) */
    MAP_HSI48,
    MAP_48, /* 48 MHz, as the RCC selects them */
    MAP_PLLSAI1_R,
    MAP_PLLSAI2_R,
    MAP_RTC, /* as RTCSEL selects */
    MAP_PCLK,
    MAP_SYSCLK
};

/* A pin that a block is connected to while the pin selects alternate function
 * `af`; in the row of a cable, the pins that its wire may go to. */
struct map_pin {
    uint8_t port; /* 0 = GPIOA ... */
    uint8_t number;
    uint8_t af;
    uint8_t signal; /* enum signal, of the chip's side, or a kind's own */
};

enum { MAP_PINS = 20 };

struct map_row;

/* Of a host's adapter only: a parity bit that is always 1 (mark) or 0. */
enum parity { PARITY_NONE, PARITY_EVEN, PARITY_ODD, PARITY_MARK, PARITY_SPACE };

/* What a frame of a serial line is made of, between start bit and idle line. */
struct map_frame {
    uint8_t data_bits; /* 5..9, without the parity bit */
    uint8_t parity;    /* enum parity */
    uint8_t stop_bits; /* 1 or 2 */
};

/* The setting of a serial line. */
struct map_line {
    bool on, sends;
    struct map_frame frame;
    uint64_t bit_ps; /* time of a bit; 0 = it has no clock */
};

struct usb_packet;

/* What a USB device does for chip/usb.h. */
struct map_usb {
    /* Follows the line, which is another from now on. */
    void (*line)(struct chip *chip, const struct map_row *row,
                 struct board_usb next);
    bool (*attached)(const struct chip *chip, const struct map_row *row);
    bool (*resumes)(const struct chip *chip, const struct map_row *row);
    /* Returns when a frame begins that the device will notice, in ps, the last
     * one that it knows or a later one; NEVER = none comes. */
    uint64_t (*frame_ps)(const struct chip *chip, const struct map_row *row);
    /* Returns an enum usb_answer. */
    unsigned (*transact)(struct chip *chip, const struct map_row *row,
                         struct usb_packet *packet);
};

/* The functions of one kind of block; NULL where the kind does nothing. */
struct map_kind {
    /* A 32-bit access to the register at `offset`. */
    enum access (*read)(struct chip *chip, const struct map_row *row,
                        uint32_t offset, uint32_t *value);
    /* Takes the reads of 1 and 2 bytes where those differ from the same lanes
     * of a word. `offset` is that of the word. */
    enum access (*read_narrow)(struct chip *chip, const struct map_row *row,
                               uint32_t offset, unsigned size, uint32_t *value);
    /* A read while the block's clock is off, where that differs from `read`: it
     * has no effect on the block. */
    enum access (*peek)(struct chip *chip, const struct map_row *row,
                        uint32_t offset, uint32_t *value);
    enum access (*write)(struct chip *chip, const struct map_row *row,
                         uint32_t offset, uint32_t value);
    /* A write while the block's clock is off. Returns false when it has no
     * effect; NULL: it never has one. */
    bool (*write_unclocked)(struct chip *chip, const struct map_row *row,
                            uint32_t offset, uint32_t value);
    /* Takes the stores of 1 and 2 bytes that would otherwise be widened;
     * `offset` is that of the byte or halfword. */
    enum access (*write_narrow)(struct chip *chip, const struct map_row *row,
                                uint32_t offset, unsigned size, uint32_t value);
    /* Returns whether the block has a register at an offset up to `last`; NULL:
     * at each. */
    bool (*has)(const struct chip *chip, const struct map_row *row,
                uint32_t offset);
    /* Returns until when, in ps, a read of the register gives the same value
     * again and again, unless the block is written or an event is due before;
     * many reads have the effect of the last one alone. 0 = not known, and so
     * for all registers of a kind without this function. */
    uint64_t (*steady)(const struct chip *chip, const struct map_row *row,
                       uint32_t offset);
    /* Returns whether many such stores have the effect of the last one alone,
     * whenever they were made, unless an event is due in between. NULL: no. */
    bool (*renews)(const struct chip *chip, const struct map_row *row,
                   uint32_t offset, uint32_t value);
    /* Resets the block; RESET_NONE: by its own bit in RCC. */
    void (*reset)(struct chip *chip, const struct map_row *row,
                  enum reset_kind kind);
    /* Adds what a reset of that kind leaves of the block to a hash, times
     * aside; NULL: it leaves nothing. */
    uint64_t (*survivors)(const struct chip *chip, const struct map_row *row,
                          enum reset_kind kind, uint64_t hash);
    /* Event row.due + `event` is due. */
    void (*due)(struct chip *chip, const struct map_row *row, unsigned event);
    /* Count up to now before HCLK, a bus clock or the block's clock gate
     * changes, and arm again after it. */
    void (*before_clock)(struct chip *chip, const struct map_row *row);
    void (*after_clock)(struct chip *chip, const struct map_row *row);
    /* Leaves out cycles in which the block stood still, in Stop mode. */
    void (*skip)(struct chip *chip, const struct map_row *row, uint64_t cycles);
    /* Follows the way into Stop mode and out of it, in which the block runs. */
    void (*stop)(struct chip *chip, const struct map_row *row, bool asleep);
    /* Follows a change of what the board drives, for pins of the block's own.
     */
    void (*board)(struct chip *chip, const struct map_row *row);
    /* Follows the block's kernel clock, which may have begun, ended or
     * changed. */
    void (*kernel_clock)(struct chip *chip, const struct map_row *row);
    /* Returns whether the block asks for its kernel clock, be its oscillator
     * off, in Stop mode or for what it received there. */
    bool (*asks_clock)(const struct chip *chip, const struct map_row *row);
    /* Returns whether the block drives this pin, and to which level. */
    bool (*drives)(const struct chip *chip, const struct map_row *row,
                   const struct map_pin *pin, bool *level);
    /* Follows the frames of the USB host, which begin, end, or have another
     * phase. */
    void (*frames)(struct chip *chip, const struct map_row *row);
    /* Follows a change of a pin of the block, or of what it selects, at `ps`.
     */
    void (*pins)(struct chip *chip, const struct map_row *row, uint64_t ps);
    /* Returns the setting of the block's serial line. */
    struct map_line (*line)(const struct chip *chip, const struct map_row *row);
    /* Of the DMA: follows a request line that it listens to, which rose. */
    void (*requested)(struct chip *chip, const struct map_row *row);
    const struct map_usb *usb; /* of a USB device */
    uint16_t last; /* offset of the last register; 0 = each offset is one */
    uint8_t dues;  /* number of due events of each block */
    /* A store that leaves the chip as it was will do so at any other time,
     * too. */
    bool repeatable;
    /* A read that is steady leaves the chip as it was. */
    bool quiet;
    bool in_stop; /* counts LSI and LSE in Stop mode, too */
    /* pins() does nothing unless the level of a pin that selects the block, or
     * what a pin selects, has changed since it was called last; in the row of a
     * cable, the level of its pin. */
    bool by_level;
};

/* A row: one block. */
struct map_row {
    const char *name; /* as ST prints it; NULL = no such block */
    uint32_t base, size;
    enum bus_kind bus;
    const struct map_kind *kind; /* NULL = on silicon, not modelled */
    size_t state;                /* of this instance, in chip.blocks */
    const void *variant; /* what this instance has, as its kind defines it */
    uint8_t instance;    /* number of a port or cable */
    uint8_t irq;         /* position in the vector table; NO_IRQ = none */
    const uint8_t *irqs; /* of a block with several: by its own numbers; their
                          * kind says how many */
    uint8_t due;         /* its first due event */
    uint8_t exti;        /* its wake-up line of the EXTI; 0 = none */
    uint8_t dma;         /* its first DMA request line; 0 = none */
    uint8_t dma_lines;   /* those that the family has, of those that the block
                          * numbers: they follow each other; 0 = all */
    uint8_t kernel;      /* the family's number for its kernel clock */
    bool in_standby;     /* keeps running in Standby mode */
    struct map_gate clock, reset;
    uint8_t pin_count;
    struct map_pin pins[MAP_PINS];
};

enum { NO_IRQ = 0xFF };

/* The first rows are the far ends of the serial cables and the ports; the
 * others, from MAP_BLOCKS on, are in the order of addresses. Resets go from the
 * last row to the first. */
enum {
    MAP_CABLES = 0,
    MAP_PORTS = MAP_CABLES + SERIAL_COUNT,
    MAP_BLOCKS = MAP_PORTS + GPIO_PORTS
};

/* A memory. Its bytes are at chip.memory[offset]. */
struct map_memory {
    enum region region;
    uint32_t base, size;
    uint32_t offset;
    bool nvm;       /* reads of it wait, and may be refused: see map.nvm */
    bool banked;    /* map.bank says which part of it holds an address */
    bool data_only; /* for the core's data: it executes nothing from there, and
                     * the DMA has no way to it */
};

/* A stretch of memory that an address lies in. */
struct map_stretch {
    uint32_t base, size; /* size 0 = none */
    uint32_t offset;     /* of its first byte, in chip.memory */
};

enum { MAP_BESIDE = 2, MAP_LASTING = 160 };

/* What a loss of power in an operation on the non-volatile memory leaves, for a
 * host that makes such an operation again in another chip. */
struct map_cut {
    /* What belongs to the cells, and lasts as they do, though it is not in
     * chip.memory: cells that are not certain. Offset in chip.blocks and bytes,
     * MAP_LASTING at most. */
    size_t lasting, lasting_size;
    /* Returns whether there are cells that are not certain. */
    bool (*uncertain)(const struct chip *chip);
    /* Returns what the cells of the operation in flight become; NULL = they are
     * erased. */
    const uint8_t *(*planned)(const struct chip *chip);
    /* Puts an operation in flight whose cells become that; the next reset tears
     * it. */
    void (*resume)(struct chip *chip, const struct event_nvm *operation,
                   const uint8_t *planned);
    /* Tears the operation in flight, if there is one, as board.torn says. */
    void (*tear)(struct chip *chip);
    /* Cells that are not certain read as they will from now on. */
    void (*settle)(struct chip *chip);
    /* Finds what else of chip.memory, behind the cells, an operation changes;
     * returns how many stretches, MAP_BESIDE at most. NULL: nothing else. */
    unsigned (*beside)(const struct chip *chip,
                       const struct event_nvm *operation,
                       struct map_stretch *stretches);
};

/* The functions of the non-volatile memory for the bus and the core. `address`
 * is never in the alias at 0. */
struct map_nvm {
    /* Returns true while touch() has something to do for some address. */
    bool (*attentive)(const struct chip *chip);
    /* Holds the core while the memory at `address` is busy. */
    void (*touch)(struct chip *chip, uint32_t address);
    /* Returns until when an access must wait, in ps; 0 = it need not. */
    uint64_t (*busy_until)(const struct chip *chip, uint32_t address,
                           bool write);
    bool (*readable)(const struct chip *chip, uint32_t address);
    /* Returns whether reads of the stretch around `address` need not wait and
     * have no effect; NULL: they never have one, and may have to wait while
     * attentive() says so. */
    bool (*plain)(const struct chip *chip, uint32_t address);
    /* Follows a read or a fetch from a stretch that is not plain, when it need
     * not wait. */
    void (*read)(struct chip *chip, uint32_t address);
    enum access (*store)(struct chip *chip, uint32_t address, unsigned size,
                         uint32_t value);
    /* Wait states of a fetch after a branch, and of a sequential word. */
    unsigned (*wait_branch)(const struct chip *chip);
    unsigned (*wait_sequential)(const struct chip *chip);
    uint32_t page;    /* bytes of the smallest part of the flash that is erased
                       * at once */
    bool erased_to_0; /* cells, not to 1 */
    struct map_cut cut;
};

struct board_info;

struct map {
    const struct map_row *rows;
    unsigned row_count;
    unsigned due_count;
    const struct map_memory *memories;
    unsigned memory_count;
    struct map_nvm nvm;
    bool bit_band;         /* the core has the bit-band aliases */
    bool silent_unclocked; /* a block without its clock reads 0 */
    bool reports_holes;    /* so is an access where a block has no register:
                            * what else its reference manual may have there is
                            * not known */
    const struct core *core;
    unsigned irq_count;              /* lines of the NVIC */
    const char *irqs[IRQ_COUNT];     /* names of the vectors; NULL = reserved */
    const struct board_info *boards; /* that its parts are on */
    unsigned board_count;
    const struct map_gates *clock_gates; /* all that rows name */
    unsigned clock_gate_count;

    /* Returns whether the part has the block of a row; NULL: it has all. */
    bool (*has)(const struct chip *chip, const struct map_row *row);
    /* Fills PART from the name of one of the family; false for any other. */
    bool (*part_find)(const char *name, struct part *part);
    /* Returns how many bytes of chip.memory the part has. */
    uint32_t (*memory_size)(const struct chip *chip);
    /* Makes a new part, as it leaves the factory. */
    void (*factory)(struct chip *chip);
    /* Returns the base of what is seen at address 0. */
    uint32_t (*alias_base)(const struct chip *chip);
    /* Returns what MEM_MODE says: 1 = system memory is at 0. */
    unsigned (*mem_mode)(const struct chip *chip);
    /* Returns whether bank 2 is at the base of the flash, and whether the
     * option bits have the ROM choose the bank; NULL: never. */
    bool (*swapped)(const struct chip *chip);
    bool (*bfb2)(const struct chip *chip);
    /* Returns whether HSEBYP is set. */
    bool (*hse_bypass)(const struct chip *chip);
    /* Returns the level of readout protection, 0 to 2. */
    unsigned (*rdp)(const struct chip *chip);
    /* Returns the stretch of a banked memory that holds `address`. */
    struct map_stretch (*bank)(const struct chip *chip,
                               const struct map_memory *, uint32_t address);
    /* Returns what a block runs on. */
    enum map_clock (*selected)(const struct chip *chip,
                               const struct map_row *row);
    /* Returns the HCLK cycles in a timer's clock, whose PCLK is HCLK / `div`;
     * NULL: PCLK, doubled when it is divided. */
    uint32_t (*timer_clock)(const struct chip *chip, uint32_t div);
    /* Returns the frequency of a clock but PCLK and SYSCLK in Hz; 0 = it stands
     * still. */
    uint32_t (*clock_hz)(const struct chip *chip, enum map_clock clock);
    /* Returns whether the blocks stand still, in Stop mode. */
    bool (*stopped)(const struct chip *chip);
    /* Follows what trims HSI48; NULL: there is none. */
    void (*trimmed)(struct chip *chip);
    /* Keeps a block's kernel clock on, whatever its enable bit says. */
    void (*force_kernel)(struct chip *chip, const struct map_row *row);
    /* Returns the register CALIB of SysTick. */
    uint32_t (*systick_calib)(const struct chip *chip);
    /* Follow WFI or WFE with SLEEPDEEP, and the end of that sleep. */
    void (*deep_sleep)(struct chip *chip);
    void (*wake)(struct chip *chip);
    /* Returns whether BOOT0 is a pin of a port, too; NULL: no port's variant
     * has one. */
    bool (*boot0_is_pin)(const struct chip *chip);
    /* Returns the port (0 = GPIOA) that EXTI line 0..15 is connected to. */
    unsigned (*exti_port)(const struct chip *chip, unsigned line);
    /* Follows an event of the RTC, which ends Standby. */
    void (*rtc_event)(struct chip *chip);
    /* Returns whether RTC and backup registers can be written. */
    bool (*backup_writable)(const struct chip *chip);
    /* Returns whether the option bytes start the IWDG at reset. */
    bool (*hardware_watchdog)(const struct chip *chip);
};

extern const struct map *const family_maps[FAMILIES];

static inline const struct map *map_of(const struct chip *chip)
{
    return family_maps[chip->part.family];
}

static inline const struct map_row *map_row(const struct chip *chip,
                                            unsigned index)
{
    return &map_of(chip)->rows[index];
}

/* The place of an address in chip.rows.at, in slots of 1 KB: 512 KB from
 * 0x40000000 on, 32 KB from 0x48000000, 512 KB from 0x50000000, 64 KB from
 * 0xE0000000. */
static inline unsigned map_slot(uint32_t address)
{
    unsigned slot = address / MAP_SLOT;
    if (address >> 31)
        return 512 + 32 + 512 + slot % 64;
    if (address >> 28 & 1)
        return 512 + 32 + slot % 512;
    return address >> 27 & 1 ? 512 + slot % 32 : slot % 512;
}

/* Returns the row of the block at an address of the peripheral region or the
 * private peripheral bus, or NULL. */
static inline const struct map_row *map_at(const struct chip *chip,
                                           uint32_t address)
{
    const struct map_row *row = map_row(chip, chip->rows.at[map_slot(address)]);
    return address - row->base < row->size ? row : NULL;
}

/* Returns the first block of a kind, or NULL. */
static inline const struct map_row *map_find(const struct chip *chip,
                                             const struct map_kind *kind)
{
    for (unsigned i = MAP_BLOCKS; i < map_of(chip)->row_count; i++)
        if (map_row(chip, i)->kind == kind)
            return map_row(chip, i);
    return NULL;
}

/* Returns the state of a block. */
static inline void *map_state(const struct chip *chip,
                              const struct map_row *row)
{
    return (uint8_t *)chip->blocks + row->state;
}

static inline const struct map_row *map_port(const struct chip *chip,
                                             unsigned port)
{
    return map_row(chip, MAP_PORTS + port);
}

/* For kind.steady, where reads have no effect, and no register changes without
 * a store or an event. */
static inline uint64_t map_always(const struct chip *chip,
                                  const struct map_row *row, uint32_t offset)
{
    (void)chip;
    (void)row;
    (void)offset;
    return NEVER;
}

/* True where a block exists and its kind has this function. */
#define MAP_HAS(row, function) ((row)->kind && (row)->kind->function)

/* Returns whether a clock gate is open. */
static inline bool map_open(const struct chip *chip, struct map_gate gate)
{
    const void *reg = (const uint8_t *)chip + gate.reg;
    return !gate.mask || *(const uint32_t *)reg & gate.mask;
}

#endif
