/* SPDX-License-Identifier: MIT
 *
 * The vector table of an STM32L476, L496 or L432: 16 words of the core, 91 of
 * the chip, of which each part has some (RM0351, RM0394: table of vectors); USB
 * is OTG_FS on the L476 and L496. firmware/vectors.h includes it.
 */
#ifndef FIRMWARE_STM32L4_VECTORS_H
#define FIRMWARE_STM32L4_VECTORS_H

WEAK void NMI_Handler(void);
WEAK void HardFault_Handler(void);
WEAK void MemManage_Handler(void);
WEAK void BusFault_Handler(void);
WEAK void UsageFault_Handler(void);
WEAK void SVC_Handler(void);
WEAK void DebugMon_Handler(void);
WEAK void PendSV_Handler(void);
WEAK void SysTick_Handler(void);
WEAK void WWDG_IRQHandler(void);
WEAK void PVD_PVM_IRQHandler(void);
WEAK void TAMP_STAMP_IRQHandler(void);
WEAK void RTC_WKUP_IRQHandler(void);
WEAK void FLASH_IRQHandler(void);
WEAK void RCC_IRQHandler(void);
WEAK void EXTI0_IRQHandler(void);
WEAK void EXTI1_IRQHandler(void);
WEAK void EXTI2_IRQHandler(void);
WEAK void EXTI3_IRQHandler(void);
WEAK void EXTI4_IRQHandler(void);
WEAK void DMA1_Channel1_IRQHandler(void);
WEAK void DMA1_Channel2_IRQHandler(void);
WEAK void DMA1_Channel3_IRQHandler(void);
WEAK void DMA1_Channel4_IRQHandler(void);
WEAK void DMA1_Channel5_IRQHandler(void);
WEAK void DMA1_Channel6_IRQHandler(void);
WEAK void DMA1_Channel7_IRQHandler(void);
WEAK void ADC1_2_IRQHandler(void);
WEAK void CAN1_TX_IRQHandler(void);
WEAK void CAN1_RX0_IRQHandler(void);
WEAK void CAN1_RX1_IRQHandler(void);
WEAK void CAN1_SCE_IRQHandler(void);
WEAK void EXTI9_5_IRQHandler(void);
WEAK void TIM1_BRK_TIM15_IRQHandler(void);
WEAK void TIM1_UP_TIM16_IRQHandler(void);
WEAK void TIM1_TRG_COM_TIM17_IRQHandler(void);
WEAK void TIM1_CC_IRQHandler(void);
WEAK void TIM2_IRQHandler(void);
WEAK void TIM3_IRQHandler(void);
WEAK void TIM4_IRQHandler(void);
WEAK void I2C1_EV_IRQHandler(void);
WEAK void I2C1_ER_IRQHandler(void);
WEAK void I2C2_EV_IRQHandler(void);
WEAK void I2C2_ER_IRQHandler(void);
WEAK void SPI1_IRQHandler(void);
WEAK void SPI2_IRQHandler(void);
WEAK void USART1_IRQHandler(void);
WEAK void USART2_IRQHandler(void);
WEAK void USART3_IRQHandler(void);
WEAK void EXTI15_10_IRQHandler(void);
WEAK void RTC_Alarm_IRQHandler(void);
WEAK void DFSDM1_FLT3_IRQHandler(void);
WEAK void TIM8_BRK_IRQHandler(void);
WEAK void TIM8_UP_IRQHandler(void);
WEAK void TIM8_TRG_COM_IRQHandler(void);
WEAK void TIM8_CC_IRQHandler(void);
WEAK void ADC3_IRQHandler(void);
WEAK void FMC_IRQHandler(void);
WEAK void SDMMC1_IRQHandler(void);
WEAK void TIM5_IRQHandler(void);
WEAK void SPI3_IRQHandler(void);
WEAK void UART4_IRQHandler(void);
WEAK void UART5_IRQHandler(void);
WEAK void TIM6_DAC_IRQHandler(void);
WEAK void TIM7_IRQHandler(void);
WEAK void DMA2_Channel1_IRQHandler(void);
WEAK void DMA2_Channel2_IRQHandler(void);
WEAK void DMA2_Channel3_IRQHandler(void);
WEAK void DMA2_Channel4_IRQHandler(void);
WEAK void DMA2_Channel5_IRQHandler(void);
WEAK void DFSDM1_FLT0_IRQHandler(void);
WEAK void DFSDM1_FLT1_IRQHandler(void);
WEAK void DFSDM1_FLT2_IRQHandler(void);
WEAK void COMP_IRQHandler(void);
WEAK void LPTIM1_IRQHandler(void);
WEAK void LPTIM2_IRQHandler(void);
WEAK void USB_IRQHandler(void);
WEAK void DMA2_Channel6_IRQHandler(void);
WEAK void DMA2_Channel7_IRQHandler(void);
WEAK void LPUART1_IRQHandler(void);
WEAK void QUADSPI_IRQHandler(void);
WEAK void I2C3_EV_IRQHandler(void);
WEAK void I2C3_ER_IRQHandler(void);
WEAK void SAI1_IRQHandler(void);
WEAK void SAI2_IRQHandler(void);
WEAK void SWPMI1_IRQHandler(void);
WEAK void TSC_IRQHandler(void);
WEAK void LCD_IRQHandler(void);
WEAK void AES_IRQHandler(void);
WEAK void RNG_IRQHandler(void);
WEAK void FPU_IRQHandler(void);
WEAK void CRS_IRQHandler(void);
WEAK void I2C4_EV_IRQHandler(void);
WEAK void I2C4_ER_IRQHandler(void);
WEAK void DCMI_IRQHandler(void);
WEAK void CAN2_TX_IRQHandler(void);
WEAK void CAN2_RX0_IRQHandler(void);
WEAK void CAN2_RX1_IRQHandler(void);
WEAK void CAN2_SCE_IRQHandler(void);
WEAK void DMA2D_IRQHandler(void);

/* STACK and RESET are words 0 and 1. */
#define VECTOR_TABLE(STACK, RESET)                                             \
    __attribute__((section(".isr_vector"), used))                              \
    const vector vector_table[107] = {                                         \
        [0] = (vector)(STACK),                                                 \
        [1] = (RESET),                                                         \
        [2] = NMI_Handler,                                                     \
        [3] = HardFault_Handler,                                               \
        [4] = MemManage_Handler,                                               \
        [5] = BusFault_Handler,                                                \
        [6] = UsageFault_Handler,                                              \
        [11] = SVC_Handler,                                                    \
        [12] = DebugMon_Handler,                                               \
        [14] = PendSV_Handler,                                                 \
        [15] = SysTick_Handler,                                                \
        [16] = WWDG_IRQHandler,                                                \
        [17] = PVD_PVM_IRQHandler,                                             \
        [18] = TAMP_STAMP_IRQHandler,                                          \
        [19] = RTC_WKUP_IRQHandler,                                            \
        [20] = FLASH_IRQHandler,                                               \
        [21] = RCC_IRQHandler,                                                 \
        [22] = EXTI0_IRQHandler,                                               \
        [23] = EXTI1_IRQHandler,                                               \
        [24] = EXTI2_IRQHandler,                                               \
        [25] = EXTI3_IRQHandler,                                               \
        [26] = EXTI4_IRQHandler,                                               \
        [27] = DMA1_Channel1_IRQHandler,                                       \
        [28] = DMA1_Channel2_IRQHandler,                                       \
        [29] = DMA1_Channel3_IRQHandler,                                       \
        [30] = DMA1_Channel4_IRQHandler,                                       \
        [31] = DMA1_Channel5_IRQHandler,                                       \
        [32] = DMA1_Channel6_IRQHandler,                                       \
        [33] = DMA1_Channel7_IRQHandler,                                       \
        [34] = ADC1_2_IRQHandler,                                              \
        [35] = CAN1_TX_IRQHandler,                                             \
        [36] = CAN1_RX0_IRQHandler,                                            \
        [37] = CAN1_RX1_IRQHandler,                                            \
        [38] = CAN1_SCE_IRQHandler,                                            \
        [39] = EXTI9_5_IRQHandler,                                             \
        [40] = TIM1_BRK_TIM15_IRQHandler,                                      \
        [41] = TIM1_UP_TIM16_IRQHandler,                                       \
        [42] = TIM1_TRG_COM_TIM17_IRQHandler,                                  \
        [43] = TIM1_CC_IRQHandler,                                             \
        [44] = TIM2_IRQHandler,                                                \
        [45] = TIM3_IRQHandler,                                                \
        [46] = TIM4_IRQHandler,                                                \
        [47] = I2C1_EV_IRQHandler,                                             \
        [48] = I2C1_ER_IRQHandler,                                             \
        [49] = I2C2_EV_IRQHandler,                                             \
        [50] = I2C2_ER_IRQHandler,                                             \
        [51] = SPI1_IRQHandler,                                                \
        [52] = SPI2_IRQHandler,                                                \
        [53] = USART1_IRQHandler,                                              \
        [54] = USART2_IRQHandler,                                              \
        [55] = USART3_IRQHandler,                                              \
        [56] = EXTI15_10_IRQHandler,                                           \
        [57] = RTC_Alarm_IRQHandler,                                           \
        [58] = DFSDM1_FLT3_IRQHandler,                                         \
        [59] = TIM8_BRK_IRQHandler,                                            \
        [60] = TIM8_UP_IRQHandler,                                             \
        [61] = TIM8_TRG_COM_IRQHandler,                                        \
        [62] = TIM8_CC_IRQHandler,                                             \
        [63] = ADC3_IRQHandler,                                                \
        [64] = FMC_IRQHandler,                                                 \
        [65] = SDMMC1_IRQHandler,                                              \
        [66] = TIM5_IRQHandler,                                                \
        [67] = SPI3_IRQHandler,                                                \
        [68] = UART4_IRQHandler,                                               \
        [69] = UART5_IRQHandler,                                               \
        [70] = TIM6_DAC_IRQHandler,                                            \
        [71] = TIM7_IRQHandler,                                                \
        [72] = DMA2_Channel1_IRQHandler,                                       \
        [73] = DMA2_Channel2_IRQHandler,                                       \
        [74] = DMA2_Channel3_IRQHandler,                                       \
        [75] = DMA2_Channel4_IRQHandler,                                       \
        [76] = DMA2_Channel5_IRQHandler,                                       \
        [77] = DFSDM1_FLT0_IRQHandler,                                         \
        [78] = DFSDM1_FLT1_IRQHandler,                                         \
        [79] = DFSDM1_FLT2_IRQHandler,                                         \
        [80] = COMP_IRQHandler,                                                \
        [81] = LPTIM1_IRQHandler,                                              \
        [82] = LPTIM2_IRQHandler,                                              \
        [83] = USB_IRQHandler,                                                 \
        [84] = DMA2_Channel6_IRQHandler,                                       \
        [85] = DMA2_Channel7_IRQHandler,                                       \
        [86] = LPUART1_IRQHandler,                                             \
        [87] = QUADSPI_IRQHandler,                                             \
        [88] = I2C3_EV_IRQHandler,                                             \
        [89] = I2C3_ER_IRQHandler,                                             \
        [90] = SAI1_IRQHandler,                                                \
        [91] = SAI2_IRQHandler,                                                \
        [92] = SWPMI1_IRQHandler,                                              \
        [93] = TSC_IRQHandler,                                                 \
        [94] = LCD_IRQHandler,                                                 \
        [95] = AES_IRQHandler,                                                 \
        [96] = RNG_IRQHandler,                                                 \
        [97] = FPU_IRQHandler,                                                 \
        [98] = CRS_IRQHandler,                                                 \
        [99] = I2C4_EV_IRQHandler,                                             \
        [100] = I2C4_ER_IRQHandler,                                            \
        [101] = DCMI_IRQHandler,                                               \
        [102] = CAN2_TX_IRQHandler,                                            \
        [103] = CAN2_RX0_IRQHandler,                                           \
        [104] = CAN2_RX1_IRQHandler,                                           \
        [105] = CAN2_SCE_IRQHandler,                                           \
        [106] = DMA2D_IRQHandler,                                              \
    }

#endif
