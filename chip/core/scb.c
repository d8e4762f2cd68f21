/* SPDX-License-Identifier: MIT */
#include "chip/core/scb.h"

#include "chip/core/core.h"
#include "chip/core/exception.h"
#include "chip/core/nvic.h"
#include "chip/reset.h"

#define ICSR_VECTPENDING_POS 12
#define ICSR_ISRPENDING      (1u << 22)
#define ICSR_PENDSTCLR       (1u << 25)
#define ICSR_PENDSTSET       (1u << 26)
#define ICSR_PENDSVCLR       (1u << 27)
#define ICSR_PENDSVSET       (1u << 28)
#define ICSR_NMIPENDSET      (1u << 31)

#define AIRCR_VECTKEY       0x05FA0000u
#define AIRCR_KEY_MASK      0xFFFF0000u
#define AIRCR_VECTCLRACTIVE (1u << 1)
#define AIRCR_SYSRESETREQ   (1u << 2)

static bool pending(const struct chip *chip, unsigned exception)
{
    return exception_set_has(&chip->nvic.pending, exception);
}

uint32_t scb_read_icsr(const struct chip *chip)
{
    uint32_t value = chip->cpu.ipsr;
    value |= nvic_pending(chip) << ICSR_VECTPENDING_POS;
    if (nvic_irqs_pending(chip))
        value |= ICSR_ISRPENDING;
    if (pending(chip, EXCEPTION_SYSTICK))
        value |= ICSR_PENDSTSET;
    if (pending(chip, EXCEPTION_PENDSV))
        value |= ICSR_PENDSVSET;
    if (pending(chip, EXCEPTION_NMI))
        value |= ICSR_NMIPENDSET;
    return value;
}

/* Set and clear at once is UNPREDICTABLE; assumed: set wins. */
void scb_write_icsr(struct chip *chip, uint32_t value)
{
    if (value & ICSR_PENDSTCLR)
        nvic_unpend(chip, EXCEPTION_SYSTICK);
    if (value & ICSR_PENDSVCLR)
        nvic_unpend(chip, EXCEPTION_PENDSV);
    if (value & ICSR_PENDSTSET)
        nvic_pend(chip, EXCEPTION_SYSTICK);
    if (value & ICSR_PENDSVSET)
        nvic_pend(chip, EXCEPTION_PENDSV);
    if (value & ICSR_NMIPENDSET)
        nvic_pend(chip, EXCEPTION_NMI);
}

/* DDI0419 B3.2.6. VECTCLRACTIVE is meant for a halted core; written by
 * software it is UNPREDICTABLE. Assumed: Thread mode, nothing active. */
static void clear_active(struct chip *chip)
{
    chip->nvic.active = (struct exception_set){0};
    chip->cpu.ipsr = 0;
    nvic_update(chip);
}

bool scb_write_aircr(struct chip *chip, uint32_t value)
{
    if ((value & AIRCR_KEY_MASK) != AIRCR_VECTKEY)
        return false;
    if (value & AIRCR_VECTCLRACTIVE)
        clear_active(chip);
    if (value & AIRCR_SYSRESETREQ)
        reset_request(chip, RESET_SYSTEM);
    return true;
}

uint32_t scb_read_priorities(const struct chip *chip, unsigned first)
{
    uint32_t value = 0;
    for (unsigned i = 0; i < 4; i++)
        value |= (uint32_t)chip->scb.priority[first + i] << 8 * i;
    return value;
}

void scb_write_priorities(struct chip *chip, unsigned first, uint32_t value)
{
    const struct core *core = core_of(chip);
    for (unsigned i = 0; i < 4; i++)
        if (core->system_priorities >> (first + i) & 1)
            chip->scb.priority[first + i] =
                value >> 8 * i & core->priority_mask;
    nvic_update(chip);
}
