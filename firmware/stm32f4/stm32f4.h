/* SPDX-License-Identifier: MIT
 *
 * The registers of the STM32F401, F411, F405 and F407 that firmware of this
 * tree uses. Named as ST prints them. RM0368 (F401), RM0383 (F411), RM0090
 * (F405/F407).
 */
#ifndef FIRMWARE_STM32F4_STM32F4_H
#define FIRMWARE_STM32F4_STM32F4_H

#include <stdint.h>

#include "firmware/core.h"

struct rcc { /* RM0090 7.3 */
    volatile uint32_t CR, PLLCFGR, CFGR, CIR, AHB1RSTR, AHB2RSTR, AHB3RSTR,
        unused1, APB1RSTR, APB2RSTR, unused2[2], AHB1ENR, AHB2ENR, AHB3ENR,
        unused3, APB1ENR, APB2ENR, unused4[2], AHB1LPENR, AHB2LPENR, AHB3LPENR,
        unused5, APB1LPENR, APB2LPENR, unused6[2], BDCR, CSR;
};
#define RCC ((struct rcc *)0x40023800)

enum {
    RCC_CR_HSION = 1 << 0,
    RCC_CR_HSIRDY = 1 << 1,
    RCC_CR_HSITRIM_RESET = 0x10 << 3,
    RCC_CR_HSEON = 1 << 16,
    RCC_CR_HSERDY = 1 << 17,
    RCC_CR_PLLON = 1 << 24,
    RCC_CR_PLLRDY = 1 << 25,
    RCC_PLLCFGR_RESET = 0x24003010,
    RCC_PLLCFGR_PLLN_POS = 6,
    RCC_PLLCFGR_PLLP_POS = 16, /* 0: /2, 1: /4, 2: /6, 3: /8 */
    RCC_PLLCFGR_PLLQ_POS = 24,
    RCC_CFGR_SW = 3 << 0,
    RCC_CFGR_SW_HSI = 0,
    RCC_CFGR_SW_PLL = 2,
    RCC_CFGR_SWS_POS = 2,
    RCC_CFGR_SWS = 3 << 2,
    RCC_CFGR_PPRE1_DIV2 = 4 << 10,
    RCC_AHB1ENR_GPIOAEN = 1 << 0,
    RCC_AHB1ENR_GPIOBEN = 1 << 1,
    RCC_AHB1ENR_GPIOCEN = 1 << 2,
    RCC_AHB1ENR_GPIODEN = 1 << 3,
    RCC_AHB1ENR_CCMDATARAMEN = 1 << 20, /* F405/F407 */
    RCC_AHB1RSTR_ALL = 0x226011FF,
    RCC_APB1ENR_USART2EN = 1 << 17,
    RCC_APB1ENR_USART3EN = 1 << 18,
    RCC_APB1ENR_PWREN = 1 << 28,
    RCC_APB2ENR_USART1EN = 1 << 4,
    RCC_APB2ENR_SYSCFGEN = 1 << 14,
    RCC_CSR_RMVF = 1 << 24,
    RCC_CSR_SFTRSTF = 1 << 28
};

struct pwr { /* RM0090 5.4 */
    volatile uint32_t CR, CSR;
};
#define PWR ((struct pwr *)0x40007000)

enum { PWR_CR_DBP = 1 << 8 };

struct flash { /* RM0090 3.9 */
    volatile uint32_t ACR, KEYR, OPTKEYR, SR, CR, OPTCR;
};
#define FLASH ((struct flash *)0x40023C00)

enum {
    FLASH_ACR_LATENCY = 15 << 0,
    FLASH_ACR_PRFTEN = 1 << 8,
    FLASH_ACR_ICEN = 1 << 9,
    FLASH_ACR_DCEN = 1 << 10,
    FLASH_ACR_ICRST = 1 << 11,
    FLASH_ACR_DCRST = 1 << 12,
    FLASH_SR_BSY = 1 << 16,
    FLASH_SR_RC_W1 = 0x1F3, /* EOP and every error: cleared by 1 */
    FLASH_CR_PG = 1 << 0,
    FLASH_CR_SER = 1 << 1,
    FLASH_CR_MER = 1 << 2,
    FLASH_CR_SNB_POS = 3,
    FLASH_CR_PSIZE_POS = 8, /* 0: x8, 1: x16, 2: x32, 3: x64 */
    FLASH_CR_STRT = 1 << 16,
    FLASH_OPTCR_OPTLOCK = 1 << 0,
    FLASH_OPTCR_OPTSTRT = 1 << 1,
    FLASH_OPTCR_USER = 0xEC, /* BOR_LEV, WDG_SW, nRST_STOP, nRST_STDBY */
    FLASH_OPTCR_RDP_POS = 8,
    FLASH_OPTCR_NWRP_POS = 16
};
#define FLASH_CR_LOCK      (1u << 31)
#define FLASH_OPTCR_SPRMOD (1u << 31) /* F401, F411 */
#define FLASH_KEY1         0x45670123
#define FLASH_KEY2         0xCDEF89AB
#define FLASH_OPTKEY1      0x08192A3B
#define FLASH_OPTKEY2      0x4C5D6E7F

/* Readout protection: levels 0 and 2; any other value is level 1. */
enum {
    RDP_LEVEL0 = 0xAA,
    RDP_LEVEL1 = 0x55, /* what ST's own drivers write */
    RDP_LEVEL2 = 0xCC
};

#define FLASH_BASE 0x08000000
#define F_SIZE     (*(const volatile uint16_t *)0x1FFF7A22) /* KB */

struct syscfg { /* RM0090 9.2 */
    volatile uint32_t MEMRMP, PMC, EXTICR[4], unused[2], CMPCR;
};
#define SYSCFG ((struct syscfg *)0x40013800)

enum {
    SYSCFG_MEMRMP_MEM_MODE = 3 << 0,
    SYSCFG_MEMRMP_MEM_MODE_SYSTEM = 1 << 0
};

struct exti { /* RM0090 12.3 */
    volatile uint32_t IMR, EMR, RTSR, FTSR, SWIER, PR;
};
#define EXTI ((struct exti *)0x40013C00)

struct gpio { /* RM0090 8.4 */
    volatile uint32_t MODER, OTYPER, OSPEEDR, PUPDR, IDR, ODR, BSRR, LCKR,
        AFR[2];
};
#define GPIOA ((struct gpio *)0x40020000)
#define GPIOB ((struct gpio *)0x40020400)
#define GPIOC ((struct gpio *)0x40020800)
#define GPIOD ((struct gpio *)0x40020C00)

enum { GPIO_INPUT, GPIO_OUTPUT, GPIO_ALTERNATE, GPIO_ANALOG };
enum { GPIO_PULL_NONE, GPIO_PULL_UP, GPIO_PULL_DOWN };
enum { GPIO_AF7 = 7 /* USART1 to USART3 */ };

/* Sets the two bits of a pin in MODER or PUPDR. */
static inline void gpio_set(volatile uint32_t *reg, unsigned pin,
                            uint32_t value)
{
    *reg = (*reg & ~(3u << 2 * pin)) | value << 2 * pin;
}

static inline void gpio_mode(struct gpio *port, unsigned pin, uint32_t mode)
{
    gpio_set(&port->MODER, pin, mode);
}

/* Connects a pin to an alternate function. */
static inline void gpio_alternate(struct gpio *port, unsigned pin,
                                  uint32_t function)
{
    volatile uint32_t *reg = &port->AFR[pin / 8];
    *reg = (*reg & ~(15u << 4 * (pin % 8))) | function << 4 * (pin % 8);
    gpio_mode(port, pin, GPIO_ALTERNATE);
}

struct usart { /* RM0090 30.6 */
    volatile uint32_t SR, DR, BRR, CR1, CR2, CR3, GTPR;
};
#define USART1 ((struct usart *)0x40011000)
#define USART2 ((struct usart *)0x40004400)
#define USART3 ((struct usart *)0x40004800) /* F405/F407 */

enum {
    USART_SR_PE = 1 << 0,
    USART_SR_FE = 1 << 1,
    USART_SR_NF = 1 << 2,
    USART_SR_ORE = 1 << 3,
    USART_SR_RXNE = 1 << 5,
    USART_SR_TC = 1 << 6,
    USART_SR_TXE = 1 << 7,
    USART_CR1_RE = 1 << 2,
    USART_CR1_TE = 1 << 3,
    USART_CR1_RXNEIE = 1 << 5,
    USART_CR1_PCE = 1 << 10,
    USART_CR1_M = 1 << 12,
    USART_CR1_UE = 1 << 13
};

struct iwdg { /* RM0090 21.4 */
    volatile uint32_t KR, PR, RLR, SR;
};
#define IWDG ((struct iwdg *)0x40003000)

enum {
    IWDG_KR_START = 0xCCCC,
    IWDG_KR_UNLOCK = 0x5555,
    IWDG_KR_RELOAD = 0xAAAA,
    IWDG_PR_256 = 6 /* LSI / 256, the most */
};

/* RM0090 38.6: DEV_ID 11:0, REV_ID 31:16. No debugger is needed. */
#define DBGMCU_IDCODE (*(volatile uint32_t *)0xE0042000)

enum {
    DEV_ID_F405 = 0x413,  /* F405, F407, F415, F417 */
    DEV_ID_F401C = 0x423, /* F401xB, F401xC */
    DEV_ID_F411 = 0x431,
    DEV_ID_F401E = 0x433 /* F401xD, F401xE */
};

enum { NVIC_WORDS = 3 };
#define NVIC_ISER(n) (((volatile uint32_t *)0xE000E100)[n])
#define NVIC_ICER(n) (((volatile uint32_t *)0xE000E180)[n])
#define NVIC_ICPR(n) (((volatile uint32_t *)0xE000E280)[n])
#define NVIC_IPR(n)  (((volatile uint32_t *)0xE000E400)[n]) /* of 4 */

/* Positions (RM0090 table 62). */
enum { EXTI0_IRQ = 6, USART1_IRQ = 37, USART2_IRQ = 38, EXTI15_10_IRQ = 40 };

static inline void nvic_enable(unsigned irq)
{
    NVIC_ISER(irq / 32) = 1u << irq % 32;
}

/* The ROM bootloader: its stack pointer, its reset vector. */
#define ROM_SP    (*(volatile uint32_t *)0x1FFF0000)
#define ROM_RESET (*(volatile uint32_t *)0x1FFF0004)

#endif
