/* SPDX-License-Identifier: MIT
 *
 * The registers of the STM32L07x/L08x that the ROM uses. RM0367 (names and
 * bits), PM0223 (core). Not here: every other register of these blocks.
 */
#ifndef ROM_STM32L0_REGISTERS_H
#define ROM_STM32L0_REGISTERS_H

#include <stdint.h>

struct rcc {
    volatile uint32_t CR, ICSCR, CRRCR, CFGR, CIER, CIFR, CICR;
    volatile uint32_t IOPRSTR, AHBRSTR, APB2RSTR, APB1RSTR;
    volatile uint32_t IOPENR, AHBENR, APB2ENR, APB1ENR;
    volatile uint32_t IOPSMENR, AHBSMENR, APB2SMENR, APB1SMENR;
    volatile uint32_t CCIPR, CSR;
};
#define RCC ((struct rcc *)0x40021000)

#define RCC_CR_HSI16ON    (1u << 0)
#define RCC_CR_HSI16RDY   (1u << 2)
#define RCC_CR_HSI16DIVEN (1u << 3)
#define RCC_CR_MSION      (1u << 8)
#define RCC_CR_MSIRDY     (1u << 9)
#define RCC_CR_PLLON      (1u << 24)
#define RCC_CR_PLLRDY     (1u << 25)

/* MSIRANGE = 5 (2.1 MHz), HSI16TRIM = 0x10, MSITRIM = 0. */
#define RCC_ICSCR_RESET 0x0000B000u

#define RCC_CFGR_SW      3u
#define RCC_CFGR_SW_MSI  0u
#define RCC_CFGR_SW_PLL  3u
#define RCC_CFGR_SWS     (3u << 2)
#define RCC_CFGR_SWS_POS 2
#define RCC_CFGR_PLLMUL4 (1u << 18)
#define RCC_CFGR_PLLDIV2 (1u << 22)

#define RCC_IOPENR_GPIOAEN   (1u << 0)
#define RCC_AHBENR_MIFEN     (1u << 8)
#define RCC_APB2ENR_SYSCFGEN (1u << 0)
#define RCC_APB2ENR_USART1EN (1u << 14)
#define RCC_APB2RSTR_DBGRST  (1u << 22)
#define RCC_APB1ENR_USART2EN (1u << 17)
#define RCC_APB1ENR_PWREN    (1u << 28)
#define RCC_AHBRSTR_MIFRST   (1u << 8)
#define RCC_CCIPR_USART1SEL  (3u << 0)
#define RCC_CCIPR_USART2SEL  (3u << 2)

struct pwr {
    volatile uint32_t CR, CSR;
};
#define PWR ((struct pwr *)0x40007000)

#define PWR_CR_VOS        (3u << 11)
#define PWR_CR_VOS_RANGE1 (1u << 11)
#define PWR_CSR_VOSF      (1u << 4)

struct flash {
    volatile uint32_t ACR, PECR, PDKEYR, PEKEYR, PRGKEYR, OPTKEYR, SR, OPTR;
};
#define FLASH ((struct flash *)0x40022000)

#define FLASH_ACR_LATENCY     (1u << 0)
#define FLASH_ACR_PRFTEN      (1u << 1)
#define FLASH_PECR_PELOCK     (1u << 0)
#define FLASH_PECR_PRGLOCK    (1u << 1)
#define FLASH_PECR_OPTLOCK    (1u << 2)
#define FLASH_PECR_PROG       (1u << 3)
#define FLASH_PECR_ERASE      (1u << 9)
#define FLASH_PECR_FPRG       (1u << 10)
#define FLASH_PECR_OBL_LAUNCH (1u << 18)
#define FLASH_SR_BSY          (1u << 0)
#define FLASH_SR_CLEARED      0x00032F02u /* EOP and every error: rc_w1 */
#define FLASH_OPTR_RDPROT     0xFFu
#define FLASH_OPTR_WPRMOD     (1u << 8)
#define FLASH_OPTR_BFB2       (1u << 23)

/* Readout protection: levels 0 and 2; any other value is level 1. */
#define RDP_LEVEL0 0xAAu
#define RDP_LEVEL1 0xBBu /* what ST's own drivers write */
#define RDP_LEVEL2 0xCCu

struct syscfg {
    volatile uint32_t CFGR1, CFGR2;
};
#define SYSCFG ((struct syscfg *)0x40010000)

#define SYSCFG_CFGR1_MEM_MODE         3u
#define SYSCFG_CFGR1_MEM_MODE_SYSTEM  1u
#define SYSCFG_CFGR1_UFB              (1u << 3)
#define SYSCFG_CFGR1_BOOT_MODE        (3u << 8)
#define SYSCFG_CFGR1_BOOT_MODE_SYSTEM (1u << 8)

struct exti {
    volatile uint32_t IMR, EMR, RTSR, FTSR, SWIER, PR;
};
#define EXTI ((struct exti *)0x40010400)

#define EXTI_IMR_RESET 0x3F840000u

struct gpio {
    volatile uint32_t MODER, OTYPER, OSPEEDR, PUPDR, IDR, ODR, BSRR, LCKR;
    volatile uint32_t AFR[2], BRR;
};
#define GPIOA ((struct gpio *)0x50000000)

struct usart {
    volatile uint32_t CR1, CR2, CR3, BRR, GTPR, RTOR, RQR, ISR, ICR, RDR, TDR;
};
#define USART1 ((struct usart *)0x40013800)
#define USART2 ((struct usart *)0x40004400)

#define USART_CR1_UE   (1u << 0)
#define USART_CR1_RE   (1u << 2)
#define USART_CR1_TE   (1u << 3)
#define USART_CR1_PCE  (1u << 10)
#define USART_CR1_M0   (1u << 12)
#define USART_ISR_PE   (1u << 0)
#define USART_ISR_FE   (1u << 1)
#define USART_ISR_NF   (1u << 2)
#define USART_ISR_ORE  (1u << 3)
#define USART_ISR_RXNE (1u << 5)
#define USART_ISR_TC   (1u << 6)
#define USART_ISR_TXE  (1u << 7)

struct iwdg {
    volatile uint32_t KR, PR, RLR, SR, WINR;
};
#define IWDG ((struct iwdg *)0x40003000)

#define IWDG_KR_UNLOCK 0x5555u
#define IWDG_KR_RELOAD 0xAAAAu
#define IWDG_PR_MAX    6u /* LSI / 256 */

struct systick {
    volatile uint32_t CTRL, LOAD, VAL, CALIB;
};
#define SYSTICK ((struct systick *)0xE000E010)

#define SYSTICK_CTRL_ENABLE    (1u << 0)
#define SYSTICK_CTRL_CLKSOURCE (1u << 2) /* HCLK */
#define SYSTICK_MAX            0x00FFFFFFu

#define NVIC_ICER ((volatile uint32_t *)0xE000E180)
#define NVIC_ICPR ((volatile uint32_t *)0xE000E280)
#define NVIC_IPR  ((volatile uint32_t *)0xE000E400) /* 8 words */

struct scb {
    volatile uint32_t CPUID, ICSR, VTOR, AIRCR, SCR, CCR, SHPR1, SHPR2, SHPR3;
};
#define SCB ((struct scb *)0xE000ED00)

#define SCB_ICSR_PENDSTCLR    (1u << 25)
#define SCB_ICSR_PENDSVCLR    (1u << 27)
#define SCB_AIRCR_SYSRESETREQ 0x05FA0004u

/* Factory word F_SIZE: flash size in KB (RM0367, device electronic signature).
 */
#define F_SIZE (*(const volatile uint16_t *)0x1FF8007C)

#endif
