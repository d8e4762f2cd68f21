/* SPDX-License-Identifier: MIT */
#include "bench/embed.h"

#include <assert.h>
#include <string.h>

#include "rom/choices.h"

/* embed_images.S */
#define IMAGE(name) extern const uint8_t name[], name##_end[]
IMAGE(embed_rom_v4_0);
IMAGE(embed_rom_v4_1);
IMAGE(embed_rom_v11_1);
IMAGE(embed_rom_v11_2);
IMAGE(embed_v1);
IMAGE(embed_v2);
IMAGE(embed_once);

static struct embedded between(const uint8_t *start, const uint8_t *end)
{
    return (struct embedded){start, (size_t)(end - start)};
}

static struct embedded rom(enum rom_version version)
{
    switch (version) {
    case ROM_V4_0: return between(embed_rom_v4_0, embed_rom_v4_0_end);
    case ROM_V4_1: return between(embed_rom_v4_1, embed_rom_v4_1_end);
    case ROM_V11_1: return between(embed_rom_v11_1, embed_rom_v11_1_end);
    case ROM_V11_2: return between(embed_rom_v11_2, embed_rom_v11_2_end);
    case ROM_FILE: break;
    }
    assert(!"a model ROM of that version");
    return (struct embedded){0};
}

const uint8_t *embed_rom(enum rom_version version)
{
    return rom(version).bytes;
}

void embed_rom_with(enum rom_version version, struct readings readings,
                    uint8_t image[ROM_IMAGE_SIZE])
{
    memcpy(image, embed_rom(version), ROM_IMAGE_SIZE);
    readings_bytes(readings, image + ROM_CHOICES_OFFSET);
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
