/* SPDX-License-Identifier: MIT */
#include "bench/embed.h"

#include <assert.h>
#include <string.h>

#include "bench/family.h"

/* embed_images.S */
#define IMAGE(name) extern const uint8_t name[], name##_end[]
IMAGE(embed_v1);
IMAGE(embed_v2);
IMAGE(embed_once);

static struct embedded between(const uint8_t *start, const uint8_t *end)
{
    return (struct embedded){start, (size_t)(end - start)};
}

const uint8_t *embed_rom(unsigned rom)
{
    const struct rom_info *info = rom_info(rom);
    assert(info);
    return info->image;
}

void embed_rom_with(unsigned rom, struct readings readings, uint8_t *image,
                    size_t size)
{
    const struct family_info *family = family_info(rom_family(rom));
    memcpy(image, embed_rom(rom), size);
    memcpy(image + family->choices_offset, readings.value, family->choices);
}

struct embedded embed_demo_v1(void)
{
    return between(embed_v1, embed_v1_end);
}

struct embedded embed_demo_v2(void)
{
    return between(embed_v2, embed_v2_end);
}

struct embedded embed_original_once(void)
{
    return between(embed_once, embed_once_end);
}
