/* SPDX-License-Identifier: MIT */
#include "rom/stm32l4/usb_interface.h"

#include "rom/protocol/dfu.h"
#include "rom/protocol/usb_control.h"
#include "rom/stm32l4/start.h"
#include "rom/stm32l4/usb_registers.h"
#include "rom/stm32l4/watchdog.h"

enum { INTERRUPT = 1 << USB_IRQ % 32, DM = 11, DP = 12 };
enum { CLOCKS = RCC_APB1ENR1_USBFSEN | RCC_APB1ENR1_CRSEN };

static void set_interrupt(bool enable)
{
    if (enable)
        NVIC_ISER(USB_IRQ / 32) = INTERRUPT;
    else
        NVIC_ICER(USB_IRQ / 32) = INTERRUPT;
}

/* AN2606: no pull; the pull-up of D+ is the block's. */
static void start_pins(void)
{
    RCC->AHB2ENR |= RCC_AHB2ENR_GPIOAEN;
    (void)RCC->AHB2ENR;
    gpio_set(&GPIOA->PUPDR, DM, GPIO_PULL_NONE);
    gpio_set(&GPIOA->PUPDR, DP, GPIO_PULL_NONE);
    gpio_alternate(GPIOA, DM, GPIO_AF10);
    gpio_alternate(GPIOA, DP, GPIO_AF10);
}

/* 48 MHz from HSI48; nobody waits for it, since a host comes much later. */
static void start_clock(void)
{
    RCC->APB1ENR1 |= RCC_APB1ENR1_PWREN;
    (void)RCC->APB1ENR1;
    PWR->CR2 |= PWR_CR2_USV;
    RCC->CRRCR |= RCC_CRRCR_HSI48ON;
    RCC->CCIPR &= ~RCC_CCIPR_CLK48SEL;
    RCC->APB1ENR1 |= CLOCKS;
    RCC->APB1RSTR1 = CLOCKS;
    RCC->APB1RSTR1 = 0;
}

void usb_start(void)
{
    start_pins();
    start_clock();
    usb_control_start();
    NVIC_ICPR(USB_IRQ / 32) = INTERRUPT;
    set_interrupt(true);
}

/* As the L0's: the device frees what it has used and disconnects itself. */
static void stop(void)
{
    set_interrupt(false);
    RCC->APB1RSTR1 = CLOCKS;
    RCC->APB1RSTR1 = 0;
    RCC->APB1ENR1 &= ~CLOCKS;
    RCC->CRRCR &= ~RCC_CRRCR_HSI48ON;
}

static _Noreturn void serve(const void *unused)
{
    (void)unused;
    CRS->CR |= CRS_CR_AUTOTRIMEN | CRS_CR_CEN; /* frames come now */
    for (;;) {
        watchdog_refresh();
        if (!usb_control_waits())
            continue;
        if (dfu_work()) {
            stop();
            dfu_leave();
        }
        set_interrupt(false);
        dfu_worked();
        usb_control_listen();
        set_interrupt(true);
    }
}

void usb_poll(void)
{
    if (usb_control_has_host())
        on_own_stack(serve, 0);
}
