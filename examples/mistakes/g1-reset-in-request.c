/* SPDX-License-Identifier: MIT
 *
 * A USB device with a DFU run-time interface. DETACH is obeyed at once, in the
 * interrupt that brings it: the chip is reset before the host has got the
 * status stage of its request.
 */
#include "examples/usb/usb_clock.h"
#include "examples/usb/usb_device.h"
#include "examples/usb/usb_dfu_runtime.h"
#include "firmware/stm32l0/stm32l073.h"

__attribute__((section(".noinit"))) volatile uint32_t boot_flag;

void SystemInit(void);
void USB_IRQHandler(void);

void SystemInit(void)
{
    if (boot_flag != 0xDEADBEEF)
        return;
    boot_flag = 0;
    RCC->APB2ENR |= RCC_APB2ENR_SYSCFGEN;
    (void)RCC->APB2ENR;
    SYSCFG->CFGR1 |= SYSCFG_CFGR1_MEM_MODE_SYSTEM;
    __asm volatile("msr msp, %0\n bx %1" : : "r"(ROM_SP), "r"(ROM_RESET));
}

static bool detach(const struct usb_setup *setup)
{
    (void)setup;
    boot_flag = 0xDEADBEEF;
    system_reset();
}

enum { SIZE = USB_CONFIGURATION_SIZE + USB_DFU_RUNTIME_SIZE };

static const uint8_t configuration[SIZE] = {
    USB_CONFIGURATION(SIZE, 1, USB_SELF_POWERED, 0),
    USB_DFU_RUNTIME(0, 0),
};

static const uint8_t descriptor[18] = {
    sizeof descriptor, USB_DESCRIPTOR_DEVICE, USB_WORD(0x0200), 0, 0, 0, 64,
    USB_WORD(0x1209),  USB_WORD(0x0001),      USB_WORD(0x0100), 0, 0, 0, 1,
};

static const struct usb_function dfu = {.interfaces = 1, .request = detach};

static const struct usb_device device = {
    .device = descriptor,
    .configuration = configuration,
    .functions = &dfu,
    .function_count = 1,
};

void USB_IRQHandler(void)
{
    usb_device_interrupt();
}

int main(void)
{
#ifndef VTOR_LEFT
    SCB_VTOR = FLASH_BASE; /* after Go the ROM's vectors may be at 0 */
#endif
    RCC->APB1ENR |= RCC_APB1ENR_PWREN;
    hsi16_start();
    usb_clock_start();
    usb_device_start(&device);
    for (;;)
        wait_for_interrupt();
}
