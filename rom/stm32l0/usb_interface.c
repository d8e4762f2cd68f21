/* SPDX-License-Identifier: MIT */
#include "rom/stm32l0/usb_interface.h"

#include "firmware/stm32l0/stm32l073_usb.h"
#include "rom/protocol/dfu.h"
#include "rom/protocol/usb_control.h"
#include "rom/stm32l0/start.h"
#include "rom/stm32l0/watchdog.h"

#define INTERRUPT (1u << NVIC_USB)

/* AN2606: push-pull, no pull; the pull-up of D+ is the block's. */
static void start_pins(void)
{
    enum { PA11_PA12 = 0xF << 22, ALTERNATE = 0xA << 22, AF0 = 0xFF << 12 };
    RCC->IOPENR |= RCC_IOPENR_IOPAEN;
    (void)RCC->IOPENR;
    GPIOA->PUPDR &= ~PA11_PA12;
    GPIOA->OTYPER &= ~(3 << 11);
    GPIOA->AFRH &= ~AF0;
    GPIOA->MODER = (GPIOA->MODER & ~PA11_PA12) | ALTERNATE;
}

/* 48 MHz from HSI48; nobody waits for it, since a host comes much later. */
static void start_clock(void)
{
    SYSCFG->CFGR3 |= SYSCFG_CFGR3_EN_VREFINT | SYSCFG_CFGR3_ENREF_HSI48;
    RCC->CRRCR |= RCC_CRRCR_HSI48ON;
    RCC->CCIPR |= RCC_CCIPR_HSI48SEL;
    RCC->APB1ENR |= RCC_APB1ENR_USBEN | RCC_APB1ENR_CRSEN;
    RCC->APB1RSTR = RCC_APB1ENR_USBEN | RCC_APB1ENR_CRSEN;
    RCC->APB1RSTR = 0;
}

void usb_start(void)
{
    start_pins();
    start_clock();
    usb_control_start();
    NVIC_ICPR = INTERRUPT;
    NVIC_ISER = INTERRUPT;
}

/* AN2662: the device frees all used resources and disconnects itself. */
static void stop(void)
{
    NVIC_ICER = INTERRUPT;
    RCC->APB1RSTR = RCC_APB1ENR_USBEN | RCC_APB1ENR_CRSEN;
    RCC->APB1RSTR = 0;
    RCC->APB1ENR &= ~(RCC_APB1ENR_USBEN | RCC_APB1ENR_CRSEN);
    RCC->CCIPR &= ~RCC_CCIPR_HSI48SEL;
    RCC->CRRCR &= ~RCC_CRRCR_HSI48ON;
    SYSCFG->CFGR3 &= ~(SYSCFG_CFGR3_EN_VREFINT | SYSCFG_CFGR3_ENREF_HSI48);
}

/* Seen on a sister ROM (AN2606, STM32L1xxxD V4.1): the RTC is reset once DFU is
 * selected. */
static void reset_rtc(void)
{
    uint32_t before = PWR->CR;
    PWR->CR = before | PWR_CR_DBP;
    RCC->CSR |= RCC_CSR_RTCRST;
    RCC->CSR &= ~RCC_CSR_RTCRST;
    PWR->CR = before;
}

static _Noreturn void serve(const void *unused)
{
    (void)unused;
    CRS->CR |= CRS_CR_AUTOTRIMEN | CRS_CR_CEN; /* frames come now */
    if (CHOICE(RTC) == CHOICE_RTC_RESET)
        reset_rtc();
    for (;;) {
        watchdog_refresh();
        if (!usb_control_waits())
            continue;
        if (dfu_work()) {
            stop();
            dfu_leave();
        }
        NVIC_ICER = INTERRUPT;
        dfu_worked();
        usb_control_listen();
        NVIC_ISER = INTERRUPT;
    }
}

void usb_poll(void)
{
    if (usb_control_has_host())
        on_own_stack(serve, 0);
}
