/* SPDX-License-Identifier: MIT
 *
 * Operations on the flash that a host makes again in another chip, of every
 * family that says how (struct map_cut).
 */
#ifndef TESTS_CHIP_MADE_AGAIN_H
#define TESTS_CHIP_MADE_AGAIN_H

#include "tests/chip/block.h"

/* Starts an operation; returns what the chip reports of it. */
static inline struct event_nvm made_again_start(struct chip *chip,
                                                void (*start)(void))
{
    struct event_nvm nvm = {0};
    chip->watch.events = 1u << EVENT_NVM;
    chip->events.count = 0;
    start();
    for (uint32_t i = 0; i < chip->events.count; i++)
        if (chip->events.list[i].nvm.begins)
            nvm = chip->events.list[i].nvm;
    unwatch(chip);
    assert_int_not_equal(nvm.operation, FLASH_IDLE);
    return nvm;
}

static inline bool made_again_touches(struct chip *chip,
                                      const struct event_nvm *nvm,
                                      uint32_t offset)
{
    const struct map_cut *cut = &map_of(chip)->nvm.cut;
    struct map_stretch beside[MAP_BESIDE];
    const uint8_t *cells = bus_memory(chip, nvm->address, 1);
    assert_non_null(cells);
    if (offset - (uint32_t)(cells - chip->memory) < nvm->length)
        return true;
    unsigned count = cut->beside ? cut->beside(chip, nvm, beside) : 0;
    for (unsigned i = 0; i < count; i++)
        if (offset - beside[i].offset < beside[i].size)
            return true;
    return false;
}

/* `chip` sleeps. The operation that `start` begins in it is cut after 5 us, and
 * so is the one that is made again in a chip that is as this one was before.
 * Both hold the same then, and differ from before in the cells of the operation
 * and what is beside them alone. Returns how many bytes do. */
static inline unsigned made_again(struct chip *chip, void (*start)(void),
                                  enum torn torn)
{
    static struct chip before, again;
    static uint8_t planned[1024];
    const struct map_cut *cut = &map_of(chip)->nvm.cut;
    uint32_t size = map_of(chip)->memory_size(chip);
    unsigned changed = 0;

    chip->board.torn = (uint8_t)torn;
    chip_copy(&before, chip);
    chip_copy(&again, chip);
    struct event_nvm nvm = made_again_start(chip, start);
    assert_int_equal(run_us(chip, 5), STOP_BUDGET);
    assert_int_equal(chip_run(&again, chip->cycle), STOP_BUDGET);
    const uint8_t *cells = cut->planned(chip);
    assert_true(!cells || nvm.length <= sizeof planned);
    if (cells)
        memcpy(planned, cells, nvm.length);
    cut->resume(&again, &nvm, cells ? planned : NULL);

    do_reset(chip, RESET_PIN);
    do_reset(&again, RESET_PIN);
    assert_memory_equal(chip->memory, again.memory, size);
    assert_memory_equal(chip->blocks + cut->lasting,
                        again.blocks + cut->lasting, cut->lasting_size);
    assert_int_equal(cut->uncertain(chip), cut->uncertain(&again));
    assert_int_equal(cut->uncertain(chip),
                     torn >= TORN_MIX && torn < TORN_PREFIX);
    for (uint32_t i = 0; i < size; i++) {
        if (chip->memory[i] == before.memory[i])
            continue;
        changed++;
        if (!made_again_touches(&before, &nvm, i))
            fail_msg("the operation changed byte %u of memory", (unsigned)i);
    }
    return changed;
}

#endif
