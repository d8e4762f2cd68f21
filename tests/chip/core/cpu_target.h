/* SPDX-License-Identifier: MIT
 *
 * The processor that the instruction tests run on: the virtual chip, or what
 * is behind the GDB remote server that BOOT0_GDB=HOST:PORT names.
 */
#ifndef TESTS_CHIP_CORE_CPU_TARGET_H
#define TESTS_CHIP_CORE_CPU_TARGET_H

#include "tests/chip/core/cpu_case.h"
#include "tests/chip/core/gdb_driver.h"

static const struct cpu_driver *cpu;
static void *subject;

static inline bool target_is_remote(void)
{
    return cpu == &gdb_driver;
}

/* Group setup. */
static inline int target_open(void **state)
{
    static struct chip chip;
    static struct gdb_target remote;
    const char *name = getenv("BOOT0_GDB");
    char host[256];
    (void)state;
    cpu = &chip_driver;
    subject = &chip;
    if (!name || !*name)
        return 0;
    const char *colon = strrchr(name, ':');
    snprintf(host, sizeof host, "%.*s", colon ? (int)(colon - name) : 0, name);
    if (!colon || !client_open(&remote.client, host, colon + 1)) {
        print_error("BOOT0_GDB=%s: no server answers at HOST:PORT\n", name);
        return -1;
    }
    client_start(&remote.client);
    cpu = &gdb_driver;
    subject = &remote;
    return 0;
}

/* Group teardown: a part is left with its own firmware running. */
static inline int target_close(void **state)
{
    (void)state;
    if (!target_is_remote())
        return 0;
    struct gdb_target *remote = subject;
    client_monitor(&remote->client, "reset");
    client_expect(&remote->client, "D", "OK");
    client_close(&remote->client);
    return 0;
}

/* --- a few instructions --- */

/* CODE at CASE_CODE, in this state. */
static inline void target_begin(const uint16_t *code, size_t size,
                                const struct cpu_state *state)
{
    cpu->reset(subject);
    cpu->put_memory(subject, CASE_CODE, code, size);
    cpu->put_state(subject, state);
}

/* Does COUNT of them. */
static inline void target_steps(unsigned count, struct cpu_state *state)
{
    for (unsigned i = 0; i < count; i++)
        cpu->step(subject);
    cpu->get_state(subject, state);
}

#endif
