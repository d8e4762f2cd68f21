/* SPDX-License-Identifier: MIT
 *
 * The vector table of an STM32L073: 16 words of the core, 32 of the chip
 * (RM0367 12.3). firmware/vectors.h includes it.
 */
#ifndef FIRMWARE_STM32L0_VECTORS_H
#define FIRMWARE_STM32L0_VECTORS_H

WEAK void NMI_Handler(void);
WEAK void HardFault_Handler(void);
WEAK void SVC_Handler(void);
WEAK void PendSV_Handler(void);
WEAK void SysTick_Handler(void);
WEAK void WWDG_IRQHandler(void);
WEAK void PVD_IRQHandler(void);
WEAK void RTC_IRQHandler(void);
WEAK void FLASH_IRQHandler(void);
WEAK void RCC_CRS_IRQHandler(void);
WEAK void EXTI0_1_IRQHandler(void);
WEAK void EXTI2_3_IRQHandler(void);
WEAK void EXTI4_15_IRQHandler(void);
WEAK void TSC_IRQHandler(void);
WEAK void DMA1_Channel1_IRQHandler(void);
WEAK void DMA1_Channel2_3_IRQHandler(void);
WEAK void DMA1_Channel4_5_6_7_IRQHandler(void);
WEAK void ADC1_COMP_IRQHandler(void);
WEAK void LPTIM1_IRQHandler(void);
WEAK void USART4_5_IRQHandler(void);
WEAK void TIM2_IRQHandler(void);
WEAK void TIM3_IRQHandler(void);
WEAK void TIM6_DAC_IRQHandler(void);
WEAK void TIM7_IRQHandler(void);
WEAK void TIM21_IRQHandler(void);
WEAK void I2C3_IRQHandler(void);
WEAK void TIM22_IRQHandler(void);
WEAK void I2C1_IRQHandler(void);
WEAK void I2C2_IRQHandler(void);
WEAK void SPI1_IRQHandler(void);
WEAK void SPI2_IRQHandler(void);
WEAK void USART1_IRQHandler(void);
WEAK void USART2_IRQHandler(void);
WEAK void RNG_LPUART1_IRQHandler(void);
WEAK void LCD_IRQHandler(void);
WEAK void USB_IRQHandler(void);

/* STACK and RESET are words 0 and 1. */
#define VECTOR_TABLE(STACK, RESET)                                             \
    __attribute__((section(".isr_vector"), used))                              \
    const vector vector_table[48] = {                                          \
        [0] = (vector)(STACK),                                                 \
        [1] = (RESET),                                                         \
        [2] = NMI_Handler,                                                     \
        [3] = HardFault_Handler,                                               \
        [11] = SVC_Handler,                                                    \
        [14] = PendSV_Handler,                                                 \
        [15] = SysTick_Handler,                                                \
        [16] = WWDG_IRQHandler,                                                \
        [17] = PVD_IRQHandler,                                                 \
        [18] = RTC_IRQHandler,                                                 \
        [19] = FLASH_IRQHandler,                                               \
        [20] = RCC_CRS_IRQHandler,                                             \
        [21] = EXTI0_1_IRQHandler,                                             \
        [22] = EXTI2_3_IRQHandler,                                             \
        [23] = EXTI4_15_IRQHandler,                                            \
        [24] = TSC_IRQHandler,                                                 \
        [25] = DMA1_Channel1_IRQHandler,                                       \
        [26] = DMA1_Channel2_3_IRQHandler,                                     \
        [27] = DMA1_Channel4_5_6_7_IRQHandler,                                 \
        [28] = ADC1_COMP_IRQHandler,                                           \
        [29] = LPTIM1_IRQHandler,                                              \
        [30] = USART4_5_IRQHandler,                                            \
        [31] = TIM2_IRQHandler,                                                \
        [32] = TIM3_IRQHandler,                                                \
        [33] = TIM6_DAC_IRQHandler,                                            \
        [34] = TIM7_IRQHandler,                                                \
        [36] = TIM21_IRQHandler,                                               \
        [37] = I2C3_IRQHandler,                                                \
        [38] = TIM22_IRQHandler,                                               \
        [39] = I2C1_IRQHandler,                                                \
        [40] = I2C2_IRQHandler,                                                \
        [41] = SPI1_IRQHandler,                                                \
        [42] = SPI2_IRQHandler,                                                \
        [43] = USART1_IRQHandler,                                              \
        [44] = USART2_IRQHandler,                                              \
        [45] = RNG_LPUART1_IRQHandler,                                         \
        [46] = LCD_IRQHandler,                                                 \
        [47] = USB_IRQHandler,                                                 \
    }

#endif
