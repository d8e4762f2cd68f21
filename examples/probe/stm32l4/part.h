/* SPDX-License-Identifier: MIT
 *
 * The STM32L47x, L49x and L43x: registers that the probe of each family uses
 * under one name, its experiments, its readings, and their places in the backup
 * registers.
 */
#ifndef EXAMPLES_PROBE_STM32L4_PART_H
#define EXAMPLES_PROBE_STM32L4_PART_H

#include <stdbool.h>

#include "firmware/stm32l4/stm32l4.h"
#include "rom/stm32l4/version.h"

#define RCC_PORTS  RCC->AHB2ENR
#define RCC_APB1   RCC->APB1ENR1
#define PWR_DOMAIN PWR->CR1
#define REMAP_REG  SYSCFG->MEMRMP

#define ROM_ID_BYTE   (*(const volatile uint8_t *)(ROM_BASE + ROM_ID_OFFSET))
#define ROM_INFO_BYTE (*(const volatile uint8_t *)(ROM_BASE + ROM_INFO_OFFSET))

enum {
    PWREN = RCC_APB1ENR1_PWREN,
    WWDGEN = RCC_APB1ENR1_WWDGEN,
    TIM6EN = RCC_APB1ENR1_TIM6EN,
    USART2EN = RCC_APB1ENR1_USART2EN,
    DBP = PWR_CR1_DBP,
    MEM_MODE = SYSCFG_MEMRMP_MEM_MODE,
    MEM_MODE_SYSTEM = SYSCFG_MEMRMP_MEM_MODE_SYSTEM,
    BACKUPS_USED = 10,      /* of 32 */
    RAM_STACK = 0x2000B800, /* the probe's stack is above, to the end of what
                               every part has */
    WATCHDOG_RELOAD = 500,  /* 4 s of LSI / 256: an L47x without an LSE looks
                               for one for 2.56 s (AN2606 table 227) */
    REPORT_FORMAT = 4
};

static inline uint32_t part_idcode(void)
{
    return DBGMCU_IDCODE;
}

static inline uint32_t part_device(void)
{
    return part_idcode() & 0xFFF;
}

/* True: the ROM checks the banks. */
static inline bool part_checks_banks(void)
{
    return ROM_CHECKS_BANKS(ROM_ID_BYTE);
}

/* Returns what is on, of the clocks that are off after a reset. */
static inline uint32_t part_apb1(void)
{
    return RCC_APB1 & ~(uint32_t)RCC_APB1ENR1_RTCAPBEN;
}

/* The ROM of the L43x may have switched the RTC's clock off (AN2606). */
static inline void part_open_backup(void)
{
    RCC_APB1 |= PWREN;
    if (part_device() != DEV_ID_L476)
        RCC_APB1 |= RCC_APB1ENR1_RTCAPBEN;
    (void)RCC_APB1;
}

/* HSI16 to USART2 on PA2 and PA3; the CRC unit. */
static inline void part_open_usart(void)
{
    enum { TX = 2, RX = 3 };
    RCC->CR |= RCC_CR_HSION;
    while (!(RCC->CR & RCC_CR_HSIRDY))
        ;
    RCC->CCIPR = RCC_CCIPR_USART2SEL_HSI16;
    RCC->AHB2ENR |= RCC_AHB2ENR_GPIOAEN;
    RCC->APB1ENR1 |= RCC_APB1ENR1_USART2EN;
    RCC->AHB1ENR |= RCC_AHB1ENR_CRCEN;
    (void)RCC->AHB1ENR;
    gpio_set(&GPIOA->PUPDR, RX, GPIO_PULL_UP); /* no host: the line is idle */
    gpio_alternate(GPIOA, TX, GPIO_AF7);
    gpio_alternate(GPIOA, RX, GPIO_AF7);
}

/* MHz that the ROM runs at (AN2606). */
static inline uint32_t part_rom_mhz(void)
{
    if (ROM_IS_V10(ROM_ID_BYTE))
        return 24;
    return ROM_IS_L43(ROM_ID_BYTE) ? 60 : 72;
}

/* 0.3 s, or 3 s while an L47x waits for its LSE: the ROM is ready 77 ms after
 * its start (AN2606), or 2.56 s. */
static inline void part_set_timer(void)
{
    bool waits = part_device() == DEV_ID_L476 && !(RCC->BDCR & RCC_BDCR_LSERDY);
    TIM6->PSC = 100 * part_rom_mhz() - 1;
    TIM6->ARR = waits ? 30000 : 3000;
}

static inline void part_enable_timer(void)
{
    nvic_enable(TIM6_IRQ);
}

enum experiment {
    ENTRY,   /* the reset vector, with bank 2 blank */
    BOUNCE,  /* with the guest in bank 2, and flash mapped at 0, */
    OPTION,  /* with the shadow of BFB2 set, */
    MAPPED,  /* with the ROM mapped at 0, */
    PIN,     /* with the shadow of nBOOT0 cleared */
    END,     /* the guest's head is the end of SRAM, */
    SRAM2,   /* and in SRAM2 */
    TORN,    /* the guest's head has two wrong bits */
    SWAP,    /* FB_MODE = 1, and no bank has a head */
    BANKS,   /* FB_MODE = 1, and bank 2 has one */
    REMAP,   /* an interrupt in a ROM that is not mapped to 0, */
    VECTORS, /* and in one that is, with VTOR at the probe */
    FAULT,   /* an interrupt that the ROM's default handler takes */
    GO,      /* Go to a head that is no stack pointer */
    WRITE,   /* a write of 4 bytes more than a multiple of 8 */
    PAGES,   /* an erase with a number above the last page */
    EXPERIMENTS
};

enum reading {
    READ_BOUNCE,
    READ_STACK,
    READ_RAM,
    READ_SP,
    READ_BFB2,
    READ_BOOT0,
    READ_REMAP,
    READ_FAULT,
    READ_CSR,
    READ_GO,
    READ_WRITE,
    READ_TORN,
    READ_FB_MODE,
    READ_HAND_OVER,
    READ_BANKS,
    READ_PAGES,
    READINGS
};

/* Their values, beside those of state.h; the last ones are two that cannot be
 * told apart. */
enum { SP_INCLUSIVE = 1, SP_EXCLUSIVE, SP_SRAM2 };
enum { BOOT0_ALWAYS_0 = 1, BOOT0_MEM_MODE, BOOT0_PIN, BOOT0_ALWAYS_0_OR_PIN };
enum {
    REMAP_CALLER = 1,
    REMAP_SELF,
    REMAP_VTOR,
    REMAP_ZERO,
    REMAP_CALLER_OR_ZERO,
    REMAP_SELF_OR_VTOR
};
enum { WRITE_PADDED = 1, WRITE_DROPPED };
enum { TORN_FAULT = 1, TORN_INVALID };
enum { FB_MODE_KEPT = 1, FB_MODE_CLEARED };
enum { HAND_OVER_LEFT = 1, HAND_OVER_RESTORED };
enum { BANKS_ADDRESSED = 1, BANKS_PHYSICAL };
enum { PAGES_NACK = 1, PAGES_IGNORED };

/* --- the places ---
 *
 *   BKP0R     31:20 magic | 19:12 tries | 11:8 phase | 7:0 experiment
 *   BKP1R     14:8 bits 12:6 of how `go` came back | 7:0 flags after `entry`
 *   BKP2R     words kept in the ROM's RAM
 *   BKP3R     words kept above it
 *   BKP4R     how the experiment in flight came back
 *   BKP5R, 6  4 bits each: how the others came back
 *   BKP7R, 8  3 bits each: readings
 *   BKP9R     15:8 tries to tear a word | 3:2 what a reset makes of
 *             FLASH_OPTR | 1:0 the LSE before: 0 = not noted
 */
struct place {
    uint8_t index, pos, bits;
};

static const struct place place_experiment = {0, 0, 8}, place_phase = {0, 8, 4},
                          place_tries = {0, 12, 8}, place_flags = {1, 0, 8},
                          place_go = {1, 8, 7}, place_own = {2, 0, 16},
                          place_above = {3, 0, 16};

static inline struct place place_of_reading(enum reading reading)
{
    enum { A_REGISTER = 10 };
    unsigned n = (unsigned)reading;
    return (struct place){(uint8_t)(7 + n / A_REGISTER),
                          (uint8_t)(3 * (n % A_REGISTER)), 3};
}

static inline struct place place_of_kept(enum experiment experiment)
{
    unsigned n = (unsigned)experiment;
    return (struct place){(uint8_t)(5 + n / 8), (uint8_t)(4 * (n % 8)), 4};
}

#endif
