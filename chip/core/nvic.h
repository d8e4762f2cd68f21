/* SPDX-License-Identifier: MIT
 *
 * Nested vectored interrupt controller, all exceptions by number. DDI0419
 * B3.4, DDI0403 B3.4. The map says how many lines there are, and which block is
 * on which line.
 */
#ifndef CHIP_CORE_NVIC_H
#define CHIP_CORE_NVIC_H

#include "chip/map.h"

void nvic_reset(struct chip *chip);
/* Sets the level of a request line: pends on a rising edge, and again after
 * the handler returned while it is still high. */
void nvic_line(struct chip *chip, unsigned irq, bool level);
/* Sets whether a block requests its interrupt, whose line it may share. */
void nvic_request(struct chip *chip, const struct map_row *row, bool level);
/* Does the same for a block with several interrupts: bit of `mask` = index in
 * row->irqs. */
void nvic_requests(struct chip *chip, const struct map_row *row, uint32_t mask);
/* Sets the level of what requests the NMI. */
void nvic_nmi(struct chip *chip, bool level);
/* Returns "TIM2", ... or "IRQ" for a line that nothing is on. */
const char *nvic_irq_name(const struct chip *chip, unsigned irq);
/* Pends an exception by number. */
void nvic_pend(struct chip *chip, unsigned exception);
/* Takes back the request of an exception by number. */
void nvic_unpend(struct chip *chip, unsigned exception);
/* Returns whether an interrupt is pending, enabled or not. */
bool nvic_irqs_pending(const struct chip *chip);
/* Recomputes ATTENTION_EXCEPTION; to be called after any change of what is
 * pending, active, enabled or masked, and of sleep. */
void nvic_update(struct chip *chip);

/* Move an exception from pending to active at its entry, and out of active at
 * its return, where a line that is still high pends again. */
void nvic_activate(struct chip *chip, unsigned exception);
void nvic_deactivate(struct chip *chip, unsigned exception);
/* Returns -2 for NMI, -1 for HardFault, else 0..255 as in the priority
 * registers. */
int nvic_priority(const struct chip *chip, unsigned exception);
/* Returns the priority the core runs at, as far as it preempts, with PRIMASK;
 * 256 = Thread mode. */
int nvic_execution_priority(const struct chip *chip);
/* Returns whether an exception would preempt what runs now. */
bool nvic_preempts(const struct chip *chip, unsigned exception);
/* Returns whether an exception would preempt the handler of another. */
bool nvic_more_urgent(const struct chip *chip, unsigned exception,
                      unsigned other);
/* Returns the pending and enabled exception of the highest priority, or 0. */
unsigned nvic_pending(const struct chip *chip);
/* Returns the same if it preempts what runs now, else 0. */
unsigned nvic_takeable(const struct chip *chip);
/* Returns whether it ends the sleep that the core is in. */
bool nvic_wakes(const struct chip *chip);

/* Returns the interrupts of a set from 32 * `word` on, as a register has them.
 */
uint32_t nvic_word(const struct exception_set *set, unsigned word);
/* Read and write ISER, ICER, ISPR, ICPR and IPR by words. Return false for
 * another address. */
bool nvic_read(struct chip *chip, uint32_t address, uint32_t *value);
bool nvic_write(struct chip *chip, uint32_t address, uint32_t value);

#endif
