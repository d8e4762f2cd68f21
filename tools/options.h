/* SPDX-License-Identifier: MIT
 *
 * What the command line of a subcommand asks for. A value that was not given
 * has its default here; `given` records the ones that were given, because check
 * tries every value of the others.
 */
#ifndef TOOLS_OPTIONS_H
#define TOOLS_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bench/ask.h"
#include "bench/bank.h"
#include "bench/campaign.h"
#include "bench/readings.h"
#include "bench/rom_image.h"
#include "bench/wanted.h"
#include "bench/wiring.h"
#include "chip/part.h"
#include "tools/flash_options.h"
#include "tools/patch.h"
#include "tools/serial_options.h"
#include "tools/shard.h"

enum {
    OPTION_ROMS = 16,
    OPTION_SYMBOLS = 8,
    OPTION_ONLY = 64,
    OPTION_REPLAY = 64,
    OPTION_EXPECTS = 8,
    OPTION_EXPECT_TEXT = 256,
    OPTION_ASK_MS = 10 /* when an ask is made that has no time */
};

enum subcommand {
    SUBCOMMAND_DEMO,
    SUBCOMMAND_RUN,
    SUBCOMMAND_CHECK,
    SUBCOMMAND_PATCH,
    SUBCOMMAND_READINGS,
    SUBCOMMAND_EXPLAIN,
    SUBCOMMAND_MERGE,
    SUBCOMMAND_FLASH,
    SUBCOMMAND_PARTS,
    SUBCOMMAND_LINT,
    SUBCOMMAND_PROBE,
    SUBCOMMANDS /* how many there are */
};

/* Bits of options.given. */
enum given {
    GIVEN_PART = 1 << 0,
    GIVEN_ROM = 1 << 1,
    GIVEN_READING = 1 << 2, /* which ones: options.reading_mask */
    GIVEN_ASK = 1 << 3,
    GIVEN_BFB2 = 1 << 4,
    GIVEN_BOOT0 = 1 << 5,
    GIVEN_BANK2 = 1 << 6,
    GIVEN_RDP = 1 << 7,
    GIVEN_WDG_SW = 1 << 8,
    GIVEN_UNTIL = 1 << 9,
    GIVEN_TRACE_PART = 1 << 10,
    GIVEN_HEAD = 1 << 11,
    GIVEN_IMAGE_VERSION = 1 << 12
};

enum format { FORMAT_TEXT, FORMAT_JSON, FORMAT_JUNIT };
enum pace { PACE_REAL, PACE_MAX };

/* An option as it was given. */
struct option_word {
    const char *name, *argument; /* NULL = it takes none */
};

struct options {
    enum subcommand subcommand;
    unsigned given;    /* mask of enum given */
    bool live;         /* this build has `run` */
    const char *image; /* IMAGE, readings: REPORT, explain: CODE, parts: FILTER,
                          probe: PORT;
                          NULL = none */
    const char
        *symbols[OPTION_SYMBOLS]; /* ELF files whose symbols IMAGE gets */
    unsigned symbols_count;       /* 0 = it keeps its own */
    char **operands;              /* merge: the files */
    unsigned operand_count;

    struct option_word replay[OPTION_REPLAY]; /* what every scenario shares */
    unsigned replay_count;

    struct part part;               /* default stm32l073rz */
    const struct board_info *board; /* that was named, else NULL */
    struct rom_image roms[OPTION_ROMS];
    unsigned rom_count;       /* 0 = not given: run takes parts_default_rom() */
    struct readings readings; /* default: value 0 of each */
    uint32_t reading_mask;    /* 1 << number of each that was given */
    struct asks asks; /* default: check calls boot0_request at OPTION_ASK_MS,
                         the others ask for nothing */
    struct wiring wiring;
    bool usb;       /* a USB host is plugged in */
    unsigned bfb2;  /* 0 (default) or 1 */
    unsigned boot0; /* level of the pin, 0 (default) or 1 */
    enum bank2_kind bank2;
    const char *bank2_path; /* only for BANK2_FILE */
    unsigned rdp;           /* level 0 (default), 1 or 2 */
    unsigned wdg_sw;        /* 1 (default) = IWDG started by software */
    uint64_t until_us;      /* virtual time; 0 = the subcommand's own limit */
    bool strict;            /* stop at the first access not modelled */
    bool verbose;

    const char *update; /* check: the image that replaces IMAGE, NULL =
                           no update */
    unsigned policies;  /* 1 << enum flash_policy; 0 = those of hosts
                           that exist */
    const char *only[OPTION_ONLY];   /* check: patterns of boards to run */
    unsigned only_count;             /* 0 = all */
    bool list;                       /* check: print the boards, run none */
    struct shard shard;              /* check: every board whose number modulo
                                        its count is its index */
    const char *json, *junit, *html; /* check: files, NULL = none */
    bool yes;                        /* probe: the owner need not be asked */
    uint64_t silence_us; /* probe: after which the ROM waits, 0 = 5 s */
    const char *line;    /* lint: a part of the table, NULL = any */
    uint32_t base;       /* lint: of a raw binary, default 0x08000000 */
    bool all;            /* check: boards with BFB2=1 too */
    enum want want;
    enum cuts_mode cuts; /* check: of the way into the ROM */
    enum format format;
    unsigned jobs; /* 0 = one per processor */

    const char *trace, *vcd; /* files, "-" = stdout, NULL = none */
    unsigned vcd_scopes;     /* mask of enum vcd_scope, 0 = all */
    uint64_t trace_from_us;  /* the trace's part of the run, */
    uint64_t trace_to_us;    /* 0 = to its end, */
    const char *trace_in;    /* symbols and address ranges, NULL = all */

    char *expects[OPTION_EXPECTS], *fails[OPTION_EXPECTS]; /* run: texts */
    unsigned expect_count, fail_count;
    enum pace pace;
    struct serial_options serial[SERIAL_COUNT]; /* usart1; usart2 or lpuart1,
                                                   on PA2 and PA3 */
    bool wait;              /* run: until clients are on the lines */
    bool gdb;               /* run: a debugger may connect to */
    unsigned gdb_port;      /* 127.0.0.1, 0 = any free port */
    bool usbip;             /* run: a USB host may attach the device at */
    unsigned usbip_port;    /* 127.0.0.1, 0 = any free port */
    const char *usb_record; /* file of its transfers, NULL = none */

    enum patch_head head;
    const char *resident; /* patch: its file or the base, NULL = none */
    bool join;
    unsigned image_version;
    const char *output; /* patch: -o */

    struct flash_options flash;
};

#endif
