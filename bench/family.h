/* SPDX-License-Identifier: MIT
 *
 * What the bench must know of a family of parts, as data: its ROMs, what the
 * public record leaves open about them, option bytes, the registers that a way
 * into the ROM touches, and when its library gets there. bench/FAMILY/ has the
 * table; everything else in bench/ and tools/ asks it.
 */
#ifndef BENCH_FAMILY_H
#define BENCH_FAMILY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bench/wanted.h"
#include "chip/state.h"

struct demo_story;
struct evidence;
struct machine_setup;
struct reading_info;
struct readings;
struct register_entry;
struct rom_info;
struct silicon;

/* A name of a part is a prefix, a package letter and a size letter. */
struct family_line {
    const char *prefix, *packages, *sizes;
};

/* A remedy of the family in place of that of bench/cause_table.c. */
struct family_remedy {
    const char *code, *remedy, *library_remedy; /* as in struct cause_info */
};

/* For `needs` below. */
#define NEEDS_OF_DFU                                                           \
    "USART is polled and answers; DFU, which is not modelled, needs them"

/* What a family calls things, in the texts of bench/cause_*.c. */
struct family_words {
    const char *mem_mode;  /* "MEM_MODE=01": system memory is at 0, */
    const char *rom_at_0;  /* and after a start by BFB2=1, */
    const char *swap;      /* the bit beside that swaps the banks, */
    const char *rtc_reset; /* that which resets the RTC domain, */
    const char *pwren, *dbp;
    const char *clock;  /* SYSCLK after a reset: "the MSI" */
    const char *erased; /* what readout-unprotect erases */
    const char *early;  /* where it says that a block's clock comes late */
    const char *wwdg;   /* what the window watchdog takes at most, in the ROM */
    const char *reset_erases; /* how a reset may erase RAM; NULL: it cannot */
    const char *needs; /* what becomes of a ROM without interrupts, if USB is
                    not modelled */
};

/* What is locked, from an address on. */
struct family_lock {
    uint32_t first;
    const char *what, *bit; /* "FLASH_PECR.PELOCK" */
};

/* The resident of the family (src/resident), and what an application behind it
 * must be. */
struct family_resident {
    const char *file;   /* "build/firmware/resident.elf" */
    const char *begins; /* where one may begin: "at a multiple of 0x100", */
    uint32_t base;      /* and where it does by default */
    /* Returns how many bytes are erased at once from BASE on; 0: an application
     * cannot begin there. */
    uint32_t (*page)(uint32_t base);
    uint8_t erased; /* a byte of erased flash */
    /* Parts with two banks whose ROM looks at bank 2; NULL = there are none.
     * The first 8 bytes of that bank must be safe in every cut of their write;
     * `bank2` goes on from "the word ... is ...: after a cut ". */
    const char *const *dual;
    unsigned dual_count;
    bool (*bank2_safe)(const uint8_t bytes[8]);
    const char *bank2;
};

struct family_info {
    const char *name;                /* "STM32L07x/L08x" */
    const char *library;             /* "src/stm32l0/boot0_reset.S" */
    uint32_t apb2enr;                /* in the library's record */
    const char *parts;               /* the names of its parts, in words, */
    const struct family_line *lines; /* and what they consist of */
    unsigned line_count;
    const char *largest;          /* the name of its largest part, */
    uint32_t flash_max, sram_max; /* which has so many bytes */

    const struct rom_info *roms;
    unsigned rom_count;
    unsigned (*default_rom)(const struct part *part);
    uint32_t rom_base, host_ram; /* the RAM that the ROM leaves alone */
    const char *rom_pins;        /* of GPIOA, of its USARTs */
    uint32_t id_offset; /* of the id byte of a ROM that is none of these, */
    uint16_t rev_id;    /* and the silicon that it is on; 0 = any */
    uint8_t usart;      /* USART_1 ...: the line on which it is looked for */
    unsigned ready_ms;  /* after an entry the ROM listens, at the latest */
    unsigned retries;   /* entries that the library makes after the first */
    unsigned slow_ms;   /* that ways into it take beyond the usual time */
    unsigned deaf_ms;   /* after that time it does not answer any more */

    /* Readings with a number below `choices` are bytes of the ROM's image from
     * choices_offset on; one behind them is the chip's: `gate`. */
    const struct reading_info *readings;
    unsigned reading_count, choices;
    uint32_t choices_offset;
    const struct silicon *silicon; /* NULL: the family has no probe yet */
    /* True: the ROM's check takes WORD for the head of a bank of PART (NULL =
     * the largest); ROM or READINGS NULL = for any. NULL: no ROM of the
     * family checks banks. */
    bool (*takes_head)(const struct part *part, uint32_t word,
                       const struct rom_info *rom,
                       const struct readings *readings);
    /* The verdict of a request by the library, at RDP level 0 or 1. */
    enum verdict (*wanted)(const struct situation *situation);

    unsigned user_option; /* offset of the word with the user's options */
    void (*set_options)(struct chip *chip, const struct machine_setup *setup);
    /* Finds the mistakes made with option bytes. NULL: it knows none. True: a
     * bit that selects the boot memory was changed. */
    bool (*find_option)(const struct evidence *seen, uint32_t where);
    /* Finds stores to registers that only show option bytes. NULL: none do. */
    void (*find_stored)(const struct evidence *seen);
    const char *remap_name; /* "SYSCFG_CFGR1", with MEM_MODE */
    uint32_t remap_address;
    const struct register_entry *registers; /* that are the family's own */
    uint32_t rcc_cr;                        /* address of RCC_CR */
    unsigned backup_count;                  /* RTC_BKPxR, from 0x40002850 on */
    const char *page;       /* what is erased at once, in a word */
    const char *lock_words; /* "FLASH_PECR has it locked" */
    /* " rev Z" by DBGMCU_IDCODE.REV_ID. NULL: not told. */
    const char *(*rev_words)(unsigned rev_id);
    const struct demo_story *demos;
    unsigned demo_count;
    const struct family_lock *locks; /* from the highest address down */
    const struct family_remedy *remedies;
    unsigned remedy_count;
    struct family_words words;
    /* True: a blank part starts its ROM at power-on. NULL: none does. */
    bool (*starts_blank)(const struct part *part);
    /* Names a clock that is not as the ROM may expect it, or returns NULL.
     * NULL: it does not expect any. */
    const char *(*clocks)(const struct chip *chip);
    /* True: a double word whose write was torn has been read, at *ADDRESS (of
     * bank 2: as while the banks are not swapped), which raises the NMI. NULL:
     * no flash of the family has such an ECC. */
    bool (*torn_read)(const struct chip *chip, uint32_t *address);
    /* Finds what the family's ROMs alone make of an entry. NULL: nothing. */
    void (*find_entry)(const struct evidence *seen);
    const struct family_resident *resident;
};

const struct family_info *family_info(enum family family);
const struct family_info *family_of(const struct chip *chip);

/* Returns how many bytes the largest part has in a second RAM at 0x10000000. */
uint32_t family_second_ram(enum family family);

/* True: a stack of firmware for the family may begin at WORD: behind a word of
 * one of the RAMs of its largest part. */
bool family_is_stack(enum family family, uint32_t word);
/* The same of any family. */
bool family_any_stack(uint32_t word);

/* True: one of its parts has that DBGMCU_IDCODE.DEV_ID. */
bool family_has(enum family family, uint16_t dev_id);

#endif
