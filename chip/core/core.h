/* SPDX-License-Identifier: MIT
 *
 * A processor core, as a family's map names it: what differs between the
 * architectures.
 */
#ifndef CHIP_CORE_CORE_H
#define CHIP_CORE_CORE_H

#include "chip/map.h"

struct decoder;

struct core {
    const char *name;      /* as Arm prints it */
    uint8_t priority_mask; /* the bits of a priority that exist */
    /* Executes one instruction, and adds its cycles. The window must hold pc.
     */
    void (*step)(struct chip *chip);
    /* Does the same, and records its access to watched data. */
    void (*step_watched)(struct chip *chip);
    /* Does chip_run() with a decoder. */
    enum stop (*run)(struct chip *chip, struct decoder *decoder,
                     uint64_t until_cycle);
    /* Resets the system control space, but for NVIC and SysTick. */
    void (*reset)(struct chip *chip);
    /* Handles a fetch at pc from where there is no memory, or none that may be
     * executed. */
    void (*fetch_fault)(struct chip *chip);
    /* Make an access to the private peripheral bus, 0xE0000000-0xE00FFFFF, but
     * for blocks of the map. */
    enum access (*read)(struct chip *chip, uint32_t address, unsigned size,
                        uint32_t *value);
    enum access (*write)(struct chip *chip, uint32_t address, unsigned size,
                         uint32_t value);
    /* Returns "MPU", "DWT" ... for an address there; NULL = Arm names nothing.
     */
    const char *(*block_name)(uint32_t address);
};

extern const struct core cortex_m0plus;

static inline const struct core *core_of(const struct chip *chip)
{
    return map_of(chip)->core;
}

#endif
