/* SPDX-License-Identifier: MIT */
#include "chip/core/armv7m/mpu.h"

#include "chip/core/cpu.h"
#include "chip/core/nvic.h"

/*  28 | 26:24 | 21:19 | 18 | 17 | 16 | 15:8 | 5:1  | 0
 *  XN | AP    | TEX   | S  | C  | B  | SRD  | SIZE | ENABLE */
#define RASR_XN     (1u << 28)
#define RASR_TEX    (7u << 19)
#define RASR_C      (1u << 17)
#define RASR_B      (1u << 16)
#define RASR_ENABLE (1u << 0)

enum {
    GRANULE = 32,       /* the smallest region */
    SUBREGIONS = 8,     /* of regions from here on: */
    SUBREGIONS_MIN = 7, /* RASR.SIZE of 256 bytes */
    SIZE_MIN = 4        /* of 32 bytes; less is UNPREDICTABLE: no region here */
};

/* --- regions --- */

/* A range of addresses up to the whole 4 GB. */
struct range {
    uint64_t lo, end;
};

static struct range region_range(const struct mpu *mpu, unsigned n)
{
    unsigned size = mpu->rasr[n] >> 1 & 31;
    if (!(mpu->rasr[n] & RASR_ENABLE) || size < SIZE_MIN)
        return (struct range){0, 0};
    uint64_t bytes = 2ull << size;
    uint64_t lo = mpu->rbar[n] & ~(bytes - 1);
    return (struct range){lo, lo + bytes};
}

static bool within(const struct range *range, uint32_t address)
{
    return address >= range->lo && address < range->end;
}

/* The eighth of a region that holds `address`, or all of a small region. */
static struct range subregion(const struct mpu *mpu, unsigned n,
                              uint32_t address)
{
    struct range range = region_range(mpu, n);
    if ((mpu->rasr[n] >> 1 & 31) < SUBREGIONS_MIN)
        return range;
    uint64_t bytes = (range.end - range.lo) / SUBREGIONS;
    uint64_t lo = address & ~(bytes - 1);
    return (struct range){lo, lo + bytes};
}

static bool subregion_disabled(const struct mpu *mpu, unsigned n,
                               uint32_t address)
{
    struct range range = region_range(mpu, n);
    if ((mpu->rasr[n] >> 1 & 31) < SUBREGIONS_MIN)
        return false;
    uint64_t bytes = (range.end - range.lo) / SUBREGIONS;
    return mpu->rasr[n] >> (8 + (address - range.lo) / bytes) & 1;
}

static bool region_holds(const struct mpu *mpu, unsigned n, uint32_t address)
{
    struct range range = region_range(mpu, n);
    return within(&range, address) && !subregion_disabled(mpu, n, address);
}

/* Returns the RASR of the region with the highest number that holds `address`;
 * 0 = none does. */
static uint32_t attributes(const struct chip *chip, uint32_t address)
{
    for (unsigned n = MPU_REGIONS; n--;)
        if (region_holds(&chip->mpu, n, address))
            return chip->mpu.rasr[n];
    return 0;
}

/* --- rights --- */

enum { MAY_READ = 1, MAY_WRITE = 2 };

/* DDI0403 table B3-15. 4 and 7 are UNPREDICTABLE, assumed: nothing, and as 6.
 */
static unsigned rights_of(uint32_t rasr, bool privileged)
{
    static const uint8_t of[SUBREGIONS][2] = {
        {0, 0},
        {0, MAY_READ | MAY_WRITE},
        {MAY_READ, MAY_READ | MAY_WRITE},
        {MAY_READ | MAY_WRITE, MAY_READ | MAY_WRITE},
        {0, 0},
        {0, MAY_READ},
        {MAY_READ, MAY_READ},
        {MAY_READ, MAY_READ},
    };
    return of[rasr >> 24 & 7][privileged];
}

/* At the priority of HardFault and NMI it may be off. */
static bool in_force(const struct chip *chip)
{
    return mpu7_on(chip) && (chip->mpu.ctrl & MPU_CTRL_HFNMIENA ||
                             nvic_execution_priority(chip) >= 0);
}

/* Returns whether the default memory map applies where no region does. */
static bool has_background(const struct chip *chip, bool privileged)
{
    return privileged && chip->mpu.ctrl & MPU_CTRL_PRIVDEFENA;
}

static bool is_private(uint32_t address)
{
    return address >> 20 == 0xE00;
}

static bool granule_allows(const struct chip *chip, uint32_t address,
                           bool write, bool privileged)
{
    uint32_t rasr = attributes(chip, address);
    if (!rasr)
        return has_background(chip, privileged);
    return rights_of(rasr, privileged) & (write ? MAY_WRITE : MAY_READ);
}

bool mpu7_allows(const struct chip *chip, uint32_t address, uint32_t size,
                 bool write, bool privileged)
{
    if (!in_force(chip) || is_private(address))
        return true;
    uint32_t last = address + size - 1;
    for (uint32_t at = address;; at = (at & ~(GRANULE - 1u)) + GRANULE) {
        if (!granule_allows(chip, at, write, privileged))
            return false;
        if (at / GRANULE == last / GRANULE)
            return true;
    }
}

bool mpu7_executable(const struct chip *chip, uint32_t address)
{
    bool privileged = cpu_privileged(chip);
    if (!in_force(chip))
        return true;
    uint32_t rasr = attributes(chip, address);
    if (!rasr)
        return has_background(chip, privileged);
    return !(rasr & RASR_XN) && rights_of(rasr, privileged) & MAY_READ;
}

bool mpu7_strongly_ordered(const struct chip *chip, uint32_t address)
{
    if (is_private(address))
        return true;
    uint32_t rasr = in_force(chip) ? attributes(chip, address) : 0;
    return rasr && !(rasr & (RASR_TEX | RASR_C | RASR_B));
}

/* --- fetches --- */

/* Leaves of `window` the part around `pc` that is all inside `range`, or all
 * outside. */
static void cut(struct range *window, const struct range *range, uint32_t pc)
{
    bool inside = within(range, pc);
    uint64_t lo = inside ? range->lo : range->end;
    uint64_t end = inside ? range->end : range->lo;
    if (lo <= pc && lo > window->lo)
        window->lo = lo;
    if (end > pc && end < window->end)
        window->end = end;
}

bool mpu7_narrow(struct chip *chip, uint32_t pc)
{
    struct window *window = &chip->cpu.window;
    struct range range = {window->lo, (uint64_t)window->lo + window->size};
    if (!in_force(chip))
        return true;
    if (!mpu7_executable(chip, pc))
        return false;
    for (unsigned n = 0; n < MPU_REGIONS; n++) {
        struct range region = region_range(&chip->mpu, n);
        cut(&range, &region, pc);
        if (within(&region, pc)) {
            region = subregion(&chip->mpu, n, pc);
            cut(&range, &region, pc);
        }
    }
    window->offset += range.lo - window->lo;
    window->lo = (uint32_t)range.lo;
    window->size = (uint32_t)(range.end - range.lo);
    return true;
}

void mpu7_changed(struct chip *chip)
{
    chip->cpu.window.size = 0;
}
