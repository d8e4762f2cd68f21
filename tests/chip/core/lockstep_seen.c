/* SPDX-License-Identifier: MIT */
#include "tests/chip/core/lockstep_seen.h"

static const struct {
    const char *name;
    uint32_t count;
} kinds[SEEN_KINDS] = {
    [SEEN_16] = {"16-bit", 0xE800},
    [SEEN_FIRST] = {"32-bit, first halfword", 0x1800},
    [SEEN_BL_FIRST] = {"BL, first halfword", 1 << 11},
    [SEEN_BL_SECOND] = {"BL, second halfword", 1 << 13},
    [SEEN_MSR] = {"MSR", 1 << 12},
    [SEEN_MRS] = {"MRS", 1 << 12},
    [SEEN_DSB] = {"DSB", 1 << 4},
    [SEEN_DMB] = {"DMB", 1 << 4},
    [SEEN_ISB] = {"ISB", 1 << 4},
    [SEEN_UDF_W] = {"UDF.W", 1 << 16},
};

static void mark(struct seen *seen, enum seen_kind kind, uint32_t which)
{
    seen->sets[kind][which / 32] |= 1u << which % 32;
}

static void mark_wide(struct seen *seen, uint16_t first, uint16_t second)
{
    uint32_t option = second & 15;

    mark(seen, SEEN_FIRST, first - 0xE800u);
    if (first >> 11 == 0x1E && (second & 0xD000) == 0xD000) {
        mark(seen, SEEN_BL_FIRST, first & 0x7FF);
        mark(seen, SEEN_BL_SECOND, (second & 0x2000u) >> 1 | (second & 0xFFF));
    } else if ((first & 0xFFF0) == 0xF380 && second >> 8 == 0x88) {
        mark(seen, SEEN_MSR, (first & 15u) << 8 | (second & 0xFF));
    } else if (first == 0xF3EF && second >> 12 == 8) {
        mark(seen, SEEN_MRS, second & 0xFFF);
    } else if (first == 0xF3BF && second >> 4 == 0x8F4) {
        mark(seen, SEEN_DSB, option);
    } else if (first == 0xF3BF && second >> 4 == 0x8F5) {
        mark(seen, SEEN_DMB, option);
    } else if (first == 0xF3BF && second >> 4 == 0x8F6) {
        mark(seen, SEEN_ISB, option);
    } else if ((first & 0xFFF0) == 0xF7F0 && second >> 12 == 0xA) {
        mark(seen, SEEN_UDF_W, (first & 15u) << 12 | (second & 0xFFF));
    }
}

void seen_mark(struct seen *seen, uint16_t first, uint16_t second)
{
    if (first < 0xE800)
        mark(seen, SEEN_16, first);
    else
        mark_wide(seen, first, second);
}

uint32_t seen_count(const struct seen *seen, enum seen_kind kind)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < 0x10000 / 32; i++)
        count += (uint32_t)__builtin_popcount(seen->sets[kind][i]);
    return count;
}

uint32_t seen_all(enum seen_kind kind)
{
    return kinds[kind].count;
}

const char *seen_name(enum seen_kind kind)
{
    return kinds[kind].name;
}
