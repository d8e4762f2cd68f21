/* SPDX-License-Identifier: MIT
 *
 * One board that `check` runs: a ROM with a combination of readings, option
 * bytes, the contents of bank 2, the BOOT0 pin. Its id replays it:
 *
 *     ROM[/readings]/bfb2=/bank2=/rdp=[/boot0=1][/wdg=0][/host=usb][/cut=]...
 *
 * The readings are those that the run depended on. ROM is a version as v4.1, or
 * file:HASH; bank2 is blank, app, noise, copy or file:HASH. HASH is
 * the FNV-1a hash of the file's bytes. Cuts are in scenario_cut.h: the second
 * one comes while the part starts after the first.
 */
#ifndef BENCH_SCENARIO_H
#define BENCH_SCENARIO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bench/bank.h"
#include "bench/readings.h"
#include "bench/scenario_cut.h"

enum {
    SCENARIO_CUTS = 2, /* at most */
    SCENARIO_ID = 512, /* bytes that hold any */
    SCENARIO_ROM = 24
};

/* Over what the ROM is looked for when it has been entered. */
enum scenario_host { HOST_ON_USART, HOST_ON_USB, HOSTS };

struct scenario {
    unsigned rom;
    uint32_t rom_hash; /* of a user's own image, else 0 */
    struct readings readings;
    uint32_t asked; /* the readings that the run depended on: 1 << number;
                       a parsed id: those that it names */
    enum bank2_kind bank2;
    uint32_t bank2_hash; /* BANK2_FILE, else 0 */
    unsigned bfb2, rdp, boot0, wdg_sw;
    enum scenario_host host;
    struct scenario_cut cuts[SCENARIO_CUTS]; /* in their order; CUT_NONE: no
                                                more */
};

/* True: the two differ only in their readings and cuts. */
bool scenario_related(const struct scenario *a, const struct scenario *b);

/* Returns the FNV-1a hash of a file's bytes, as ids contain it. */
uint32_t scenario_hash(const void *bytes, size_t size);

/* Formats the ROM: "v4.1" or "file:1a2b3c4d"; and the whole id. */
void scenario_format_rom(const struct scenario *scenario,
                         char text[SCENARIO_ROM]);
void scenario_format(const struct scenario *scenario, char id[SCENARIO_ID]);

/* Compares for the order in which results are reported: ROM, host, BFB2, bank
 * 2, RDP, BOOT0, WDG_SW, readings, cuts. Returns < 0, 0, > 0. */
int scenario_compare(const struct scenario *a, const struct scenario *b);

/* Parses an id. Parts that it omits have their first value: default readings,
 * bfb2=0, bank2=blank, rdp=0, boot0=0, wdg=1, host=usart. False: ERROR names
 * the mistake in one line; *scenario is not changed. */
bool scenario_parse(enum family family, const char *id,
                    struct scenario *scenario, char *error, size_t error_size);

/* Returns "usart" or "usb". */
const char *scenario_host_name(enum scenario_host host);

/* Returns "blank", "app", "noise", "copy" or "file". */
const char *scenario_bank2_name(enum bank2_kind kind);

#endif
