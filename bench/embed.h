/* SPDX-License-Identifier: MIT
 *
 * The ARM images that are embedded in the boot0 binary.
 */
#ifndef BENCH_EMBED_H
#define BENCH_EMBED_H

#include <stddef.h>
#include <stdint.h>

#include "bench/rom_image.h"

struct embedded {
    const uint8_t *bytes;
    size_t size;
};

/* The model ROM of that version, ROM_IMAGE_SIZE bytes, default readings. */
const uint8_t *embed_rom(enum rom_version version);

/* Copies the model ROM and sets its readings. */
void embed_rom_with(enum rom_version version, struct readings readings,
                    uint8_t rom[ROM_IMAGE_SIZE]);

/* ELF files, as built: unpatched. */
struct embedded embed_demo_v1(void);       /* nucleo-l073rz.elf */
struct embedded embed_demo_v2(void);       /* nucleo-l073rz-v2.elf */
struct embedded embed_original_once(void); /* original-once.elf */

#endif
