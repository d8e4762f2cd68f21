/* SPDX-License-Identifier: MIT
 *
 * The ROMs that a part can have. A ROM is a number: those of a family follow
 * each other from ROM_OF(family, 0) on, in the order in which check runs them,
 * and the family's last number stands for a user's own image. The table is in
 * bench/FAMILY/.
 */
#ifndef BENCH_ROM_H
#define BENCH_ROM_H

#include <stdbool.h>
#include <stdint.h>

#include "chip/state.h"

enum {
    ROM_ROOM = 16,          /* numbers of a family */
    ROM_DEVICES = 4,        /* kinds of die that carry a version, at most */
    ROM_IMAGE_MAX = 0x8000, /* bytes of the largest ROM */
    ROM_LIST = 96           /* bytes that hold the names of a family */
};

#define ROM_OF(family, n)   ((family)*ROM_ROOM + (n))
#define ROM_FILE_OF(family) ROM_OF(family, ROM_ROOM - 1)

struct rom_info {
    const char *name;              /* "v4.1" */
    const uint8_t *image;          /* of the model, with default readings */
    uint16_t dev_ids[ROM_DEVICES]; /* DBGMCU_IDCODE.DEV_ID of the parts that
                                      carry it; 0 in front: all of the family */
    uint8_t id;                    /* the id byte, */
    uint16_t id_offset;            /* and its offset */
    uint8_t info; /* the information byte that tells it from another with that
                     id; 0 = it is alone */
    uint16_t rev_id;   /* DBGMCU_IDCODE.REV_ID of its silicon; 0 = any */
    uint32_t past;     /* the entry past its bank check; 0 = none is known */
    bool checks_banks; /* looks for a bank to start before it stays */
    bool usb;          /* serves DFU, in the model */
    uint32_t readings; /* that it has: 1 << number of each */
};

/* Returns a model ROM; NULL = a user's own image. */
const struct rom_info *rom_info(unsigned rom);

/* Returns the model whose id byte the image has, or NULL. */
const struct rom_info *rom_of_image(enum family family, const uint8_t *image);

enum family rom_family(unsigned rom);
bool rom_is_file(unsigned rom);

/* Returns "v4.0" ...; "file" for a user's own image. */
const char *rom_name(unsigned rom);

/* Finds a model by its name. False: the family has none of that name. */
bool rom_find(enum family family, const char *name, unsigned *rom);

/* True: silicon of that part carries it. */
bool rom_is_on(unsigned rom, const struct part *part);

/* Lists the names of a family's models: "v4.0, v4.1". */
void rom_list(enum family family, char text[ROM_LIST]);

#endif
