/* SPDX-License-Identifier: MIT
 *
 * A processor core, as a family's map names it: what differs between the
 * architectures.
 */
#ifndef CHIP_CORE_CORE_H
#define CHIP_CORE_CORE_H

#include "chip/map.h"

struct decoder;

/* Faults of an exception's entry or return. */
enum exception_fault {
    EXCEPTION_FAULT_NONE,
    EXCEPTION_FAULT_PUSH,        /* a bus error on the frame at the entry */
    EXCEPTION_FAULT_PUSH_DENIED, /* the MPU forbade it */
    EXCEPTION_FAULT_POP,         /* likewise, at the return */
    EXCEPTION_FAULT_POP_DENIED,
    EXCEPTION_FAULT_VECTOR, /* the vector could not be read */
    EXCEPTION_FAULT_RETURN  /* impossible */
};

/* What exceptions do otherwise in each architecture. */
struct exception_rules {
    uint16_t ipsr_mask;   /* the bits of xPSR that are IPSR */
    uint8_t entry_cycles; /* without wait states */
    uint8_t return_cycles;
    uint8_t tail_chain_cycles;
    bool late_arrival; /* what becomes pending in these cycles counts */
    uint32_t (*xpsr)(const struct chip *chip);
    /* Sets what a return restores of xPSR: all but IPSR. */
    void (*set_xpsr)(struct chip *chip, uint32_t xpsr);
    /* Returns the register CCR. */
    uint32_t (*ccr)(const struct chip *chip);
    /* Returns the bits of a priority that preempt. */
    uint8_t (*group_mask)(const struct chip *chip);
    /* Returns what registers other than PRIMASK make of the priority of the
     * active exceptions. */
    int (*masked)(const struct chip *chip, int priority);
    /* Returns whether the MPU lets a frame be accessed. */
    bool (*allows)(const struct chip *chip, uint32_t address, uint32_t size,
                   bool write, bool privileged);
    /* Save and restore the registers of the FPU, whose part of the frame is at
     * `address`, and add what it takes. */
    enum exception_fault (*push_fp)(struct chip *chip, uint32_t address);
    enum exception_fault (*pop_fp)(struct chip *chip, uint32_t address,
                                   bool privileged);
    /* Notes a fault; returns the exception that it raises. */
    unsigned (*fault)(struct chip *chip, enum exception_fault fault);
    /* Follow an exception that becomes active, and one that ends. */
    void (*enter)(struct chip *chip);
    void (*leave)(struct chip *chip, unsigned exception);
};

/* What the next instruction does, for what looks at loops that wait. */
struct core_next {
    uint32_t address, size; /* of the data that it accesses; size 0 = none */
    uint8_t unit;           /* bytes of one access of several */
    bool is_store;
    bool is_list;    /* of registers */
    uint8_t target;  /* the register that a load writes, if it is no list */
    uint32_t value;  /* that it stores, if it is no list */
    bool may_unmask; /* exceptions, of which one may be pending */
};

enum { CORE_STATE = 384 /* bytes: core.state, at most */ };

struct core {
    const char *name; /* as Arm prints it */
    uint32_t cpuid;
    uint8_t architecture;       /* 6 = ARMv6-M, 7 = ARMv7-M */
    uint8_t priority_mask;      /* the bits of a priority that exist */
    uint16_t system_priorities; /* the exceptions below 16 that have one */
    bool dsp, fpu;              /* instructions that not all cores have */
    uint16_t state; /* bytes of chip.blocks, from the first on, that are a part
                     * of the core: registers, as those in struct cpu */
    const struct exception_rules *exceptions;
    /* Executes one instruction, and adds its cycles. The window must hold pc.
     */
    void (*step)(struct chip *chip);
    /* Does the same, and records its access to watched data. */
    void (*step_watched)(struct chip *chip);
    /* Returns whether the next instruction, which the window has, ends by
     * itself, and is no return from an exception. */
    bool (*next)(struct chip *chip, struct core_next *next);
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
    /* Reduces cpu.window, which holds `pc`, to what the MPU lets execute.
     * Returns false when that is not `pc`. NULL: the MPU lets everything. */
    bool (*narrow)(struct chip *chip, uint32_t pc);
    /* Follows the beginning of a sleep, and its end. NULL: nothing does. */
    void (*sleep)(struct chip *chip, bool asleep);
    /* Returns "MPU", "DWT" ... for an address there; NULL = Arm names nothing.
     */
    const char *(*block_name)(uint32_t address);
};

extern const struct core cortex_m0plus;

static inline const struct core *core_of(const struct chip *chip)
{
    return map_of(chip)->core;
}

static inline const struct exception_rules *
exception_rules(const struct chip *chip)
{
    return core_of(chip)->exceptions;
}

#endif
