/* SPDX-License-Identifier: MIT
 *
 * Watchpoints: the run stops behind the instruction, or the exception entry or
 * return, that reads or writes watched data; as the DWT of a Cortex-M does
 * (DDI0419 C1.8). The loads and stores of cpu_step.c know nothing of them:
 * while a watchpoint is set, the run loop takes its slow path, which finds
 * out before each instruction what it is about to access.
 * Not watched: instruction fetches, vector fetches, the words that a multiple
 * stored before one of them faulted.
 */
#ifndef CHIP_WATCH_H
#define CHIP_WATCH_H

#include <stdbool.h>
#include <stdint.h>

struct chip;

enum watch_kind { WATCH_WRITE = 1 << 0, WATCH_READ = 1 << 1 };
enum { WATCH_RANGES = 16 };

/* Data that one instruction accesses, with no gap between its words. */
struct watch_access {
    uint32_t address;
    uint32_t size; /* bytes; 0 = none */
    enum watch_kind kind;
};

struct watch_data {
    uint32_t count;
    struct watch_range {
        uint32_t address, size;
        unsigned kinds; /* mask of enum watch_kind that stop the run */
    } ranges[WATCH_RANGES];
    struct watch_hit {
        bool pending;     /* the run has not stopped for it yet */
        uint32_t range;   /* index */
        uint32_t address; /* the first byte of the range that was accessed */
        enum watch_kind kind;
        uint32_t pc; /* of the instruction; of the one before, if exception
                        entry made the access */
    } hit;           /* the last one */
};

/* Watches SIZE bytes, in addresses as the core uses them. False: the table is
 * full, or SIZE is 0. */
bool watch_set(struct chip *chip, uint32_t address, uint32_t size,
               unsigned kinds);
void watch_clear(struct chip *chip);

/* What the instruction at pc will access if nothing faults. cpu.window must
 * hold it. */
struct watch_access watch_next(const struct chip *chip);

/* cpu_step(), and looks whether it met a watchpoint. */
void watch_step(struct chip *chip);

/* An access of the core that is no instruction's: exception frames. */
void watch_frame(struct chip *chip, uint32_t address, uint32_t size,
                 enum watch_kind kind);

#endif
