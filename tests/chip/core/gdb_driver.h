/* SPDX-License-Identifier: MIT
 *
 * A processor behind a GDB remote server: `boot0 run --gdb`, or OpenOCD with a
 * real part. docs/debugging.md says how to run the instruction tests on it.
 * The vectors are put into SRAM, so that what the part's flash holds does not
 * matter and is not touched.
 */
#ifndef TESTS_CHIP_CORE_GDB_DRIVER_H
#define TESTS_CHIP_CORE_GDB_DRIVER_H

#include "tests/chip/core/cpu_driver.h"
#include "tests/tools/gdb/gdb_client.h"

enum {
    DRIVER_VECTORS = 0x20000000, /* below the data of the cases */
    DRIVER_HANDLER = 0x200000F0, /* b . */
    DRIVER_VTOR = 0xE000ED08,
    DRIVER_AIRCR = 0xE000ED0C,
    DRIVER_CLEAR_ACTIVE = 0x05FA0002, /* VECTKEY, VECTCLRACTIVE */
    DRIVER_ICSR = 0xE000ED04,
    DRIVER_CLEAR_PENDING = 0x0A000000, /* PENDSVCLR, PENDSTCLR */
    DRIVER_ICER = 0xE000E180,
    DRIVER_ICPR = 0xE000E280,
    DRIVER_SYST_CSR = 0xE000E010,
    DRIVER_LOCKED_UP = 0xFFFFFFFE
};

struct gdb_target {
    struct gdb_client client;
    bool known; /* its state is ours */
};

static inline void driver_word(struct gdb_target *target, uint32_t address,
                               uint32_t word)
{
    client_write_memory(&target->client, address, &word, sizeof word);
}

/* A new start: reset, vectors in SRAM, no interrupts. */
static inline void driver_restart(struct gdb_target *target)
{
    static const uint16_t handler = 0xE7FE;
    uint32_t vectors[FIXTURE_VECTORS];
    for (unsigned i = 0; i < FIXTURE_VECTORS; i++)
        vectors[i] = DRIVER_HANDLER | 1;
    client_monitor(&target->client, "reset halt");
    client_write_memory(&target->client, DRIVER_VECTORS, vectors,
                        sizeof vectors);
    client_write_memory(&target->client, DRIVER_HANDLER, &handler,
                        sizeof handler);
    driver_word(target, DRIVER_SYST_CSR, 0);
    driver_word(target, DRIVER_ICER, 0xFFFFFFFF);
    driver_word(target, DRIVER_ICPR, 0xFFFFFFFF);
    driver_word(target, DRIVER_VTOR, DRIVER_VECTORS);
    target->known = true;
}

/* VECTCLRACTIVE works while a debugger holds the core (DDI0419 B3.2.6). */
static inline void gdb_driver_reset(void *state)
{
    struct gdb_target *target = state;
    if (!target->known || client_get(&target->client, "pc") >= 0xF0000000)
        driver_restart(target);
    driver_word(target, DRIVER_ICSR, DRIVER_CLEAR_PENDING);
    driver_word(target, DRIVER_AIRCR, DRIVER_CLEAR_ACTIVE);
    client_put(&target->client, "control", 0);
    client_put(&target->client, "primask", 0);
}

/* MSP and PSP by their names: which of them the SP is follows from CONTROL. */
static inline void gdb_driver_put_state(void *state, const struct cpu_state *s)
{
    struct gdb_client *client = &((struct gdb_target *)state)->client;
    bool psp = s->control & CONTROL_SPSEL;
    char name[8];
    for (unsigned i = 0; i < 13; i++) {
        snprintf(name, sizeof name, "r%u", i);
        client_put(client, name, s->r[i]);
    }
    client_put(client, "xpsr", s->flags | (uint32_t)s->t << 24);
    client_put(client, "control", s->control);
    client_put(client, "msp", psp ? s->sp_other : s->r[CPU_SP]);
    client_put(client, "psp", psp ? s->r[CPU_SP] : s->sp_other);
    client_put(client, "primask", s->primask);
    client_put(client, "lr", s->r[CPU_LR]);
    client_put(client, "pc", s->r[CPU_PC]);
}

static inline void gdb_driver_get_state(void *state, struct cpu_state *s)
{
    struct gdb_client *client = &((struct gdb_target *)state)->client;
    uint32_t xpsr = client_get(client, "xpsr");
    uint32_t msp = client_get(client, "msp"), psp = client_get(client, "psp");
    char name[8];
    *s = (struct cpu_state){
        .flags = xpsr & 0xF0000000,
        .t = xpsr >> 24 & 1,
        .ipsr = xpsr & 0x3F,
        .control = client_get(client, "control"),
        .primask = client_get(client, "primask"),
    };
    bool uses_psp = s->control & CONTROL_SPSEL;
    for (unsigned i = 0; i < 13; i++) {
        snprintf(name, sizeof name, "r%u", i);
        s->r[i] = client_get(client, name);
    }
    s->r[CPU_SP] = uses_psp ? psp : msp;
    s->sp_other = uses_psp ? msp : psp;
    s->r[CPU_LR] = client_get(client, "lr");
    s->r[CPU_PC] = client_get(client, "pc");
}

static inline void gdb_driver_put_memory(void *state, uint32_t address,
                                         const void *bytes, size_t length)
{
    client_write_memory(&((struct gdb_target *)state)->client, address, bytes,
                        length);
}

static inline void gdb_driver_get_memory(void *state, uint32_t address,
                                         void *bytes, size_t length)
{
    client_read_memory(&((struct gdb_target *)state)->client, address, bytes,
                       length);
}

static inline void gdb_driver_step(void *state)
{
    struct gdb_client *client = &((struct gdb_target *)state)->client;
    client_send(client, "s");
    const char *answer = client_answer(client);
    if (answer[0] != 'T' && answer[0] != 'S')
        fail_msg("a step is answered by \"%s\"", answer);
}

static const struct cpu_driver gdb_driver = {
    .reset = gdb_driver_reset,
    .put_state = gdb_driver_put_state,
    .get_state = gdb_driver_get_state,
    .put_memory = gdb_driver_put_memory,
    .get_memory = gdb_driver_get_memory,
    .step = gdb_driver_step,
};

#endif
