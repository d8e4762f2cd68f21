/* SPDX-License-Identifier: MIT
 *
 * The registers that the examples and test firmware use, named as ST prints
 * them. RM0367 (STM32L0x3), PM0223 (Cortex-M0+).
 */
#ifndef FIRMWARE_STM32L0_STM32L073_H
#define FIRMWARE_STM32L0_STM32L073_H

#include <stdint.h>

struct rcc { /* RM0367 7.3 */
    volatile uint32_t CR, ICSCR, CRRCR, CFGR, CIER, CIFR, CICR, IOPRSTR,
        AHBRSTR, APB2RSTR, APB1RSTR, IOPENR, AHBENR, APB2ENR, APB1ENR, IOPSMENR,
        AHBSMENR, APB2SMENR, APB1SMENR, CCIPR, CSR;
};
#define RCC ((struct rcc *)0x40021000)

enum {
    RCC_CR_HSI16ON = 1 << 0,
    RCC_CR_HSI16RDYF = 1 << 2,
    RCC_CFGR_SW_HSI16 = 1 << 0,
    RCC_CFGR_SWS = 3 << 2,
    RCC_CFGR_SWS_HSI16 = 1 << 2,
    RCC_IOPENR_IOPAEN = 1 << 0,
    RCC_IOPENR_IOPCEN = 1 << 2,
    RCC_APB2ENR_SYSCFGEN = 1 << 0,
    RCC_APB1ENR_USART2EN = 1 << 17,
    RCC_APB1ENR_PWREN = 1 << 28
};

struct pwr { /* RM0367 6.4 */
    volatile uint32_t CR, CSR;
};
#define PWR ((struct pwr *)0x40007000)

enum {
    PWR_CR_VOS = 3 << 11,
    PWR_CR_VOS_RANGE1 = 1 << 11,
    PWR_CSR_VOSF = 1 << 4
};

struct flash { /* RM0367 3.7 */
    volatile uint32_t ACR, PECR, PDKEYR, PEKEYR, PRGKEYR, OPTKEYR, SR, OPTR,
        WRPROT1;
};
#define FLASH ((struct flash *)0x40022000)

enum {
    FLASH_PECR_PELOCK = 1 << 0,
    FLASH_PECR_PRGLOCK = 1 << 1,
    FLASH_PECR_PROG = 1 << 3,
    FLASH_PECR_ERASE = 1 << 9,
    FLASH_SR_BSY = 1 << 0
};
#define FLASH_PEKEY1  0x89ABCDEF
#define FLASH_PEKEY2  0x02030405
#define FLASH_PRGKEY1 0x8C9DAEBF
#define FLASH_PRGKEY2 0x13141516

/* To erase and program, RM0367 3.3.4. */
static inline void flash_unlock(void)
{
    if (FLASH->PECR & FLASH_PECR_PELOCK) {
        FLASH->PEKEYR = FLASH_PEKEY1;
        FLASH->PEKEYR = FLASH_PEKEY2;
    }
    if (FLASH->PECR & FLASH_PECR_PRGLOCK) {
        FLASH->PRGKEYR = FLASH_PRGKEY1;
        FLASH->PRGKEYR = FLASH_PRGKEY2;
    }
}

#define FLASH_BASE      0x08000000
#define FLASH_PAGE_SIZE 128
#define DATA_EEPROM     ((volatile uint32_t *)0x08080000)

struct syscfg { /* RM0367 10.2 */
    volatile uint32_t CFGR1, CFGR2, EXTICR[4];
};
#define SYSCFG ((struct syscfg *)0x40010000)

enum {
    SYSCFG_CFGR1_MEM_MODE = 3 << 0,
    SYSCFG_CFGR1_MEM_MODE_SYSTEM = 1 << 0,
    SYSCFG_EXTICR4_EXTI13_PC = 2 << 4 /* of EXTICR[3] */
};

struct exti { /* RM0367 13.5 */
    volatile uint32_t IMR, EMR, RTSR, FTSR, SWIER, PR;
};
#define EXTI ((struct exti *)0x40010400)

struct gpio { /* RM0367 9.4 */
    volatile uint32_t MODER, OTYPER, OSPEEDR, PUPDR, IDR, ODR, BSRR, LCKR, AFRL,
        AFRH, BRR;
};
#define GPIOA ((struct gpio *)0x50000000)
#define GPIOC ((struct gpio *)0x50000800)

enum { GPIO_INPUT, GPIO_OUTPUT, GPIO_ALTERNATE, GPIO_ANALOG };

/* Two bits of MODER for one pin. */
static inline void gpio_mode(struct gpio *port, unsigned pin, uint32_t mode)
{
    port->MODER = (port->MODER & ~(3u << 2 * pin)) | mode << 2 * pin;
}

struct usart { /* RM0367 29.8 */
    volatile uint32_t CR1, CR2, CR3, BRR, GTPR, RTOR, RQR, ISR, ICR, RDR, TDR;
};
#define USART2 ((struct usart *)0x40004400)

enum {
    USART_CR1_UE = 1 << 0,
    USART_CR1_RE = 1 << 2,
    USART_CR1_TE = 1 << 3,
    USART_ISR_RXNE = 1 << 5,
    USART_ISR_TC = 1 << 6,
    USART_ISR_TXE = 1 << 7
};

struct systick { /* PM0223 4.4 */
    volatile uint32_t CSR, RVR, CVR, CALIB;
};
#define SYSTICK ((struct systick *)0xE000E010)

enum {
    SYSTICK_CSR_ENABLE = 1 << 0,
    SYSTICK_CSR_TICKINT = 1 << 1,
    SYSTICK_CSR_CLKSOURCE = 1 << 2
};

#define NVIC_ISER    (*(volatile uint32_t *)0xE000E100)
#define EXTI4_15_IRQ 7
#define SCB_VTOR     (*(volatile uint32_t *)0xE000ED08)
#define SCB_AIRCR    (*(volatile uint32_t *)0xE000ED0C)
#define AIRCR_RESET  0x05FA0004 /* VECTKEY, SYSRESETREQ */

/* The ROM bootloader: its stack pointer and its reset vector. */
#define ROM_SP    (*(volatile uint32_t *)0x1FF00000)
#define ROM_RESET (*(volatile uint32_t *)0x1FF00004)

static inline void wait_for_interrupt(void)
{
    __asm volatile("wfi" ::: "memory");
}

static inline void __attribute__((noreturn)) system_reset(void)
{
    __asm volatile("dsb" ::: "memory");
    SCB_AIRCR = AIRCR_RESET;
    for (;;)
        ;
}

#endif
