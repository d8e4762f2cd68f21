/* SPDX-License-Identifier: MIT
 *
 * The registers that firmware of this tree uses: the model ROM, the examples
 * and the test firmware. Named as ST prints them. RM0367 (STM32L0x3).
 */
#ifndef FIRMWARE_STM32L0_STM32L073_H
#define FIRMWARE_STM32L0_STM32L073_H

#include <stdint.h>

#include "firmware/blocks.h"
#include "firmware/core.h"

struct rcc { /* RM0367 7.3 */
    volatile uint32_t CR, ICSCR, CRRCR, CFGR, CIER, CIFR, CICR, IOPRSTR,
        AHBRSTR, APB2RSTR, APB1RSTR, IOPENR, AHBENR, APB2ENR, APB1ENR, IOPSMENR,
        AHBSMENR, APB2SMENR, APB1SMENR, CCIPR, CSR;
};
#define RCC ((struct rcc *)0x40021000)

enum {
    RCC_CR_HSI16ON = 1 << 0,
    RCC_CR_HSI16RDYF = 1 << 2,
    RCC_CR_HSI16DIVEN = 1 << 3,
    RCC_CR_MSION = 1 << 8,
    RCC_CR_MSIRDY = 1 << 9,
    RCC_CR_HSEON = 1 << 16,
    RCC_CR_HSERDY = 1 << 17,
    RCC_CR_HSEBYP = 1 << 18,
    RCC_CR_PLLON = 1 << 24,
    RCC_CR_PLLRDY = 1 << 25,
    RCC_ICSCR_RESET = 0xB000, /* MSIRANGE 5 (2.1 MHz), HSI16TRIM 0x10 */
    RCC_ICSCR_MSIRANGE_POS = 13,
    RCC_CFGR_SW = 3 << 0,
    RCC_CFGR_SW_MSI = 0,
    RCC_CFGR_SW_HSI16 = 1,
    RCC_CFGR_SW_HSE = 2,
    RCC_CFGR_SW_PLL = 3,
    RCC_CFGR_SWS_POS = 2,
    RCC_CFGR_SWS = 3 << 2,
    RCC_CFGR_SWS_HSI16 = 1 << 2,
    RCC_CFGR_PPRE1 = 7 << 8,
    RCC_CFGR_PPRE1_DIV2 = 4 << 8,
    RCC_CFGR_PLLSRC_HSE = 1 << 16,
    RCC_CFGR_PLLMUL4 = 1 << 18,
    RCC_CFGR_PLLMUL8 = 3 << 18,
    RCC_CFGR_PLLDIV2 = 1 << 22,
    RCC_CFGR_PLL = 0xFD0000, /* PLLSRC, PLLMUL, PLLDIV */
    RCC_IOPENR_IOPAEN = 1 << 0,
    RCC_IOPENR_IOPCEN = 1 << 2,
    RCC_AHBENR_MIFEN = 1 << 8,
    RCC_AHBENR_CRCEN = 1 << 12,
    RCC_AHBENR_ALL = 0x00111101, /* DMA, MIF, CRC, TSC, RNG */
    RCC_AHBRSTR_MIFRST = 1 << 8,
    RCC_APB2ENR_SYSCFGEN = 1 << 0,
    RCC_APB2ENR_USART1EN = 1 << 14,
    RCC_APB2ENR_DBGEN = 1 << 22,
    RCC_APB2ENR_ALL = 0x00405225, /* all but the firewall */
    RCC_APB2RSTR_DBGRST = 1 << 22,
    RCC_APB1ENR_TIM6EN = 1 << 4,
    RCC_APB1ENR_WWDGEN = 1 << 11,
    RCC_APB1ENR_USART2EN = 1 << 17,
    RCC_APB1ENR_LPUART1EN = 1 << 18,
    RCC_APB1ENR_PWREN = 1 << 28,
    RCC_APB1ENR_ALL = (int)0xF8FE4A33,
    RCC_CCIPR_USART1SEL = 3 << 0,
    RCC_CCIPR_USART2SEL = 3 << 2,
    RCC_CCIPR_USART2SEL_HSI16 = 2 << 2,
    RCC_CCIPR_LPUART1SEL_LSE = 3 << 10,
    RCC_CCIPR_LPTIM1SEL_LSE = 3 << 18,
    RCC_CCIPR_HSI48SEL = 1 << 26,
    RCC_CRRCR_HSI48ON = 1 << 0,
    RCC_CRRCR_HSI48RDY = 1 << 1,
    RCC_CSR_LSEON = 1 << 8,
    RCC_CSR_LSERDY = 1 << 9,
    RCC_CSR_RTCSEL_LSE = 1 << 16,
    RCC_CSR_RTCEN = 1 << 18,
    RCC_CSR_RTCRST = 1 << 19,
    RCC_CSR_RMVF = 1 << 23
};

struct pwr { /* RM0367 6.4 */
    volatile uint32_t CR, CSR;
};
#define PWR ((struct pwr *)0x40007000)

enum {
    PWR_CR_LPSDSR = 1 << 0,
    PWR_CR_CWUF = 1 << 2,
    PWR_CR_DBP = 1 << 8,
    PWR_CR_VOS_POS = 11,
    PWR_CR_VOS = 3 << 11,
    PWR_CR_VOS_RANGE1 = 1 << 11,
    PWR_CSR_VOSF = 1 << 4
};

/* SYSCLK and the buses from HSI16, 16 MHz, which without wait states needs
 * voltage range 1 (RM0367 table 13). The clock of PWR is on. After Go the ROM's
 * PLL may be selected: CFGR is replaced as a whole (docs/mistakes/K1.md). */
static inline void hsi16_start(void)
{
    PWR->CR = (PWR->CR & ~PWR_CR_VOS) | PWR_CR_VOS_RANGE1;
    while (PWR->CSR & PWR_CSR_VOSF)
        ;
    RCC->CR |= RCC_CR_HSI16ON;
    while (!(RCC->CR & RCC_CR_HSI16RDYF))
        ;
    RCC->CFGR = RCC_CFGR_SW_HSI16;
    while ((RCC->CFGR & RCC_CFGR_SWS) != RCC_CFGR_SWS_HSI16)
        ;
}

struct flash { /* RM0367 3.7 */
    volatile uint32_t ACR, PECR, PDKEYR, PEKEYR, PRGKEYR, OPTKEYR, SR, OPTR,
        WRPROT1;
};
#define FLASH ((struct flash *)0x40022000)

enum {
    FLASH_ACR_LATENCY = 1 << 0,
    FLASH_ACR_PRFTEN = 1 << 1,
    FLASH_PECR_PELOCK = 1 << 0,
    FLASH_PECR_PRGLOCK = 1 << 1,
    FLASH_PECR_PROG = 1 << 3,
    FLASH_PECR_ERASE = 1 << 9,
    FLASH_PECR_FPRG = 1 << 10,
    FLASH_PECR_OBL_LAUNCH = 1 << 18,
    FLASH_SR_BSY = 1 << 0,
    FLASH_SR_RC_W1 = 0x32F02, /* EOP and every error: cleared by 1 */
    FLASH_OPTR_RDPROT = 0xFF,
    FLASH_OPTR_WPRMOD = 1 << 8,
    FLASH_OPTR_BFB2 = 1 << 23
};
#define FLASH_PEKEY1  0x89ABCDEF
#define FLASH_PEKEY2  0x02030405
#define FLASH_PRGKEY1 0x8C9DAEBF
#define FLASH_PRGKEY2 0x13141516
#define FLASH_OPTKEY1 0xFBEAD9C8
#define FLASH_OPTKEY2 0x24252627

/* Readout protection: levels 0 and 2; any other value is level 1. */
enum {
    RDP_LEVEL0 = 0xAA,
    RDP_LEVEL1 = 0xBB, /* what ST's own drivers write */
    RDP_LEVEL2 = 0xCC
};

/* Unlocks the flash for erase and programming, RM0367 3.3.4. */
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
/* RM0367 33.2 */
#define UID_0           (*(const volatile uint32_t *)0x1FF80050)
#define UID_1           (*(const volatile uint32_t *)0x1FF80054)
#define UID_2           (*(const volatile uint32_t *)0x1FF80064)
#define F_SIZE          (*(const volatile uint16_t *)0x1FF8007C) /* KB */

struct syscfg { /* RM0367 10.2 */
    volatile uint32_t CFGR1, CFGR2, EXTICR[4], COMP1_CSR, COMP2_CSR, CFGR3;
};
#define SYSCFG ((struct syscfg *)0x40010000)

enum {
    SYSCFG_CFGR1_MEM_MODE = 3 << 0,
    SYSCFG_CFGR1_MEM_MODE_SYSTEM = 1 << 0,
    SYSCFG_CFGR1_UFB = 1 << 3,
    SYSCFG_CFGR1_BOOT_MODE = 3 << 8,
    SYSCFG_CFGR1_BOOT_MODE_SYSTEM = 1 << 8,
    SYSCFG_EXTICR4_EXTI13_PC = 2 << 4, /* of EXTICR[3] */
    SYSCFG_CFGR3_EN_VREFINT = 1 << 0,
    SYSCFG_CFGR3_ENREF_HSI48 = 1 << 13
};

struct exti { /* RM0367 13.5 */
    volatile uint32_t IMR, EMR, RTSR, FTSR, SWIER, PR;
};
#define EXTI ((struct exti *)0x40010400)

enum { EXTI_IMR_RESET = 0x3F840000 };

struct gpio { /* RM0367 9.4 */
    volatile uint32_t MODER, OTYPER, OSPEEDR, PUPDR, IDR, ODR, BSRR, LCKR, AFRL,
        AFRH, BRR;
};
#define GPIOA ((struct gpio *)0x50000000)
#define GPIOB ((struct gpio *)0x50000400)
#define GPIOC ((struct gpio *)0x50000800)

enum { GPIO_INPUT, GPIO_OUTPUT, GPIO_ALTERNATE, GPIO_ANALOG };

/* Sets the two bits of a pin in MODER. */
static inline void gpio_mode(struct gpio *port, unsigned pin, uint32_t mode)
{
    port->MODER = (port->MODER & ~(3u << 2 * pin)) | mode << 2 * pin;
}

struct usart { /* RM0367 29.8 */
    volatile uint32_t CR1, CR2, CR3, BRR, GTPR, RTOR, RQR, ISR, ICR, RDR, TDR;
};
#define USART1  ((struct usart *)0x40013800)
#define USART2  ((struct usart *)0x40004400)
#define USART4  ((struct usart *)0x40004C00)
#define USART5  ((struct usart *)0x40005000)
#define LPUART1 ((struct usart *)0x40004800)

enum {
    USART_CR1_UE = 1 << 0,
    USART_CR1_RE = 1 << 2,
    USART_CR1_TE = 1 << 3,
    USART_CR1_RXNEIE = 1 << 5,
    USART_CR1_PS = 1 << 9,
    USART_CR1_PCE = 1 << 10,
    USART_CR1_M0 = 1 << 12,
    USART_CR3_DMAT = 1 << 7,
    USART_ISR_PE = 1 << 0,
    USART_ISR_FE = 1 << 1,
    USART_ISR_NF = 1 << 2,
    USART_ISR_ORE = 1 << 3,
    USART_ISR_RXNE = 1 << 5,
    USART_ISR_TC = 1 << 6,
    USART_ISR_TXE = 1 << 7,
    USART_ISR_TEACK = 1 << 21
};

enum { RTC_BACKUP_REGISTERS = 5 };

#define DBGMCU_IDCODE (*(volatile uint32_t *)0x40015800)

#define NVIC_ISER   (*(volatile uint32_t *)0xE000E100)
#define NVIC_ICER   (*(volatile uint32_t *)0xE000E180)
#define NVIC_ICPR   (*(volatile uint32_t *)0xE000E280)
#define NVIC_IPR(n) (((volatile uint32_t *)0xE000E400)[n])

enum { EXTI4_15_IRQ = 7, TIM6_IRQ = 17, USART2_IRQ = 28 };

/* The ROM bootloader: its stack pointer, its reset vector, its id. */
#define ROM_SP      (*(volatile uint32_t *)0x1FF00000)
#define ROM_RESET   (*(volatile uint32_t *)0x1FF00004)
#define ROM_ID_BYTE (*(volatile uint8_t *)0x1FF01FFE)

#endif
