/* SPDX-License-Identifier: MIT
 *
 * What users of ST's drivers have at hand on an STM32L073, in miniature and
 * written anew: registers by their names, the functions of CMSIS, HAL and LL
 * that the programs of this folder call. RM0367, PM0223.
 */
#ifndef EXAMPLES_MISTAKES_HAL_H
#define EXAMPLES_MISTAKES_HAL_H
#include <stdbool.h>
#include <stdint.h>
#define R32(a)         (*(volatile uint32_t *)(a))
#define RCC_CR         R32(0x40021000)
#define RCC_ICSCR      R32(0x40021004)
#define RCC_CFGR       R32(0x4002100C)
#define RCC_CIER       R32(0x40021010)
#define RCC_CICR       R32(0x40021018)
#define RCC_IOPRSTR    R32(0x4002101C)
#define RCC_AHBRSTR    R32(0x40021020)
#define RCC_APB2RSTR   R32(0x40021024)
#define RCC_APB1RSTR   R32(0x40021028)
#define RCC_IOPENR     R32(0x4002102C)
#define RCC_AHBENR     R32(0x40021030)
#define RCC_APB2ENR    R32(0x40021034)
#define RCC_APB1ENR    R32(0x40021038)
#define RCC_CSR        R32(0x40021050)
#define PWR_CR         R32(0x40007000)
#define PWR_CSR        R32(0x40007004)
#define FLASH_ACR      R32(0x40022000)
#define FLASH_PECR     R32(0x40022004)
#define FLASH_PEKEYR   R32(0x4002200C)
#define FLASH_PRGKEYR  R32(0x40022010)
#define FLASH_OPTKEYR  R32(0x40022014)
#define FLASH_SR       R32(0x40022018)
#define FLASH_OPTR     R32(0x4002201C)
#define SYSCFG_CFGR1   R32(0x40010000)
#define SYSCFG_EXTICR4 R32(0x40010014)
#define EXTI_IMR       R32(0x40010400)
#define EXTI_RTSR      R32(0x40010408)
#define EXTI_FTSR      R32(0x4001040C)
#define EXTI_PR        R32(0x40010414)
#define GPIOA_MODER    R32(0x50000000)
#define GPIOA_ODR      R32(0x50000014)
#define GPIOA_LCKR     R32(0x5000001C)
#define GPIOA_AFRL     R32(0x50000020)
#define GPIOC_MODER    R32(0x50000800)
#define GPIOC_IDR      R32(0x50000810)
#define USART2_CR1     R32(0x40004400)
#define USART2_BRR     R32(0x4000440C)
#define USART2_ISR     R32(0x4000441C)
#define USART2_ICR     R32(0x40004420)
#define USART2_RDR     R32(0x40004424)
#define USART2_TDR     R32(0x40004428)
#define RTC_WPR        R32(0x40002824)
#define RTC_BKP0R      R32(0x40002850)
#define IWDG_KR        R32(0x40003000)
#define IWDG_PR        R32(0x40003004)
#define IWDG_RLR       R32(0x40003008)
#define IWDG_SR        R32(0x4000300C)
#define WWDG_CR        R32(0x40002C00)
#define WWDG_CFR       R32(0x40002C04)
#define SYST_CSR       R32(0xE000E010)
#define SYST_RVR       R32(0xE000E014)
#define SYST_CVR       R32(0xE000E018)
#define NVIC_ISER      R32(0xE000E100)
#define NVIC_ICER      R32(0xE000E180)
#define NVIC_ICPR      R32(0xE000E280)
#define SCB_ICSR       R32(0xE000ED04)
#define SCB_VTOR       R32(0xE000ED08)
#define SCB_SHPR3      R32(0xE000ED20)
#define SCB_AIRCR      R32(0xE000ED0C)
#define ROM            0x1FF00000u
#define IRQ_EXTI4_15   (1u << 7)
#define IRQ_USART2     (1u << 28)

/* Loads MSP and branches, with nothing in between. It is a macro, so that the
 * branch belongs to the line that uses it. */
#define JUMP(sp, pc)                                                           \
    __asm volatile("msr msp, %0\n\tbx %1" ::"r"(sp), "r"(pc) : "memory")

extern volatile uint32_t uwTick;

static inline void __disable_irq(void)
{
    __asm volatile("cpsid i" ::: "memory");
}

static inline void __enable_irq(void)
{
    __asm volatile("cpsie i" ::: "memory");
}

static inline void __DSB(void)
{
    __asm volatile("dsb" ::: "memory");
}

static inline void __ISB(void)
{
    __asm volatile("isb" ::: "memory");
}

static inline void __WFI(void)
{
    __asm volatile("wfi" ::: "memory");
}

/* As in CMSIS since 2018: sp is not declared as changed. */
static inline __attribute__((always_inline)) void __set_MSP(uint32_t sp)
{
    __asm volatile("msr msp, %0" ::"r"(sp));
}

static inline __attribute__((always_inline)) void __set_PSP(uint32_t sp)
{
    __asm volatile("msr psp, %0" ::"r"(sp));
}

static inline __attribute__((always_inline)) void __set_CONTROL(uint32_t c)
{
    __asm volatile("msr control, %0\n isb" ::"r"(c) : "memory");
}

__attribute__((noreturn)) static inline void NVIC_SystemReset(void)
{
    __DSB();
    SCB_AIRCR = 0x05FA0004;
    __DSB();
    for (;;) {
    }
}

static inline void systick_start(uint32_t reload)
{
    SYST_RVR = reload;
    SYST_CVR = 0;
    SYST_CSR = 7;
}

/* A macro, so that no compiler needs a function to divide. */
#define HAL_InitTick(hz) systick_start((hz) / 1000 - 1)

/* LL_RCC_DeInit and HAL_RCC_DeInit of the L0 drivers, in essence: MSI, PLL off,
 * CFGR, flags. */
static inline void rcc_deinit(bool tick)
{
    RCC_ICSCR = (RCC_ICSCR & ~(7u << 13)) | (5u << 13);
    RCC_CR |= 1u << 8;
    while (!(RCC_CR & (1u << 9))) {
    }
    RCC_CFGR &= ~3u;
    while (RCC_CFGR & 0xC) {
    }
    if (tick)
        HAL_InitTick(2097000); /* so does stm32l0xx_hal_rcc.c */
    RCC_CR &= ~((1u << 0) | (1u << 1) | (1u << 3) | (1u << 5) | (1u << 16) |
                (1u << 24));
    while (RCC_CR & (1u << 25)) {
    }
    RCC_CFGR = 0;
    RCC_CIER = 0;
    RCC_CICR = 0x1FF;
    RCC_CSR |= 1u << 23;
}

static inline void LL_RCC_DeInit(void)
{
    rcc_deinit(false);
}

static inline void HAL_RCC_DeInit(void)
{
    rcc_deinit(true);
}

/* Every block of every bus through its reset bit. */
static inline void HAL_DeInit(void)
{
    RCC_APB1RSTR = 0xFFFFFFFF;
    RCC_APB1RSTR = 0;
    RCC_APB2RSTR = 0xFFFFFFFF;
    RCC_APB2RSTR = 0;
    RCC_AHBRSTR = 0xFFFFFFFF & ~(1u << 8);
    RCC_AHBRSTR = 0;
    RCC_IOPRSTR = 0xFFFFFFFF;
    RCC_IOPRSTR = 0;
}

#define __HAL_RCC_SYSCFG_CLK_ENABLE()                                          \
    do {                                                                       \
        RCC_APB2ENR |= 1;                                                      \
        (void)RCC_APB2ENR;                                                     \
    } while (0)
#define __HAL_SYSCFG_REMAPMEMORY_SYSTEMFLASH()                                 \
    (SYSCFG_CFGR1 = (SYSCFG_CFGR1 & ~3u) | 1u)

static inline void SystemClock_HSI16(void)
{
    RCC_APB1ENR |= 1u << 28; /* PWREN */
    (void)RCC_APB1ENR;
    PWR_CR = (PWR_CR & ~(3u << 11)) | (1u << 11);
    while (PWR_CSR & (1u << 4)) {
    }
    RCC_CR |= 1;
    while (!(RCC_CR & 4)) {
    }
    RCC_CFGR = (RCC_CFGR & ~3u) | 1;
    while ((RCC_CFGR & 0xC) != 4) {
    }
}

/* 32 MHz from HSI16 by the PLL, one wait state. */
static inline void SystemClock_PLL32(void)
{
    SystemClock_HSI16();
    FLASH_ACR |= 1;
    while (!(FLASH_ACR & 1)) {
    }
    FLASH_ACR |= 2;
    RCC_CFGR = (RCC_CFGR & 3) | (1u << 18) | (1u << 22); /* x4 /2 */
    RCC_CR |= 1u << 24;
    while (!(RCC_CR & (1u << 25))) {
    }
    RCC_CFGR = (RCC_CFGR & ~3u) | 3;
    while ((RCC_CFGR & 0xC) != 0xC) {
    }
}

static inline void LED_Init(void)
{
    RCC_IOPENR |= 1;
    (void)RCC_IOPENR;
    GPIOA_MODER = (GPIOA_MODER & ~(3u << 10)) | (1u << 10);
}

static inline void LED_Toggle(void)
{
    GPIOA_ODR ^= 1u << 5;
}

static inline void Button_Init(void)
{
    RCC_IOPENR |= 4;
    (void)RCC_IOPENR;
    GPIOC_MODER &= ~(3u << 26);
}

static inline bool Button(void)
{
    return !(GPIOC_IDR & (1u << 13));
}

static inline void Button_EXTI_Init(void)
{
    Button_Init();
    __HAL_RCC_SYSCFG_CLK_ENABLE();
    SYSCFG_EXTICR4 = (SYSCFG_EXTICR4 & ~0xF0u) | 0x20;
    EXTI_FTSR |= 1u << 13;
    EXTI_IMR |= 1u << 13;
    NVIC_ISER = IRQ_EXTI4_15;
}

/* Waits for a press that was not there at start-up. */
static inline void wait_press(void)
{
    Button_Init();
    while (Button()) {
    }
    while (!Button()) {
    }
}

static inline void IWDG_Init_1s(void)
{
    IWDG_KR = 0xCCCC;
    IWDG_KR = 0x5555;
    IWDG_PR = 3;           /* /32 */
    IWDG_RLR = 37000 / 32; /* about 1 s */
    while (IWDG_SR) {
    }
    IWDG_KR = 0xAAAA;
}

static inline void FLASH_Unlock(void)
{
    if (FLASH_PECR & 1) {
        FLASH_PEKEYR = 0x89ABCDEF;
        FLASH_PEKEYR = 0x02030405;
    }
    if (FLASH_PECR & 2) {
        FLASH_PRGKEYR = 0x8C9DAEBF;
        FLASH_PRGKEYR = 0x13141516;
    }
}

static inline void OB_Unlock(void)
{
    if (FLASH_PECR & 1) {
        FLASH_PEKEYR = 0x89ABCDEF;
        FLASH_PEKEYR = 0x02030405;
    }
    if (FLASH_PECR & 4) {
        FLASH_OPTKEYR = 0xFBEAD9C8;
        FLASH_OPTKEYR = 0x24252627;
    }
}

/* A store to flash or data EEPROM, or to an option byte. */
static inline void NVM_Program(uint32_t address, uint32_t word)
{
    R32(address) = word;
    while (FLASH_SR & 1) {
    }
}

static inline void FLASH_ErasePage(uint32_t address)
{
    FLASH_Unlock();
    FLASH_PECR |= 1u << 9 | 1u << 3; /* ERASE, PROG */
    NVM_Program(address, 0);
    FLASH_PECR |= 1;
}

/* The option bytes OPTR[31:16] (nBOOT1, BFB2, BOR ...), with their complement;
 * they count from the next option load on. */
static inline void OB_User(uint32_t user)
{
    OB_Unlock();
    NVM_Program(0x1FF80004, (user & 0xFFFF) | ~user << 16);
}

static inline void OB_Launch(void)
{
    FLASH_PECR |= 1u << 18;
}

/* USART2 on PA2 and PA3, 8N1, as the Nucleo's virtual serial port. */
static inline void USART2_Init(uint32_t brr, uint32_t cr1)
{
    RCC_APB1ENR |= 1u << 17;
    (void)RCC_APB1ENR;
    GPIOA_AFRL = (GPIOA_AFRL & ~0xFF00u) | 0x4400;
    GPIOA_MODER = (GPIOA_MODER & ~0xF0u) | 0xA0;
    USART2_BRR = brr;
    USART2_CR1 = cr1;
}
#endif
