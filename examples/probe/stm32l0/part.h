/* SPDX-License-Identifier: MIT
 *
 * The STM32L07x/L08x: registers that the probe of each family uses under one
 * name, its experiments, its readings, and their places in the backup
 * registers.
 */
#ifndef EXAMPLES_PROBE_STM32L0_PART_H
#define EXAMPLES_PROBE_STM32L0_PART_H

#include <stdbool.h>

#include "firmware/stm32l0/stm32l073.h"
#include "rom/stm32l0/version.h"

#define RCC_PORTS  RCC->IOPENR
#define RCC_APB1   RCC->APB1ENR
#define PWR_DOMAIN PWR->CR
#define REMAP_REG  SYSCFG->CFGR1

enum {
    PWREN = RCC_APB1ENR_PWREN,
    WWDGEN = RCC_APB1ENR_WWDGEN,
    TIM6EN = RCC_APB1ENR_TIM6EN,
    USART2EN = RCC_APB1ENR_USART2EN,
    DBP = PWR_CR_DBP,
    MEM_MODE = SYSCFG_CFGR1_MEM_MODE,
    MEM_MODE_SYSTEM = SYSCFG_CFGR1_MEM_MODE_SYSTEM,
    BACKUPS_USED = RTC_BACKUP_REGISTERS,
    RAM_STACK = 0x20004C00, /* the probe's stack is above */
    WATCHDOG_RELOAD = 289,  /* 2 s of LSI / 256 */
    REPORT_FORMAT = 3
};

/* Returns what is on, of the clocks that are off after a reset. */
static inline uint32_t part_apb1(void)
{
    return RCC_APB1;
}

static inline void part_open_backup(void)
{
    RCC_APB1 |= PWREN;
    (void)RCC_APB1; /* ES0292: read back before the first access */
}

/* HSI16 to USART2 on PA2 and PA3; the CRC unit. */
static inline void part_open_usart(void)
{
    enum { TX = 2, RX = 3, AF4 = 4 };
    RCC->CR |= RCC_CR_HSI16ON;
    while (!(RCC->CR & RCC_CR_HSI16RDYF))
        ;
    RCC->CCIPR = RCC_CCIPR_USART2SEL_HSI16;
    RCC->IOPENR |= RCC_IOPENR_IOPAEN;
    RCC->APB1ENR |= RCC_APB1ENR_USART2EN;
    RCC->AHBENR |= RCC_AHBENR_CRCEN;
    (void)RCC->AHBENR; /* ES0292: read back before the first access */
    GPIOA->AFRL |= AF4 << 4 * TX | AF4 << 4 * RX;
    GPIOA->PUPDR |= 1 << 2 * RX; /* no host connected: the line is idle */
    gpio_mode(GPIOA, TX, GPIO_ALTERNATE);
    gpio_mode(GPIOA, RX, GPIO_ALTERNATE);
}

/* 20 ms at 32 MHz, 0.3 s at the 2.1 MHz after a reset: the ROM is ready
 * within 0.71 ms (AN2606). */
static inline void part_set_timer(void)
{
    TIM6->PSC = 63;
    TIM6->ARR = 10000;
}

static inline void part_enable_timer(void)
{
    NVIC_ISER = 1u << TIM6_IRQ;
}

/* Some parts show the code to a debugger only. */
static inline uint32_t part_idcode(void)
{
    RCC->APB2ENR |= RCC_APB2ENR_DBGEN;
    (void)RCC->APB2ENR;
    return DBGMCU_IDCODE;
}

/* True: the ROM checks the banks. */
static inline bool part_checks_banks(void)
{
    return ROM_CHECKS_BANKS(ROM_ID_BYTE);
}

enum experiment {
    ENTRY,      /* the reset vector, with bank 2 blank */
    BOUNCE,     /* the reset vector, with the guest in bank 2, */
    BELOW,      /* and once more with the guest's other head */
    PAST,       /* past the bank check, without a first pass */
    PAST_AFTER, /* past the bank check, after a first pass */
    REMAP,      /* an interrupt in a ROM that is not mapped to 0, */
    VECTORS,    /* and once more with VTOR at the probe */
    FAULT,      /* an interrupt that the ROM's default handler takes */
    GO,         /* Go to a head that is no stack pointer */
    WRITE,      /* two short writes to one half page */
    EXPERIMENTS
};

enum reading {
    READ_BOUNCE,
    READ_STACK,
    READ_RAM,
    READ_SP,
    READ_BFB2,
    READ_PAST,
    READ_REMAP,
    READ_FAULT,
    READ_CSR,
    READ_GO,
    READ_WRITE,
    READ_GATE,
    READINGS
};

/* Their values, beside those of state.h. */
enum { SP_RANGE = 1, SP_MASK, SP_BELOW };
enum { PAST_NEEDS_PASS = 1, PAST_FREE };
enum { REMAP_CALLER = 1, REMAP_SELF, REMAP_VTOR };
enum { WRITE_WORDS = 1, WRITE_HALF_PAGE };
enum { GATE_STRICT = 1, GATE_OPEN };

/* --- the places ---
 *
 *   BKP0R   31:20 magic | 19:12 flags after `entry` | 11:8 tries
 *           | 7:4 phase | 3:0 experiment
 *   BKP1R   31:25 bits 12:6 of how `go` came back | 24:0 readings, two bits
 *           each, three for `go`
 *   BKP2R   31:20 words kept above the ROM's RAM | 19:8 words kept in it
 *           | 4 bits each: how the last two experiments came back
 *   BKP3R   4 bits each: how the others came back
 *   BKP4R   how the experiment in flight came back
 */
struct place {
    uint8_t index, pos, bits;
};

static const struct place place_experiment = {0, 0, 4}, place_phase = {0, 4, 4},
                          place_tries = {0, 8, 4}, place_flags = {0, 12, 8},
                          place_go = {1, 25, 7}, place_own = {2, 8, 12},
                          place_above = {2, 20, 12};

static inline struct place place_of_reading(enum reading reading)
{
    unsigned pos = 2 * (unsigned)reading + (reading > READ_GO);
    return (struct place){1, (uint8_t)pos, reading == READ_GO ? 3 : 2};
}

static inline struct place place_of_kept(enum experiment experiment)
{
    enum { IN_KEPT = 8 }; /* so many experiments have their place there */
    unsigned n = (unsigned)experiment;
    return (struct place){n < IN_KEPT ? 3 : 2, (uint8_t)(4 * (n % IN_KEPT)), 4};
}

#endif
