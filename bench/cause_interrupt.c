/* SPDX-License-Identifier: MIT */
#include "bench/cause_interrupt.h"

#include <inttypes.h>
#include <stdio.h>

#include "bench/exception_name.h"
#include "chip/core/exception.h"
#include "chip/core/nvic.h"

enum {
    USART1_PINS = 1 << 9 | 1 << 10, /* of port A */
    USART2_PINS = 1 << 2 | 1 << 3,
    SYSTICK = EXCEPTION_SYSTICK
};

/* True: the ROM did not get so far as to answer. */
static bool failed(const struct evidence *seen)
{
    switch (seen->result->verdict) {
    case VERDICT_LOCKUP:
    case VERDICT_HARDFAULT:
    case VERDICT_ASTRAY:
    case VERDICT_RESET_LOOP:
    case VERDICT_DEAF:
    case VERDICT_BOUNCED: return true;
    default: return false;
    }
}

static void of_systick(const struct evidence *seen)
{
    const struct machine_visit *visit = seen->visit;
    if (visit->interrupted == SYSTICK && failed(seen))
        evidence_blame(
            seen, "D1", visit->from,
            "SysTick runs with its interrupt on at the jump: it interrupted "
            "the ROM before that had set up its own, and the handler of the "
            "vector that it took does not come back to the ROM in order");
    else if (visit->systick)
        evidence_warn(seen, "D1", visit->from,
                      "SysTick runs with its interrupt on at the jump: it "
                      "interrupts the ROM until that sets up its own");
}

static const char *first_name(const struct chip *chip,
                              const struct exception_set *irqs)
{
    return nvic_irq_name(chip, exception_set_first(irqs) - EXCEPTION_IRQ0);
}

enum { LINES_TEXT = 2 + 8 * (IRQ_COUNT / 32) + 1 };

/* Writes interrupts as the words of ISER have them, the highest first. */
static void lines_text(const struct exception_set *irqs, char text[LINES_TEXT])
{
    unsigned word = IRQ_COUNT / 32 - 1;
    while (word && !nvic_word(irqs, word))
        word--;
    int length = snprintf(text, LINES_TEXT, "0x");
    for (word++; word--;)
        length += snprintf(text + length, LINES_TEXT - (size_t)length,
                           "%08" PRIX32, nvic_word(irqs, word));
}

static void of_nvic(const struct evidence *seen)
{
    const struct machine_visit *visit = seen->visit;
    const struct chip *chip = &seen->run->machine.chip;
    unsigned taken = visit->interrupted;
    char lines[LINES_TEXT];

    lines_text(&visit->enabled, lines);
    if (taken >= EXCEPTION_IRQ0 && exception_set_has(&visit->enabled, taken) &&
        failed(seen))
        evidence_blame(
            seen, "D2", visit->from,
            "the interrupt of %s is still enabled at the jump and was taken "
            "in the ROM, which has no handler for it",
            nvic_irq_name(chip, taken - EXCEPTION_IRQ0));
    else if (!exception_set_empty(&visit->receivers))
        evidence_blame(
            seen, "D2", visit->from,
            "%s is left on with its receive interrupt enabled in the NVIC: the "
            "first byte of the host interrupts the ROM, which has no handler "
            "for it",
            first_name(chip, &visit->receivers));
    else if (!exception_set_empty(&visit->enabled))
        evidence_warn(seen, "D2", visit->from,
                      "the NVIC lines %s are enabled at the jump "
                      "(%s ...): such an interrupt goes astray in the ROM",
                      lines, first_name(chip, &visit->enabled));
}

/* BASEPRI masks no interrupt of priority 0, which all have after a reset. */
static void of_masks_v7(const struct evidence *seen)
{
    const struct machine_visit *visit = seen->visit;
    if (visit->faultmask)
        evidence_deafens(
            seen, "D4", visit->from,
            "FAULTMASK is 1 at the jump: the ROM gets no interrupts, and each "
            "fault in it is a HardFault's lock-up. %s",
            evidence_needs(seen));
    else if (visit->basepri)
        evidence_deafens(
            seen, "D4", visit->from,
            "BASEPRI is 0x%02X at the jump: of its interrupts the ROM gets "
            "those of a higher priority alone, and the priorities are the "
            "application's until the ROM sets its own. %s",
            visit->basepri, evidence_needs(seen));
}

static void of_masks(const struct evidence *seen)
{
    const struct machine_visit *visit = seen->visit;
    char handler[EXCEPTION_TEXT];
    exception_format(&seen->run->machine.chip, visit->ipsr, handler);
    if (visit->ipsr)
        evidence_deafens(
            seen, "D5", visit->from,
            "the jump is made in the handler of %s, which stays active: "
            "interrupts of its priority and below are masked for ever. %s",
            handler, evidence_needs(seen));
    if (visit->primask)
        evidence_deafens(
            seen, "D3", visit->from,
            "PRIMASK is 1 at the jump: the ROM gets no interrupts. %s",
            evidence_needs(seen));
    of_masks_v7(seen);
}

static void of_strangers(const struct evidence *seen)
{
    unsigned usart = seen->run->probe.stranger >> USART_1 & 1 ? 1 : 2;
    evidence_blame(seen, "G3", seen->visit->from,
                   "somebody sends to USART%u: the ROM took a byte 0x7F that "
                   "came there for its host, and serves that line until the "
                   "next reset. %s is not looked at any more",
                   usart, evidence_usb_is_deaf(seen) ? "USB" : "The other one");
    evidence_advise(seen, "G3",
                    "Build the library with BOOT0_ONLY_USB, BOOT0_ONLY_USART1 "
                    "or BOOT0_ONLY_USART2; or lock the pins of the USARTs that "
                    "are not used (GPIOA_LCKR) after a reset, before the jump; "
                    "or keep their RX quiet.");
}

static void of_pins(const struct evidence *seen)
{
    unsigned usart = seen->run->probe.usart;
    unsigned pins = usart == USART_1 ? USART1_PINS : USART2_PINS;
    uint16_t locked = seen->visit->locked[GPIO_A];
    if (seen->result->verdict != VERDICT_DEAF)
        return;
    if (seen->run->probe.stranger)
        of_strangers(seen);
    else if (locked & pins && !evidence_usb_is_deaf(seen))
        evidence_blame(seen, "G3", seen->visit->from,
                       "GPIOA_LCKR holds %s (0x%04X) at the jump: the ROM "
                       "cannot connect its USART%u, on which the host asks",
                       usart == USART_1 ? "PA9 or PA10" : "PA2 or PA3", locked,
                       usart == USART_1 ? 1 : 2);
}

void cause_interrupt_find(const struct evidence *seen)
{
    if (!seen->visit)
        return;
    of_systick(seen);
    of_nvic(seen);
    of_masks(seen);
    of_pins(seen);
}
