/* SPDX-License-Identifier: MIT
 *
 * The virtual STM32L07x/L08x: one plain struct, no pointers. A snapshot is a
 * copy of it, and so is a fork: each copy goes on by itself, with what it is
 * watched for, and knows nothing of the other. The host calls chip_init(),
 * loads flash, chip_power_on() and then chip_run() until it says why it
 * stopped; the chip never prints, never exits, never reads the host's clock.
 *
 * Documents: RM0367 (reference manual), PM0223 and DDI0419 (ARMv6-M),
 * DS10685, AN2606. What is not modelled: docs/gaps.md.
 */
#ifndef CHIP_CHIP_H
#define CHIP_CHIP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "chip/block/crc_v3.h"
#include "chip/block/dbgmcu.h"
#include "chip/block/exti.h"
#include "chip/block/gpio_v2.h"
#include "chip/block/iwdg_v2.h"
#include "chip/block/rtc_v2.h"
#include "chip/block/tim.h"
#include "chip/block/usart_v3.h"
#include "chip/block/wwdg.h"
#include "chip/bus.h"
#include "chip/clock.h"
#include "chip/core/armv6m/cpu.h"
#include "chip/core/armv6m/nvic.h"
#include "chip/core/armv6m/scb.h"
#include "chip/core/armv6m/systick.h"
#include "chip/core/armv6m/watchpoint.h"
#include "chip/event.h"
#include "chip/reset.h"
#include "chip/serial.h"
#include "chip/stm32l0/flash.h"
#include "chip/stm32l0/part.h"
#include "chip/stm32l0/pwr.h"
#include "chip/stm32l0/rcc.h"
#include "chip/stm32l0/syscfg.h"

enum {
    FLASH_BASE = 0x08000000,
    FLASH_MAX = 192 * 1024,
    EEPROM_BASE = 0x08080000,
    EEPROM_SIZE = 6 * 1024,
    SYSTEM_BASE = 0x1FF00000,
    SYSTEM_SIZE = 8 * 1024,
    OPTION_BASE = 0x1FF80000, /* option bytes +0..+1F, factory words above */
    OPTION_SIZE = 128,
    SRAM_BASE = 0x20000000,
    SRAM_SIZE = 20 * 1024,
};

/* Why chip_run() returned. */
enum stop {
    STOP_BUDGET,     /* until_cycle was reached */
    STOP_EVENT,      /* events.count > 0: drain them, then run on */
    STOP_BREAK,      /* pc is a breakpoint; the instruction has not run */
    STOP_LOCKUP,     /* the core is locked up and nothing is due */
    STOP_ASTRAY,     /* pc left the ranges of watch.guard; not yet run */
    STOP_WATCHPOINT, /* watched data was accessed: watch.points.hit */
    STOP_UNMODELLED  /* watch.strict: see the EVENT_UNMODELLED in events */
};

/* Work that the processor loop must look at before the next instruction.
 * The loop tests the whole word only. */
enum attention {
    ATTENTION_RESET = 1 << 0,
    ATTENTION_EXCEPTION = 1 << 1, /* something may be taken or returned */
    ATTENTION_SLEEP = 1 << 2,
    ATTENTION_LOCKUP = 1 << 3,
    ATTENTION_EVENT = 1 << 4,
    ATTENTION_STALL = 1 << 5,     /* the bus holds the core: see bus.stall_ps */
    ATTENTION_STRICT = 1 << 6,    /* watch.strict met an unmodelled access */
    ATTENTION_WATCHPOINT = 1 << 7 /* stays while there is a watchpoint */
};

enum { WATCH_BREAKS = 36 };

/* What the host wants to be told; all zero = nothing. */
struct watch {
    uint32_t events; /* mask of 1 << enum event_kind that stop the run */
    bool strict;     /* stop at the first access that is not modelled */
    uint32_t break_count;
    uint64_t break_filter; /* bit (pc >> 1) & 63 of each breakpoint */
    uint32_t breaks[WATCH_BREAKS];
    uint64_t break_passed; /* 1 + cycle of the last stop at a breakpoint */
    uint32_t guard_count;  /* 0 = fetch anywhere */
    struct fetch_range {
        uint32_t lo, hi; /* [lo, hi) in the address the core uses */
    } guard[16];
    uint16_t pins[GPIO_PORTS];      /* pins whose level makes an EVENT_PIN */
    struct watchpoint_table points; /* see watchpoint.h */
};

/* The world around the chip, set by the host; never changed by the chip. */
struct board {
    bool boot0;      /* level of the BOOT0 pin */
    uint32_t hse_hz; /* 0 = no clock on OSC_IN */
    bool hse_bypass; /* a clock signal, not a crystal: HSEBYP is needed */
    uint32_t lse_hz; /* 0 = no crystal */
    uint32_t seed;   /* of RAM contents at power-on and of torn cells */
    uint16_t drive_mask[GPIO_PORTS];  /* pins driven from outside, */
    uint16_t drive_level[GPIO_PORTS]; /* and their levels */
    uint16_t pull_up[GPIO_PORTS];     /* external pull-up resistors */
};

struct chip {
    uint32_t magic; /* CHIP_MAGIC */
    uint32_t version;
    uint32_t size; /* sizeof(struct chip) */
    uint32_t attention;
    uint64_t cycle;     /* HCLK cycles since the first power-on */
    uint64_t due_cycle; /* the first of due[], in cycles */
    uint64_t due[DUE_COUNT];
    enum due due_first;
    uint32_t last_pc; /* of the instruction that ran last */
    struct clock clock;
    struct cpu cpu;
    struct nvic nvic;
    struct systick systick;
    struct scb scb;
    struct bus bus;
    struct reset reset;
    struct part part;
    struct board board;
    struct watch watch;
    struct event_list events;

    struct rcc rcc;
    struct pwr pwr;
    struct flash flash;
    struct syscfg syscfg;
    struct gpio gpio;
    struct exti exti;
    struct usart usart[USART_COUNT];
    struct serial serial[USART_COUNT];
    struct iwdg iwdg;
    struct wwdg wwdg;
    struct rtc rtc;
    struct tim tim[TIM_COUNT];
    struct crc crc;
    struct dbgmcu dbgmcu;

    uint8_t nvm[FLASH_MAX]; /* physical: bank 1 first, whatever UFB says */
    uint8_t eeprom[EEPROM_SIZE];
    uint8_t option[OPTION_SIZE];
    uint8_t system[SYSTEM_SIZE]; /* the ROM image */
    uint8_t sram[SRAM_SIZE];
};

enum { CHIP_MAGIC = 0x30744F42, CHIP_VERSION = 1 };

/* A new part from the factory: erased NVM, default option bytes, the factory
 * words, no ROM (system memory reads 0), Nucleo-64 board around it (HSE 8 MHz
 * bypass, LSE crystal, BOOT0 low, B1 released, UART lines idle). It is off:
 * load it, then chip_power_on(). */
void chip_init(struct chip *chip, const struct part *part);

/* Puts an 8 KB ROM image into system memory. */
void chip_load_rom(struct chip *chip, const uint8_t rom[SYSTEM_SIZE]);

/* Power-on: RAM is noise from board.seed, everything else as after POR. */
void chip_power_on(struct chip *chip);

/* Runs until `until_cycle` or until there is something to tell. */
enum stop chip_run(struct chip *chip, uint64_t until_cycle);

/* Runs to a virtual time in ps, across clock changes; stops as chip_run(). */
enum stop chip_run_to(struct chip *chip, uint64_t ps);

/* Memory as the host's programmer sees it: no side effects, no protection;
 * addresses as the core sees them now (UFB, MEM_MODE). NVM, EEPROM, option
 * and factory words, system memory and SRAM only. False: not all of it is
 * memory, and nothing was copied. */
bool chip_peek(const struct chip *chip, uint32_t address, void *data,
               size_t length);
bool chip_poke(struct chip *chip, uint32_t address, const void *data,
               size_t length);

/* Breakpoints: the run stops before the instruction at `address`. Watchpoints
 * are in watchpoint.h. */
bool chip_break_set(struct chip *chip, uint32_t address);
void chip_break_clear(struct chip *chip);

/* Drives a pin from outside, or releases it. */
void chip_pin_drive(struct chip *chip, unsigned port, unsigned pin, bool level);
void chip_pin_release(struct chip *chip, unsigned port, unsigned pin);

#endif
