/* SPDX-License-Identifier: MIT
 *
 * The state of the processor, as plain data: registers, NVIC, SysTick, SCB.
 */
#ifndef CHIP_CORE_STATE_H
#define CHIP_CORE_STATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "chip/core/exception_set.h"
#include "chip/region.h"

enum { IRQ_COUNT = 96 }; /* of the largest family */
enum { CPU_SP = 13, CPU_LR = 14, CPU_PC = 15 };

struct cpu {
    uint32_t r[16];    /* r[13] is the stack pointer in use; r[15] is the
                        * address of the next instruction, bit 0 clear */
    uint32_t sp_other; /* the banked stack pointer that is not in use */
    bool n, z, c, v, t;
    bool primask;
    uint8_t control; /* bit 0 nPRIV, bit 1 SPSEL */
    uint8_t ipsr;    /* exception number, 0 = Thread mode */
    bool event;      /* the event register of WFE */
    bool locked_up;
    bool sleeping;         /* in WFI or WFE */
    bool wait_event;       /* ... it is WFE: the event register ends it */
    bool deep;             /* ... and SCR.SLEEPDEEP was set */
    uint64_t instructions; /* executed since power-on */

    /* Where the core fetches without going through the bus: the code at [lo,
     * lo + size) lies at byte `offset` of struct chip. size = 0: nowhere. */
    struct window {
        uint32_t lo, size;
        size_t offset;
        enum region region;
        uint8_t branch_wait;     /* wait states of a fetch after a branch, */
        uint8_t sequential_wait; /* and of every other sequential word */
    } window;
    uint32_t fetched; /* the word fetched last, or CPU_NO_WORD; kept only
                       * while the window has wait states */
};

struct nvic {
    struct exception_set pending;
    struct exception_set active;
    struct exception_set enabled; /* interrupts */
    struct exception_set lines;   /* those whose request line is high */
    uint8_t priority[IRQ_COUNT];  /* of each, in its highest bits */
};

struct systick {
    uint32_t csr; /* ENABLE, TICKINT, CLKSOURCE, COUNTFLAG */
    uint32_t rvr;
    uint32_t count; /* CVR at base_cycle */
    uint64_t base_cycle;
    uint8_t due; /* the number of its due event */
};

struct scb {
    uint32_t vtor;
    uint32_t scr;
    uint8_t priority[16]; /* of the system exceptions, by number, in its
                           * highest bits */
};

/* --- mpu.h --- */

enum { MPU_REGIONS = 8 };

struct mpu {
    uint32_t ctrl, rnr;
    uint32_t rbar[MPU_REGIONS], rasr[MPU_REGIONS];
};

/* --- watchpoint.h --- */

enum watchpoint_kind { WATCHPOINT_WRITE = 1 << 0, WATCHPOINT_READ = 1 << 1 };
enum {
    WATCHPOINT_RANGES = 16,
    WATCHPOINT_UNITS = 32 /* of one access: VPUSH */
};

/* Data that one instruction, or the entry of an exception, accesses: units of
 * 1, 2 or 4 bytes with no gap between them. */
struct watchpoint_access {
    uint32_t address;
    uint32_t size; /* bytes; 0 = none */
    enum watchpoint_kind kind;
    bool frame;        /* of an exception */
    uint32_t unit;     /* bytes of one */
    uint64_t cycle;    /* when it began, */
    uint8_t exception; /* and the active exception then; 0 = Thread mode */
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

#endif
