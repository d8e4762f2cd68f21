/* SPDX-License-Identifier: MIT */
#include "bench/built_for.h"

#include <stdio.h>

#include "bench/family.h"
#include "bench/image_attributes.h"
#include "bench/record.h"
#include "bench/refuse.h"
#include "chip/boards.h"
#include "chip/core/core.h"

enum { BOARDS_TEXT = 128 };

/* What a value of Tag_CPU_arch stands for. */
static const struct arch {
    unsigned tag;
    uint8_t architecture; /* as in struct core; 8: no core here */
    bool dsp;
    const char *cores;
} archs[] = {
    {ARCH_V7, 7, false, "Cortex-M3"},
    {ARCH_V7E_M, 7, true, "Cortex-M4"},
    {ARCH_V8_M_MAIN, 8, true, "Cortex-M33"},
    {ARCH_V8_1_M_MAIN, 8, true, "Cortex-M55"},
};

/* The others are subsets of ARMv6-M, or no Cortex-M. */
static const struct arch *arch_of(const struct image *image)
{
    for (unsigned i = 0; i < sizeof archs / sizeof *archs; i++)
        if (archs[i].tag == image->arch)
            return &archs[i];
    return NULL;
}

static const struct core *core_of_family(enum family family)
{
    return family_maps[family]->core;
}

static bool executes(const struct core *core, const struct arch *arch)
{
    return core->architecture >= arch->architecture &&
           (core->dsp || !arch->dsp);
}

static bool suits(const struct image *image, const struct arch *arch,
                  enum family family)
{
    struct record record;
    return executes(core_of_family(family), arch) &&
           (!record_find(image, &record) || record.family == family);
}

/* Fills TEXT with "--part nucleo-f401re or --part nucleo-l476rg". */
static void name_boards(const struct image *image, const struct arch *arch,
                        char text[BOARDS_TEXT])
{
    size_t used = 0;
    text[0] = 0;
    for (unsigned i = 0; i < FAMILIES && used < BOARDS_TEXT; i++) {
        if (suits(image, arch, (enum family)i))
            used += (size_t)snprintf(text + used, BOARDS_TEXT - used,
                                     "%s--part %s", used ? " or " : "",
                                     family_maps[i]->boards->name);
    }
}

bool built_for_core(const struct image *image, const struct part *part,
                    char error[IMAGE_ERROR_SIZE])
{
    const struct arch *arch = arch_of(image);
    const struct core *core = core_of_family(part->family);
    char boards[BOARDS_TEXT];
    if (!arch || executes(core, arch))
        return true;
    name_boards(image, arch, boards);
    return refuse(error, IMAGE_ERROR_SIZE,
                  "%s: built for a %s; %s has a %s, which has not all of its "
                  "instructions: %s%s",
                  path_tail(image->path), arch->cores, part->name, core->name,
                  *boards ? "give the part that it is for, as in "
                          : "no part that is known has them",
                  boards);
}

bool built_for_other(const struct image *image, const struct part *part,
                     char text[IMAGE_ERROR_SIZE])
{
    struct record record;
    if (!record_find(image, &record) || record.family == part->family)
        return false;
    snprintf(text, IMAGE_ERROR_SIZE,
             "%s: its library is that of the %s, and %s is none of them: give "
             "the part that it is for, as in --part %s, or link %s",
             path_tail(image->path), family_info(record.family)->name,
             part->name, family_maps[record.family]->boards->name,
             family_info(part->family)->library);
    return true;
}
