/* SPDX-License-Identifier: MIT
 *
 * Oscillators and PLLs: each has a bit that turns it on and a bit that says
 * when it is ready. The RCC of a family describes its own.
 */
#ifndef CHIP_OSCILLATOR_H
#define CHIP_OSCILLATOR_H

#include "chip/state.h"

struct oscillator {
    size_t reg; /* offset in struct chip of the register with both bits */
    uint32_t on, ready;
};

struct oscillator_set {
    const struct oscillator *list; /* what feeds another comes before it */
    unsigned count;
    size_t ready_ps; /* offset in struct chip of a uint64_t for each: when it
                      * will be ready, NEVER = it is, or does not start */
    unsigned due;    /* the event at the first of them */
    /* Returns whether it should run. */
    bool (*wanted)(const struct chip *chip, unsigned which);
    /* Returns the time from switched on to ready; NEVER = not on this board. */
    uint64_t (*startup_ps)(const struct chip *chip, unsigned which);
    /* Follow an oscillator that got ready by itself, or stopped. */
    void (*started)(struct chip *chip, unsigned which);
    void (*ended)(struct chip *chip, unsigned which);
};

bool oscillator_on(const struct chip *chip, const struct oscillator_set *set,
                   unsigned which);
bool oscillator_ready(const struct chip *chip, const struct oscillator_set *set,
                      unsigned which);
/* Return the start-up times of HSE and LSE on the board; NEVER = it does not
 * start. */
uint64_t oscillator_hse_ps(const struct chip *chip);
uint64_t oscillator_lse_ps(const struct chip *chip, bool bypass);
/* Starts and stops them as the registers say. */
void oscillator_follow(struct chip *chip, const struct oscillator_set *set);
/* Arms the event. */
void oscillator_arm(struct chip *chip, const struct oscillator_set *set);
/* Marks those that are ready by now. */
void oscillator_due(struct chip *chip, const struct oscillator_set *set);

#endif
