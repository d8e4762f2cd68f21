/* SPDX-License-Identifier: MIT
 *
 * Watched data: the run stops behind the instruction, or the exception entry
 * or return, that reads or writes it, as with the watchpoints of a debugger;
 * and who wrote it last is noted, whether the run stops for it or not. The
 * loads and stores of cpu_step.c know nothing of this: while data is watched,
 * the run loop takes its slow path, which finds out before each instruction
 * what it is about to access.
 * Not watched: instruction fetches, vector fetches (EVENT_VECTOR), the words
 * that a multiple stored before one of them faulted, what the host writes,
 * SRAM that is lost (EVENT_RESET).
 */
#ifndef CHIP_CORE_ARMV6M_WATCHPOINT_H
#define CHIP_CORE_ARMV6M_WATCHPOINT_H

#include <stdbool.h>
#include <stdint.h>

struct chip;

enum watchpoint_kind { WATCHPOINT_WRITE = 1 << 0, WATCHPOINT_READ = 1 << 1 };
enum { WATCHPOINT_RANGES = 16, WATCHPOINT_UNITS = 9 /* of one access: PUSH */ };

/* Data that one instruction, or the entry of an exception, accesses: units of
 * 1, 2 or 4 bytes with no gap between them. */
struct watchpoint_access {
    uint32_t address;
    uint32_t size; /* bytes; 0 = none */
    enum watchpoint_kind kind;
    bool frame;    /* of an exception */
    uint32_t unit; /* bytes of one */
    /* Of a write: what each unit held, and what is stored there. */
    uint32_t old[WATCHPOINT_UNITS], value[WATCHPOINT_UNITS];
};

/* The last write of the core to a watched range. To the NVM it is the store
 * that asked for an operation, which changes the cells later, or not. */
struct watchpoint_write {
    uint64_t count;    /* of writes so far; 0 = none, and the rest is 0 */
    uint64_t cycle;    /* at which the instruction began */
    uint32_t pc;       /* as in struct watchpoint_hit */
    bool frame;        /* exception entry made it, not the instruction at pc */
    uint8_t exception; /* that was active; 0 = Thread mode */
    uint32_t address;  /* of the first unit inside the range, */
    uint32_t size;     /* its bytes, */
    uint32_t old;      /* what memory held there; 0 of a peripheral, */
    uint32_t value;    /* and what was stored */
};

struct watchpoint_table {
    uint32_t count;
    struct watchpoint_range {
        uint32_t address, size;
        unsigned kinds; /* mask of enum watchpoint_kind that stop the run */
        struct watchpoint_write last;
    } ranges[WATCHPOINT_RANGES];
    struct watchpoint_hit {
        bool pending;     /* the run has not stopped for it yet */
        uint32_t range;   /* index */
        uint32_t address; /* the first byte of the range that was accessed */
        enum watchpoint_kind kind;
        uint32_t pc; /* of the instruction; of the one before, if exception
                        entry made the access */
    } hit;           /* the last one */
};

/* Watches SIZE bytes, in addresses as the core uses them. KINDS = 0 never
 * stops the run: it asks only who writes there. False: the table is full, or
 * SIZE is 0. */
bool watchpoint_set(struct chip *chip, uint32_t address, uint32_t size,
                    unsigned kinds);
void watchpoint_clear(struct chip *chip);

/* Who wrote last to the range that holds ADDRESS? NULL: nobody since it is
 * watched, or it is not. A word whose writer matters wants a range of its
 * own: of a longer one the last write to any part of it is known. */
const struct watchpoint_write *watchpoint_last(const struct chip *chip,
                                               uint32_t address);

/* What the instruction at pc will access if nothing faults. cpu.window must
 * hold it. */
struct watchpoint_access watchpoint_next(const struct chip *chip);

/* cpu_step(), and looks whether it accessed what is watched. */
void watchpoint_step(struct chip *chip);

/* The COUNT words at ADDRESS that exception entry is about to store, or, with
 * no WORDS, that exception return reads. To be seen when it is done. */
struct watchpoint_access watchpoint_frame(const struct chip *chip,
                                          uint32_t address, unsigned count,
                                          const uint32_t *words);
void watchpoint_see(struct chip *chip, const struct watchpoint_access *access);

#endif
