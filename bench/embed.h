/* SPDX-License-Identifier: MIT
 *
 * The ARM images that are embedded in the boot0 binary.
 */
#ifndef BENCH_EMBED_H
#define BENCH_EMBED_H

#include <stddef.h>
#include <stdint.h>

#include "bench/readings.h"

struct embedded {
    const uint8_t *bytes;
    size_t size;
};

/* The model ROMs, for the tables of the families (embed_images.S). */
#define EMBED_ROM(name) extern const uint8_t embed_rom_##name[]
EMBED_ROM(v4_0);
EMBED_ROM(v4_1);
EMBED_ROM(v11_1);
EMBED_ROM(v11_2);
EMBED_ROM(f4_v3_1);
EMBED_ROM(f4_v9_1);
EMBED_ROM(f4_v13_0);
EMBED_ROM(f4_v13_1);
EMBED_ROM(l4_v10_1);
EMBED_ROM(l4_v10_3);
EMBED_ROM(l4_v9_2);
EMBED_ROM(l4_v9_3);
EMBED_ROM(l4_v9_1_ff);
EMBED_ROM(l4_v9_1_10);
#undef EMBED_ROM

/* The model ROM, with default readings. */
const uint8_t *embed_rom(unsigned rom);

/* Copies the model ROM, SIZE bytes, and sets its readings. */
void embed_rom_with(unsigned rom, struct readings readings, uint8_t *image,
                    size_t size);

/* Returns an embedded file (embed_list.h) by its name. */
struct embedded embed_file(const char *name);

#endif
