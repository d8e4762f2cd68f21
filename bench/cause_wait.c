/* SPDX-License-Identifier: MIT */
#include "bench/cause_wait.h"

#include <stdlib.h>
#include <string.h>

#include "bench/family.h"
#include "chip/core/core.h"

enum {
    LOOP = 64,   /* instructions of a waiting loop at most */
    LOOK = 4096, /* instructions until it comes round, with interrupts */
    ROUNDS = 4,  /* in which another value of the register must end it */
    HSERDY = 1 << 17
};

/* An instruction that reads a block. */
struct load {
    uint32_t pc;
    unsigned target; /* the core's register that gets the value */
};

struct loop {
    uint32_t pcs[LOOP];
    unsigned count;
    struct load loads[LOOP]; /* several, if a compiler unrolled the loop, */
    unsigned load_count;
    uint32_t address; /* of one register */
    bool more;        /* it does more than wait for that one */
};

struct look {
    const struct chip *start; /* at the head of the loop */
    struct chip trial;        /* a copy, to try values on */
};

/* Nothing watches the trial. */
static void begin_trial(struct look *look)
{
    chip_copy(&look->trial, look->start);
    look->trial.watch = (struct watch){.events = 0};
    look->trial.events.count = 0;
}

static void step(struct chip *chip)
{
    uint64_t before = chip->cpu.instructions;
    uint64_t until = chip->cycle + 1000;
    while (chip->cpu.instructions == before && chip->cycle < until &&
           !chip->cpu.locked_up) {
        chip_run(chip, chip->cycle + 1);
        chip->events.count = 0;
    }
}

static bool is_register(uint32_t address)
{
    return address >> 29 == 2; /* 0x40000000 to 0x5FFFFFFF */
}

/* --- the loop --- */

static bool in_loop(const struct loop *loop, uint32_t pc)
{
    for (unsigned i = 0; i < loop->count; i++)
        if (loop->pcs[i] == pc)
            return true;
    return false;
}

/* Makes the fetch window hold an address. */
static bool in_window(struct chip *chip, uint32_t pc)
{
    return pc - chip->cpu.window.lo < chip->cpu.window.size ||
           bus_fetch_window(chip, pc);
}

/* Adds the instruction that the chip is about to execute. */
static void look_at(struct loop *loop, struct chip *chip)
{
    uint32_t pc = chip->cpu.r[CPU_PC];
    struct core_next next = {.size = 0};
    loop->pcs[loop->count++] = pc;
    if (!in_window(chip, pc))
        return;
    core_of(chip)->next(chip, &next);
    if (!next.size || !is_register(next.address))
        return;
    if (next.is_store || (loop->load_count && next.address != loop->address)) {
        loop->more = true;
        return;
    }
    loop->address = next.address;
    loop->loads[loop->load_count++] = (struct load){pc, next.target};
}

/* Goes once round, in the mode that the core is in now. */
static bool go_round(struct chip *chip, struct loop *loop)
{
    uint32_t head = chip->cpu.r[CPU_PC];
    uint8_t ipsr = chip->cpu.ipsr;

    *loop = (struct loop){.count = 0};
    for (unsigned i = 0; i < LOOK; i++) {
        if (chip->cpu.ipsr == ipsr) {
            if (loop->count && chip->cpu.r[CPU_PC] == head)
                return true;
            if (loop->count == LOOP)
                return false;
            look_at(loop, chip);
        }
        if (chip->cpu.sleeping || chip->cpu.locked_up)
            return false;
        step(chip);
    }
    return false;
}

/* --- the bits --- */

/* Returns the load at `pc`, or NULL. */
static const struct load *load_at(const struct loop *loop, uint32_t pc)
{
    for (unsigned i = 0; i < loop->load_count; i++)
        if (loop->loads[i].pc == pc)
            return &loop->loads[i];
    return NULL;
}

/* True: the loop ends if the register had that bit the other way round. */
static bool ends(struct look *look, const struct loop *loop, uint32_t bit)
{
    struct chip *chip = &look->trial;
    uint8_t ipsr = look->start->cpu.ipsr;
    unsigned rounds = 0;

    begin_trial(look);
    for (unsigned i = 0; i < LOOP * ROUNDS && rounds < ROUNDS; i++) {
        const struct load *load = load_at(loop, chip->cpu.r[CPU_PC]);
        if (chip->cpu.ipsr == ipsr && !in_loop(loop, chip->cpu.r[CPU_PC]))
            return true;
        step(chip);
        rounds += load != NULL;
        if (load)
            chip->cpu.r[load->target] ^= bit;
    }
    return false;
}

static uint32_t waited_bits(struct look *look, const struct loop *loop)
{
    uint32_t bits = 0;
    for (unsigned i = 0; i < 32; i++)
        if (ends(look, loop, 1u << i))
            bits |= 1u << i;
    return bits;
}

/* --- the finding --- */

/* Input that a person or a host gives is what firmware may well wait for. */
static bool is_input(const struct chip *chip, uint32_t address)
{
    const char *name = bus_block_name(chip, address);
    return strncmp(name, "GPIO", 4) == 0 || strstr(name, "UART") ||
           strstr(name, "USART");
}

static const char *why(const struct chip *chip, uint32_t address, uint32_t bits)
{
    bool hse = address == family_of(chip)->rcc_cr && bits & HSERDY;
    if (hse && !chip->board.hse_hz)
        return ": the board has nothing on OSC_IN";
    if (hse && chip->board.hse_bypass && !map_of(chip)->hse_bypass(chip))
        return ": no crystal on the board, which brings a clock signal to "
               "OSC_IN (RCC_CR.HSEBYP=1)";
    return "";
}

struct waits {
    uint32_t load, address, bits;
};

static bool find(const struct chip *chip, struct look *look,
                 struct waits *waits)
{
    struct loop loop;
    look->start = chip;
    begin_trial(look);
    if (!go_round(&look->trial, &loop) || !loop.load_count || loop.more ||
        is_input(chip, loop.address))
        return false;
    *waits = (struct waits){loop.loads[0].pc, loop.address,
                            waited_bits(look, &loop)};
    return true;
}

static bool look_at_chip(const struct chip *chip, struct waits *waits)
{
    if (chip->cpu.locked_up)
        return false;
    struct look *look = malloc(sizeof *look);
    bool found = look && find(chip, look, waits);
    free(look);
    return found;
}

bool cause_wait_look(const struct chip *chip, char name[REGISTER_NAME])
{
    struct waits waits;
    if (!look_at_chip(chip, &waits))
        return false;
    register_name(chip, waits.address, waits.bits, name);
    return true;
}

bool cause_wait_find(const struct evidence *seen)
{
    const struct chip *chip = &seen->run->machine.chip;
    char name[REGISTER_NAME];
    struct waits waits;

    if (seen->run->machine.in_rom || !look_at_chip(chip, &waits))
        return false;
    const char *board = why(chip, waits.address, waits.bits);
    register_name(chip, waits.address, waits.bits, name);
    evidence_warn(seen, "wait", waits.load,
                  "the application stands still in a loop: it waits for %s%s",
                  name, board);
    if (*board)
        evidence_advise(seen, "wait",
                        "If your board has a crystal, give its frequency: "
                        "--hse 8MHz,crystal");
    return true;
}
