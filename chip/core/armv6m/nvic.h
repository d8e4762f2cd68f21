/* SPDX-License-Identifier: MIT
 *
 * Nested vectored interrupt controller, all exceptions by number. DDI0419
 * B3.4; RM0367 table 55 (vector table): 32 lines, 2 priority bits.
 */
#ifndef CHIP_CORE_ARMV6M_NVIC_H
#define CHIP_CORE_ARMV6M_NVIC_H

#include <stdbool.h>
#include <stdint.h>

struct chip;

/* Positions in the vector table (RM0367 table 55). */
enum irq {
    IRQ_WWDG = 0,
    IRQ_PVD = 1,
    IRQ_RTC = 2,
    IRQ_FLASH = 3,
    IRQ_RCC_CRS = 4,
    IRQ_EXTI0_1 = 5,
    IRQ_EXTI2_3 = 6,
    IRQ_EXTI4_15 = 7,
    IRQ_TIM2 = 15,
    IRQ_TIM6_DAC = 17,
    IRQ_USART1 = 27,
    IRQ_USART2 = 28,
    IRQ_COUNT = 32
};

struct nvic {
    uint64_t pending; /* bit = exception number */
    uint64_t active;
    uint32_t enabled;     /* bit = irq */
    uint32_t lines;       /* levels of the request lines */
    uint8_t priority[32]; /* per irq: bits 7:6 */
};

void nvic_reset(struct chip *chip);
/* Sets the level of a request line: pends on a rising edge, and again after
 * the handler returned while it is still high. */
void nvic_line(struct chip *chip, enum irq irq, bool level);
/* Pends an exception by number. */
void nvic_pend(struct chip *chip, unsigned exception);
/* Takes back the request of an exception by number. */
void nvic_unpend(struct chip *chip, unsigned exception);
/* Recomputes ATTENTION_EXCEPTION; to be called after any change of what is
 * pending, active, enabled or masked, and of sleep. */
void nvic_update(struct chip *chip);

/* Exception entry and return: pending to active, and back. A line that is
 * still high pends again at the return. */
void nvic_activate(struct chip *chip, unsigned exception);
void nvic_deactivate(struct chip *chip, unsigned exception);
/* -2 NMI, -1 HardFault, else 0..192 as in the priority registers. */
int nvic_priority(const struct chip *chip, unsigned exception);
/* The priority the core runs at, PRIMASK included; 256 = Thread mode. */
int nvic_execution_priority(const struct chip *chip);
/* The pending and enabled exception of the highest priority, or 0. */
unsigned nvic_pending(const struct chip *chip);
/* The same if it preempts what runs now, else 0. */
unsigned nvic_takeable(const struct chip *chip);
/* Whether it ends the sleep that the core is in. */
bool nvic_wakes(const struct chip *chip);

/* Word access to ISER, ICER, ISPR, ICPR and IPR0-7. */
bool nvic_read(struct chip *chip, uint32_t address, uint32_t *value);
bool nvic_write(struct chip *chip, uint32_t address, uint32_t value);

#endif
