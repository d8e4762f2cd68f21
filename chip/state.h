/* SPDX-License-Identifier: MIT
 *
 * struct chip: everything that a virtual chip remembers, as plain data without
 * pointers. A snapshot is a copy, and so is a fork: each copy goes on by
 * itself, with what it is watched for. Only data: what is done with it is in
 * the files of the same names, and chip.h is the interface for hosts.
 */
#ifndef CHIP_STATE_H
#define CHIP_STATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "chip/core/state.h"

/* Work that the processor loop must look at before the next instruction.
 * The loop tests the whole word only. */
enum attention {
    ATTENTION_RESET = 1 << 0,
    ATTENTION_EXCEPTION = 1 << 1, /* something may be taken or returned */
    ATTENTION_SLEEP = 1 << 2,
    ATTENTION_LOCKUP = 1 << 3,
    ATTENTION_EVENT = 1 << 4,
    ATTENTION_STALL = 1 << 5,  /* the bus holds the core: see bus.stall_ps */
    ATTENTION_STRICT = 1 << 6, /* watch.strict met an unmodelled access */
    ATTENTION_WATCHPOINT = 1 << 7, /* stays while there is a watchpoint */
    ATTENTION_CLOCK = 1 << 8       /* HCLK has changed: see chip.to_time */
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

/* --- time --- */

#define PS_PER_S  1000000000000ull
#define PS_PER_MS 1000000000ull
#define PS_PER_US 1000000ull
#define NEVER     UINT64_MAX

struct clock {
    uint64_t base_cycle; /* cycle and time of the last change of HCLK */
    uint64_t base_ps;
    uint64_t hclk_ps; /* period of HCLK, ps */
    uint32_t sysclk_hz;
    uint32_t hclk_hz;
    uint32_t pclk1_hz;
    uint32_t pclk2_hz;
    uint32_t pclk1_div; /* HCLK cycles in one PCLK1 cycle: 1..16 */
    uint32_t pclk2_div;
};

/* The first due events of every family, which its own blocks arm: an
 * oscillator, a PLL or the regulator gets ready; the operation on the NVM in
 * flight ends. */
enum { DUE_OSC, DUE_FLASH };

enum { DUE_MAX = 64, MAP_ROWS = 96, PIN_ROWS = 32, PIN_USES = 192 };

/* --- resets --- */

enum reset_kind {
    RESET_NONE,
    RESET_POWER,  /* supply removed: RAM and RTC domain are lost */
    RESET_DIP,    /* supply dip: power-on flags, RAM kept */
    RESET_PIN,    /* NRST */
    RESET_SYSTEM, /* AIRCR.SYSRESETREQ */
    RESET_IWDG,
    RESET_WWDG,
    RESET_OPTION,    /* OBL_LAUNCH: option bytes are loaded */
    RESET_LOW_POWER, /* Stop or Standby entered while nRST_xxx forbids it */
    RESET_STANDBY,   /* exit from Standby */
    RESET_KINDS
};

struct reset {
    enum reset_kind requested;
    enum reset_kind last;
    uint32_t count; /* resets since chip_power_on(), that one included */
};

/* --- events: what is reported to the host --- */

/* Each kind with details has a member of its name in struct event. */
enum event_kind {
    EVENT_RESET,      /* pc, cycle = just before it */
    EVENT_PIN,        /* levels of a port have changed */
    EVENT_FETCH,      /* the core fetches from another region */
    EVENT_EXCEPTION,  /* an exception is taken */
    EVENT_VECTOR,     /* a vector was fetched, or could not be */
    EVENT_UNMODELLED, /* an access to what the chip does not model; once per
                       * register and direction */
    EVENT_FIRMWARE,   /* the firmware breaks a rule that silicon need not
                       * catch */
    EVENT_READ,       /* a byte of watch.reads was read, the first time */
    EVENT_GATE,       /* MEM_MODE was written while SYSCFGEN=0: with the other
                       * board.gate_open the run may go elsewhere */
    EVENT_USB,        /* the USB device does what its host must know */
    EVENT_NVM,        /* an operation on a non-volatile memory begins or ends */
    EVENT_COUNT
};

enum firmware_error {
    FIRMWARE_LATENCY,   /* HCLK too fast for flash latency: hz, limit_hz */
    FIRMWARE_CLOCK,     /* clock out of its range: hz, limit_hz */
    FIRMWARE_NONZERO,   /* NVM word programmed without erase: address, value */
    FIRMWARE_PROTOCOL,  /* register protocol broken: address, value */
    FIRMWARE_UNCLOCKED, /* register written while the clock of its block is off;
                         * once per register: address, value */
    FIRMWARE_EARLY,   /* register used in the two cycles after the clock of its
                       * block was enabled; once per register: address, value */
    FIRMWARE_RMVF,    /* RCC_CSR.RMVF is still 1 at a reset: address, value */
    FIRMWARE_IGNORED, /* a store without effect: address, value, ignored */
    FIRMWARE_DOMAIN,  /* RTCRST while a backup register holds something: the
                       * first such register and what was lost */
    FIRMWARE_OPTION,  /* an option word is being programmed: address, value */
    FIRMWARE_TORN,    /* a reset by software during an NVM operation: address */
    FIRMWARE_UFB      /* SYSCFG_CFGR1.UFB changed: address, value */
};

/* Why a store had no effect. */
enum ignored {
    IGNORED_DBP = 1,   /* PWR_CR.DBP=0: the RTC domain is write-protected */
    IGNORED_READ_ONLY, /* such bits are loaded from the option bytes */
    IGNORED_LOCK,      /* a lock of FLASH_PECR is closed */
    IGNORED_PROTECTED  /* the NVM is protected there, by WRP or by RDP */
};

/* Which clock breaks which rule. */
enum clock_rule {
    CLOCK_SYSCLK,      /* too fast for the voltage range */
    CLOCK_HCLK,        /* too fast for the flash latency in that range */
    CLOCK_PLL_VCO,     /* too fast for the voltage range */
    CLOCK_PLL_IN_HIGH, /* input of the PLL, too fast */
    CLOCK_PLL_IN_LOW,  /* or too slow */
    CLOCK_PLL_VCO_LOW, /* too slow */
    CLOCK_PCLK1,       /* too fast */
    CLOCK_PCLK2,
    CLOCK_RULES
};

struct event_reset {
    enum reset_kind kind;
};

struct event_pin {
    uint32_t port;
    uint32_t before, after; /* levels, one bit per pin */
};

struct event_fetch {
    enum region from, to;
    uint32_t last_pc; /* of the last instruction before */
};

struct event_exception {
    uint32_t number;
};

struct event_vector {
    uint32_t exception; /* its number; 0 = the stack pointer at reset */
    uint32_t address;
    uint32_t word;      /* what stands there; 0 if region is REGION_NONE */
    enum region region; /* with the alias it was seen through; REGION_NONE:
                         * there is nothing */
};

struct event_unmodelled {
    uint32_t address;
    uint32_t value; /* written */
    uint32_t write; /* 1, or 0 = a read */
};

struct event_read {
    uint32_t address; /* of the byte, behind the alias */
};

enum usb_change {
    USB_ATTACHED, /* the pull-up on D+ */
    USB_DETACHED,
    USB_RESUMES, /* remote wake-up begins */
    USB_READY    /* an endpoint that answered NAK may answer otherwise */
};

struct event_usb {
    enum usb_change change;
};

enum flash_operation {
    FLASH_IDLE,
    FLASH_PROGRAM_WORD,
    FLASH_PROGRAM_HALF_PAGE,
    FLASH_ERASE_PAGE,
    FLASH_EEPROM_WRITE,
    FLASH_EEPROM_ERASE,
    FLASH_OPTION_WRITE,
    FLASH_MASS_ERASE /* RDP level 1 -> 0; an option write follows */
};

/* One that a reset tears has no end. */
struct event_nvm {
    enum flash_operation operation;
    uint32_t begins;  /* 1, or 0 = it ends: the cells are what they will be */
    uint32_t address; /* of the first cell as while UFB=0; a mass erase: of the
                       * flash, and all the EEPROM goes with it */
    uint32_t length;  /* bytes */
};

struct event_firmware {
    enum firmware_error error;
    uint32_t hz, limit_hz;   /* of a clock, */
    enum clock_rule rule;    /* which, */
    uint32_t range, latency; /* the voltage range (1..3) and FLASH_ACR.LATENCY
                              * then */
    uint32_t address, value; /* of a store */
    enum ignored ignored;
};

struct event {
    enum event_kind kind;
    uint32_t pc;
    uint64_t cycle;
    uint64_t ps; /* EVENT_PIN: of the edge itself, which may lie a few cycles
                  * back */
    union {
        struct event_reset reset;
        struct event_pin pin;
        struct event_fetch fetch;
        struct event_exception exception;
        struct event_vector vector;
        struct event_unmodelled unmodelled;
        struct event_firmware firmware;
        struct event_read read;
        struct event_usb usb;
        struct event_nvm nvm;
    };
};

enum { EVENT_MAX = 64, REPORTED_MAX = 256 };

struct event_list {
    uint32_t count;
    struct event list[EVENT_MAX];
    uint32_t reported_count;         /* what is reported once, and has been */
    uint32_t reported[REPORTED_MAX]; /* address | why */
};

/* --- the part, and the board around it --- */

enum family { FAMILY_STM32L0, FAMILY_STM32F4, FAMILY_STM32L4, FAMILIES };

struct part {
    char name[16]; /* "stm32l073rz", lower case */
    enum family family;
    uint16_t flash_kb;  /* 64, 128 or 192; the factory word F_SIZE */
    uint16_t dev_id;    /* DBGMCU_IDCODE bits 11:0 */
    uint16_t rev_id;    /* DBGMCU_IDCODE bits 31:16 */
    uint16_t sram2_kb;  /* the second SRAM, at an address of its own */
    uint32_t bank_size; /* bytes of one flash bank; 64 KB parts have one bank */
    uint32_t bank2_base; /* address of bank 2 while UFB=0; 0 = single bank */
    uint32_t sram_size;  /* bytes at SRAM_BASE */
    bool usb_rom;        /* ROM V4.x (USART, USB DFU), else V11.x */
};

enum { GPIO_A, GPIO_B, GPIO_C, GPIO_D, GPIO_E, GPIO_H = 7, GPIO_PORTS };
enum { GPIO_PINS = 16 /* of a port */ };

/* The serial lines of the board, by the USART at the chip's end. */
enum { USART_1, USART_2, SERIAL_COUNT };

/* What the host's end of the USB cable does, see chip/usb.h. */
enum usb_line {
    USB_LINE_UNPLUGGED,
    USB_LINE_IDLE, /* no frames: before the first reset, and suspended */
    USB_LINE_RESET,
    USB_LINE_FRAMES,
    USB_LINE_RESUME
};

struct board_usb {
    enum usb_line line;
    uint64_t since_ps; /* when it began; then the first frame */
    uint32_t frame;    /* and its number, 0..2047 */
};

/* What a reset leaves of an operation on a non-volatile memory that is in
 * flight. TORN_PREFIX + n: the first n words, 1 or more, are done. */
enum torn {
    TORN_OLD,    /* nothing was done */
    TORN_ERASED, /* the erase; nothing, if there is none before the write */
    TORN_NEW,    /* everything */
    TORN_MIX,    /* one of three mixes by board.seed */
    TORN_PREFIX = TORN_MIX + 3
};

/* The world around the chip, set by the host; never changed by the chip. */
struct board {
    bool boot0;       /* level of the BOOT0 pin */
    uint32_t hse_hz;  /* 0 = no clock on OSC_IN */
    bool hse_bypass;  /* a clock signal, not a crystal: HSEBYP is needed */
    uint32_t lse_hz;  /* 0 = no crystal */
    uint16_t vdda_mv; /* VDDA and VREF+ */
    int16_t celsius;  /* of the die */
    uint32_t seed;    /* of RAM contents at power-on and of torn cells */
    uint8_t torn;     /* enum torn: what a reset leaves of an operation */
    bool weak;        /* cells of a mix read otherwise from the next power-on
                       * on: each bit that was not certain, once more */
    uint16_t drive_mask[GPIO_PORTS];  /* pins driven from outside, */
    uint16_t drive_level[GPIO_PORTS]; /* and their levels */
    uint16_t pull_up[GPIO_PORTS];     /* external pull-up resistors */
    struct board_usb usb;
    bool gate_open; /* the part takes SYSCFG_CFGR1.MEM_MODE while SYSCFGEN=0 */
};

/* --- what the host wants to know; all zero = nothing --- */

enum { WATCH_BREAKS = 37, WATCHED_READS = 32 /* bytes */ };

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
    uint16_t pins[GPIO_PORTS]; /* pins whose level makes an EVENT_PIN */
    struct watched_reads {
        uint32_t address; /* of WATCHED_READS bytes, outside SRAM, */
        uint32_t bytes;   /* a bit for each whose read makes an EVENT_READ, and
                           * is then cleared */
    } reads;
    uint64_t idr_read[GPIO_PORTS];  /* see gpio_v2_read_last() */
    struct watchpoint_table points; /* see watchpoint.h */
    struct watch_msp { /* the last MSR that wrote MSP; all zero = none */
        uint32_t pc, value;
        uint64_t instructions; /* cpu.instructions then */
    } msp;
};

/* --- memories --- */

/* Where every part has them. */
enum { FLASH_BASE = 0x08000000, SRAM_BASE = 0x20000000 };

enum {
    CHIP_BLOCKS = 24064,       /* bytes, for the blocks of the largest family */
    CHIP_MEMORY = 1408 * 1024, /* bytes, of the largest part, */
    SRAM_MAX = 320 * 1024      /* and of its SRAM at SRAM_BASE */
};

enum { MAP_SLOTS = 1120, MAP_SLOT = 1024 /* bytes */ }; /* see map_slot() */

struct chip {
    uint32_t magic; /* CHIP_MAGIC */
    uint32_t version;
    uint32_t size; /* bytes in use: memory[] ends with the part's last one */
    uint32_t attention;
    uint64_t cycle;     /* HCLK cycles since the first power-on */
    uint64_t due_cycle; /* the first of due[], in cycles */
    uint64_t due[DUE_MAX];
    uint64_t due_armed; /* bit = index of those that are not NEVER */
    uint32_t due_first; /* the index of the first */
    uint32_t last_pc;   /* of the instruction that ran last */
    bool to_time; /* the run is one to a time: it ends where HCLK changes */
    struct clock clock;
    struct cpu cpu;
    struct nvic nvic;
    uint32_t requests[MAP_ROWS]; /* of each row of the map: bit = an interrupt
                                  * that it requests */
    struct dma {
        uint64_t lines;  /* levels of the request lines, see chip/dma.h */
        uint64_t pulses; /* those that fall as soon as they are served */
        uint64_t heard;  /* those that an enabled channel listens to */
    } dma;
    struct systick systick;
    struct scb scb;
    struct mpu mpu;
    struct bus {
        uint64_t stall_ps; /* the core is held until then (NVM busy); 0 = not */
        uint64_t opened;   /* the cycle of the last store that set an enable
                            * bit, */
        size_t opening;    /* and the register: struct map_gate.reg; 0 = it
                            * was read back */
        uint32_t opens;    /* and the bits */
        uint32_t maps;     /* counts what changes where memory is seen, and how
                            * fast it is */
    } bus;
    struct reset reset;
    struct part part;
    struct board board;
    struct watch watch;
    struct event_list events;

    struct rows { /* of the family's map, found once by chip_init() */
        uint8_t due[DUE_MAX];  /* each due event's */
        uint8_t at[MAP_SLOTS]; /* each slot's of addresses; 0 = no block */
        uint8_t pin_count;     /* those that have pins */
        uint8_t pins[PIN_ROWS];
        uint32_t on_port[GPIO_PORTS]; /* bit = index in pins[] */
        uint32_t looking;             /* those whose kind follows pins, */
        uint32_t by_level;            /* and of them, by the levels alone */
        uint16_t cabled[GPIO_PORTS];  /* pins at the end of a cable */
        struct pin_use {              /* all their pins, pin by pin */
            uint8_t row, pin;
            uint8_t which; /* the index of the row in pins[] */
        } uses[PIN_USES];
        uint8_t uses_end[GPIO_PORTS][GPIO_PINS]; /* index behind its last one */
        uint8_t exti;
        uint8_t dma[2]; /* 0 = none */
        uint8_t usb;    /* likewise */
    } rows;
    /* The state of the family's blocks, where its map has each. */
    uint64_t blocks[CHIP_BLOCKS / sizeof(uint64_t)];
    /* The memories, where the map has each; SRAM at 0x20000000 is first, and
     * flash, whose size differs between parts, is last. Flash is physical:
     * bank 1 first, whatever the part maps where. Behind chip.size there is
     * nothing. */
    uint8_t memory[CHIP_MEMORY];
};

enum { CHIP_MAGIC = 0x30744F42, CHIP_VERSION = 4 };

#endif
