/* SPDX-License-Identifier: MIT */
#include "bench/parts.h"

#include "bench/refuse.h"

bool parts_find(const char *name, struct part *part, char *error,
                size_t error_size)
{
    if (part_find(name, part))
        return true;
    return refuse(error, error_size,
                  "unknown part '%s': known are stm32l071, l072, l073, l081, "
                  "l082 and l083 with a package letter (c e k r v) and a size "
                  "letter (8 b z), as in " PART_DEFAULT,
                  path_tail(name));
}

enum rom_version parts_default_rom(const struct part *part)
{
    return part->usb_rom ? ROM_V4_1 : ROM_V11_2;
}
