/* SPDX-License-Identifier: MIT
 *
 * The registers of the STM32L476, L496 and L432 that firmware of this tree
 * uses. Named as ST prints them. RM0351 (L47x, L49x), RM0394 (L43x).
 */
#ifndef FIRMWARE_STM32L4_STM32L4_H
#define FIRMWARE_STM32L4_STM32L4_H

#include <stdint.h>

#include "firmware/blocks.h"
#include "firmware/core.h"

struct rcc { /* RM0351 6.4 */
    volatile uint32_t CR, ICSCR, CFGR, PLLCFGR, PLLSAI1CFGR, PLLSAI2CFGR, CIER,
        CIFR, CICR, unused1, AHB1RSTR, AHB2RSTR, AHB3RSTR, unused2, APB1RSTR1,
        APB1RSTR2, APB2RSTR, unused3, AHB1ENR, AHB2ENR, AHB3ENR, unused4,
        APB1ENR1, APB1ENR2, APB2ENR, unused5, AHB1SMENR, AHB2SMENR, AHB3SMENR,
        unused6, APB1SMENR1, APB1SMENR2, APB2SMENR, unused7, CCIPR, unused8,
        BDCR, CSR, CRRCR, CCIPR2;
};
#define RCC ((struct rcc *)0x40021000)

enum {
    RCC_CR_MSION = 1 << 0,
    RCC_CR_MSIRDY = 1 << 1,
    RCC_CR_RESET = 0x63, /* the MSI at 4 MHz */
    RCC_CR_HSION = 1 << 8,
    RCC_CR_HSIRDY = 1 << 10,
    RCC_CR_PLLON = 1 << 24,
    RCC_CR_PLLRDY = 1 << 25,
    RCC_CFGR_SW = 3 << 0,
    RCC_CFGR_SW_MSI = 0,
    RCC_CFGR_SW_HSI = 1,
    RCC_CFGR_SW_PLL = 3,
    RCC_CFGR_SWS_POS = 2,
    RCC_CFGR_SWS = 3 << 2,
    RCC_PLLCFGR_RESET = 0x1000,
    RCC_PLLCFGR_PLLSRC_HSI = 2 << 0,
    RCC_PLLCFGR_PLLM_POS = 4, /* less 1 */
    RCC_PLLCFGR_PLLN_POS = 8,
    RCC_PLLCFGR_PLLREN = 1 << 24,
    RCC_PLLCFGR_PLLR_POS = 25,  /* 0: /2, 1: /4, 2: /6, 3: /8 */
    RCC_AHB1ENR_RESET = 1 << 8, /* FLASH */
    RCC_AHB1ENR_CRCEN = 1 << 12,
    RCC_AHB2ENR_GPIOAEN = 1 << 0,
    RCC_AHB2ENR_GPIOBEN = 1 << 1,
    RCC_AHB2ENR_GPIOCEN = 1 << 2,
    RCC_AHB2ENR_GPIOHEN = 1 << 7,
    RCC_APB1ENR1_TIM6EN = 1 << 4,
    RCC_APB1ENR1_RTCAPBEN = 1 << 10, /* L43x, L49x */
    RCC_APB1ENR1_WWDGEN = 1 << 11,
    RCC_APB1ENR1_USART2EN = 1 << 17,
    RCC_APB1ENR1_USART3EN = 1 << 18, /* L47x, L49x */
    RCC_APB1ENR1_CRSEN = 1 << 24,    /* L43x, L49x */
    RCC_APB1ENR1_USBFSEN = 1 << 26,  /* L43x */
    RCC_APB1ENR1_PWREN = 1 << 28,
    RCC_APB2ENR_SYSCFGEN = 1 << 0,
    RCC_APB2ENR_USART1EN = 1 << 14,
    RCC_CCIPR_USARTS = 0x3F << 0, /* USART1 to USART3; 0: PCLK */
    RCC_CCIPR_USART2SEL_HSI16 = 2 << 2,
    RCC_CCIPR_CLK48SEL = 3 << 26, /* 0: HSI48 (L43x, L49x) */
    RCC_BDCR_LSEON = 1 << 0,
    RCC_BDCR_LSERDY = 1 << 1,
    RCC_CSR_RMVF = 1 << 23,
    RCC_CSR_SFTRSTF = 1 << 28,
    RCC_CRRCR_HSI48ON = 1 << 0 /* L43x, L49x */
};

/* The flash interface, through which this code may be fetched. */
#define RCC_AHB1RSTR_FLASHRST (1u << 8)

struct pwr { /* RM0351 5.4 */
    volatile uint32_t CR1, CR2, CR3, CR4, SR1, SR2, SCR;
};
#define PWR ((struct pwr *)0x40007000)

enum { PWR_CR1_DBP = 1 << 8, PWR_CR2_USV = 1 << 10 };

struct flash { /* RM0351 3.7 */
    volatile uint32_t ACR, PDKEYR, KEYR, OPTKEYR, SR, CR, ECCR, unused1, OPTR,
        PCROP1SR, PCROP1ER, WRP1AR, WRP1BR, unused2[4], PCROP2SR, PCROP2ER,
        WRP2AR, WRP2BR;
};
#define FLASH ((struct flash *)0x40022000)

enum {
    FLASH_ACR_LATENCY = 7 << 0,
    FLASH_ACR_PRFTEN = 1 << 8,
    FLASH_ACR_ICEN = 1 << 9,
    FLASH_ACR_DCEN = 1 << 10,
    FLASH_ACR_ICRST = 1 << 11,
    FLASH_ACR_DCRST = 1 << 12,
    FLASH_ACR_RESET = FLASH_ACR_ICEN | FLASH_ACR_DCEN,
    FLASH_SR_BSY = 1 << 16,
    FLASH_SR_PEMPTY = 1 << 17, /* L43x */
    FLASH_SR_ERRORS = 0xC3FA,  /* what stops the next operation, and others */
    FLASH_CR_PG = 1 << 0,
    FLASH_CR_PER = 1 << 1,
    FLASH_CR_MER1 = 1 << 2,
    FLASH_CR_PNB_POS = 3,
    FLASH_CR_BKER = 1 << 11,
    FLASH_CR_MER2 = 1 << 15,
    FLASH_CR_STRT = 1 << 16,
    FLASH_CR_OPTSTRT = 1 << 17,
    FLASH_CR_OBL_LAUNCH = 1 << 27,
    FLASH_CR_OPTLOCK = 1 << 30,
    FLASH_OPTR_RDP = 0xFF << 0,
    FLASH_OPTR_BFB2 = 1 << 20,     /* L47x, L49x */
    FLASH_OPTR_DUALBANK = 1 << 21, /* those of less than 1 MB */
    FLASH_OPTR_SRAM2_RST = 1 << 25,
    FLASH_OPTR_NSWBOOT0 = 1 << 26, /* L43x, L49x */
    FLASH_OPTR_NBOOT0 = 1 << 27    /* L43x, L49x */
};
#define FLASH_CR_LOCK   (1u << 31)
#define FLASH_ECCR_ECCD (1u << 31)
#define FLASH_KEY1      0x45670123
#define FLASH_KEY2      0xCDEF89AB
#define FLASH_OPTKEY1   0x08192A3B
#define FLASH_OPTKEY2   0x4C5D6E7F

/* Readout protection: levels 0 and 2; any other value is level 1. */
enum {
    RDP_LEVEL0 = 0xAA,
    RDP_LEVEL1 = 0xBB, /* what ST's own drivers write */
    RDP_LEVEL2 = 0xCC
};

#define FLASH_BASE 0x08000000
enum { FLASH_PAGE_SIZE = 2048 };
#define F_SIZE (*(const volatile uint16_t *)0x1FFF75E0) /* KB */

struct syscfg { /* RM0351 9.2 */
    volatile uint32_t MEMRMP, CFGR1, EXTICR[4], SCSR, CFGR2, SWPR, SKR;
};
#define SYSCFG ((struct syscfg *)0x40010000)

enum {
    SYSCFG_MEMRMP_MEM_MODE = 7 << 0,
    SYSCFG_MEMRMP_MEM_MODE_SYSTEM = 1 << 0,
    SYSCFG_MEMRMP_FB_MODE = 1 << 8 /* L47x, L49x: bank 2 at 0x08000000 */
};

struct exti { /* RM0351 14.5 */
    volatile uint32_t IMR1, EMR1, RTSR1, FTSR1, SWIER1, PR1, unused[2], IMR2,
        EMR2, RTSR2, FTSR2, SWIER2, PR2;
};
#define EXTI            ((struct exti *)0x40010400)
#define EXTI_IMR1_RESET 0xFF820000
#define EXTI_IMR2_RESET 0x87

struct gpio { /* RM0351 8.5 */
    volatile uint32_t MODER, OTYPER, OSPEEDR, PUPDR, IDR, ODR, BSRR, LCKR,
        AFR[2], BRR, ASCR;
};
#define GPIOA ((struct gpio *)0x48000000)
#define GPIOB ((struct gpio *)0x48000400)
#define GPIOC ((struct gpio *)0x48000800)
#define GPIOH ((struct gpio *)0x48001C00)

enum { GPIO_INPUT, GPIO_OUTPUT, GPIO_ALTERNATE, GPIO_ANALOG };
enum { GPIO_PULL_NONE, GPIO_PULL_UP, GPIO_PULL_DOWN };
enum {
    GPIO_AF3 = 3,  /* USART2_RX on PA15 (L43x, L49x) */
    GPIO_AF7 = 7,  /* USART1 to USART3 */
    GPIO_AF10 = 10 /* USB */
};

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

struct usart { /* RM0351 40.8 */
    volatile uint32_t CR1, CR2, CR3, BRR, GTPR, RTOR, RQR, ISR, ICR, RDR, TDR;
};
#define USART1 ((struct usart *)0x40013800)
#define USART2 ((struct usart *)0x40004400)
#define USART3 ((struct usart *)0x40004800) /* L47x, L49x */

enum {
    USART_ISR_PE = 1 << 0,
    USART_ISR_FE = 1 << 1,
    USART_ISR_NF = 1 << 2,
    USART_ISR_ORE = 1 << 3,
    USART_ISR_RXNE = 1 << 5,
    USART_ISR_TC = 1 << 6,
    USART_ISR_TXE = 1 << 7,
    USART_CR1_UE = 1 << 0,
    USART_CR1_RE = 1 << 2,
    USART_CR1_TE = 1 << 3,
    USART_CR1_RXNEIE = 1 << 5,
    USART_CR1_PCE = 1 << 10,
    USART_CR1_M0 = 1 << 12
};

/* RM0351 48.6: DEV_ID 11:0, REV_ID 31:16. No debugger is needed. */
#define DBGMCU_IDCODE (*(volatile uint32_t *)0xE0042000)

enum {
    DEV_ID_L476 = 0x415, /* L471, L475, L476, L485, L486 */
    DEV_ID_L432 = 0x435, /* L431, L432, L433, L442, L443 */
    DEV_ID_L496 = 0x461  /* L496, L4A6 */
};

enum { NVIC_WORDS = 3 };
#define NVIC_ISER(n) (((volatile uint32_t *)0xE000E100)[n])
#define NVIC_ICER(n) (((volatile uint32_t *)0xE000E180)[n])
#define NVIC_ICPR(n) (((volatile uint32_t *)0xE000E280)[n])
#define NVIC_IPR(n)  (((volatile uint32_t *)0xE000E400)[n]) /* of 4 */

/* Positions (RM0351 table 58). */
enum {
    EXTI0_IRQ = 6,
    USART1_IRQ = 37,
    USART2_IRQ = 38,
    EXTI15_10_IRQ = 40,
    TIM6_IRQ = 54,
    USB_IRQ = 67 /* L43x; OTG_FS on the others */
};

static inline void nvic_enable(unsigned irq)
{
    NVIC_ISER(irq / 32) = 1u << irq % 32;
}

/* The ROM bootloader: its stack pointer, its reset vector. */
#define ROM_SP    (*(volatile uint32_t *)0x1FFF0000)
#define ROM_RESET (*(volatile uint32_t *)0x1FFF0004)

#endif
