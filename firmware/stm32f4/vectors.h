/* SPDX-License-Identifier: MIT
 *
 * The vector table of an STM32F401, F411, F405 or F407: 16 words of the core,
 * 86 of the chip, of which each part has some (RM0368, RM0383, RM0090: table of
 * vectors). firmware/vectors.h includes it.
 */
#ifndef FIRMWARE_STM32F4_VECTORS_H
#define FIRMWARE_STM32F4_VECTORS_H

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
WEAK void PVD_IRQHandler(void);
WEAK void TAMP_STAMP_IRQHandler(void);
WEAK void RTC_WKUP_IRQHandler(void);
WEAK void FLASH_IRQHandler(void);
WEAK void RCC_IRQHandler(void);
WEAK void EXTI0_IRQHandler(void);
WEAK void EXTI1_IRQHandler(void);
WEAK void EXTI2_IRQHandler(void);
WEAK void EXTI3_IRQHandler(void);
WEAK void EXTI4_IRQHandler(void);
WEAK void DMA1_Stream0_IRQHandler(void);
WEAK void DMA1_Stream1_IRQHandler(void);
WEAK void DMA1_Stream2_IRQHandler(void);
WEAK void DMA1_Stream3_IRQHandler(void);
WEAK void DMA1_Stream4_IRQHandler(void);
WEAK void DMA1_Stream5_IRQHandler(void);
WEAK void DMA1_Stream6_IRQHandler(void);
WEAK void ADC_IRQHandler(void);
WEAK void CAN1_TX_IRQHandler(void);
WEAK void CAN1_RX0_IRQHandler(void);
WEAK void CAN1_RX1_IRQHandler(void);
WEAK void CAN1_SCE_IRQHandler(void);
WEAK void EXTI9_5_IRQHandler(void);
WEAK void TIM1_BRK_TIM9_IRQHandler(void);
WEAK void TIM1_UP_TIM10_IRQHandler(void);
WEAK void TIM1_TRG_COM_TIM11_IRQHandler(void);
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
WEAK void OTG_FS_WKUP_IRQHandler(void);
WEAK void TIM8_BRK_TIM12_IRQHandler(void);
WEAK void TIM8_UP_TIM13_IRQHandler(void);
WEAK void TIM8_TRG_COM_TIM14_IRQHandler(void);
WEAK void TIM8_CC_IRQHandler(void);
WEAK void DMA1_Stream7_IRQHandler(void);
WEAK void FSMC_IRQHandler(void);
WEAK void SDIO_IRQHandler(void);
WEAK void TIM5_IRQHandler(void);
WEAK void SPI3_IRQHandler(void);
WEAK void UART4_IRQHandler(void);
WEAK void UART5_IRQHandler(void);
WEAK void TIM6_DAC_IRQHandler(void);
WEAK void TIM7_IRQHandler(void);
WEAK void DMA2_Stream0_IRQHandler(void);
WEAK void DMA2_Stream1_IRQHandler(void);
WEAK void DMA2_Stream2_IRQHandler(void);
WEAK void DMA2_Stream3_IRQHandler(void);
WEAK void DMA2_Stream4_IRQHandler(void);
WEAK void ETH_IRQHandler(void);
WEAK void ETH_WKUP_IRQHandler(void);
WEAK void CAN2_TX_IRQHandler(void);
WEAK void CAN2_RX0_IRQHandler(void);
WEAK void CAN2_RX1_IRQHandler(void);
WEAK void CAN2_SCE_IRQHandler(void);
WEAK void OTG_FS_IRQHandler(void);
WEAK void DMA2_Stream5_IRQHandler(void);
WEAK void DMA2_Stream6_IRQHandler(void);
WEAK void DMA2_Stream7_IRQHandler(void);
WEAK void USART6_IRQHandler(void);
WEAK void I2C3_EV_IRQHandler(void);
WEAK void I2C3_ER_IRQHandler(void);
WEAK void OTG_HS_EP1_OUT_IRQHandler(void);
WEAK void OTG_HS_EP1_IN_IRQHandler(void);
WEAK void OTG_HS_WKUP_IRQHandler(void);
WEAK void OTG_HS_IRQHandler(void);
WEAK void DCMI_IRQHandler(void);
WEAK void RNG_IRQHandler(void);
WEAK void FPU_IRQHandler(void);
WEAK void SPI4_IRQHandler(void);
WEAK void SPI5_IRQHandler(void);

/* STACK and RESET are words 0 and 1. */
#define VECTOR_TABLE(STACK, RESET)                                             \
    __attribute__((section(".isr_vector"), used))                              \
    const vector vector_table[102] = {                                         \
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
        [17] = PVD_IRQHandler,                                                 \
        [18] = TAMP_STAMP_IRQHandler,                                          \
        [19] = RTC_WKUP_IRQHandler,                                            \
        [20] = FLASH_IRQHandler,                                               \
        [21] = RCC_IRQHandler,                                                 \
        [22] = EXTI0_IRQHandler,                                               \
        [23] = EXTI1_IRQHandler,                                               \
        [24] = EXTI2_IRQHandler,                                               \
        [25] = EXTI3_IRQHandler,                                               \
        [26] = EXTI4_IRQHandler,                                               \
        [27] = DMA1_Stream0_IRQHandler,                                        \
        [28] = DMA1_Stream1_IRQHandler,                                        \
        [29] = DMA1_Stream2_IRQHandler,                                        \
        [30] = DMA1_Stream3_IRQHandler,                                        \
        [31] = DMA1_Stream4_IRQHandler,                                        \
        [32] = DMA1_Stream5_IRQHandler,                                        \
        [33] = DMA1_Stream6_IRQHandler,                                        \
        [34] = ADC_IRQHandler,                                                 \
        [35] = CAN1_TX_IRQHandler,                                             \
        [36] = CAN1_RX0_IRQHandler,                                            \
        [37] = CAN1_RX1_IRQHandler,                                            \
        [38] = CAN1_SCE_IRQHandler,                                            \
        [39] = EXTI9_5_IRQHandler,                                             \
        [40] = TIM1_BRK_TIM9_IRQHandler,                                       \
        [41] = TIM1_UP_TIM10_IRQHandler,                                       \
        [42] = TIM1_TRG_COM_TIM11_IRQHandler,                                  \
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
        [58] = OTG_FS_WKUP_IRQHandler,                                         \
        [59] = TIM8_BRK_TIM12_IRQHandler,                                      \
        [60] = TIM8_UP_TIM13_IRQHandler,                                       \
        [61] = TIM8_TRG_COM_TIM14_IRQHandler,                                  \
        [62] = TIM8_CC_IRQHandler,                                             \
        [63] = DMA1_Stream7_IRQHandler,                                        \
        [64] = FSMC_IRQHandler,                                                \
        [65] = SDIO_IRQHandler,                                                \
        [66] = TIM5_IRQHandler,                                                \
        [67] = SPI3_IRQHandler,                                                \
        [68] = UART4_IRQHandler,                                               \
        [69] = UART5_IRQHandler,                                               \
        [70] = TIM6_DAC_IRQHandler,                                            \
        [71] = TIM7_IRQHandler,                                                \
        [72] = DMA2_Stream0_IRQHandler,                                        \
        [73] = DMA2_Stream1_IRQHandler,                                        \
        [74] = DMA2_Stream2_IRQHandler,                                        \
        [75] = DMA2_Stream3_IRQHandler,                                        \
        [76] = DMA2_Stream4_IRQHandler,                                        \
        [77] = ETH_IRQHandler,                                                 \
        [78] = ETH_WKUP_IRQHandler,                                            \
        [79] = CAN2_TX_IRQHandler,                                             \
        [80] = CAN2_RX0_IRQHandler,                                            \
        [81] = CAN2_RX1_IRQHandler,                                            \
        [82] = CAN2_SCE_IRQHandler,                                            \
        [83] = OTG_FS_IRQHandler,                                              \
        [84] = DMA2_Stream5_IRQHandler,                                        \
        [85] = DMA2_Stream6_IRQHandler,                                        \
        [86] = DMA2_Stream7_IRQHandler,                                        \
        [87] = USART6_IRQHandler,                                              \
        [88] = I2C3_EV_IRQHandler,                                             \
        [89] = I2C3_ER_IRQHandler,                                             \
        [90] = OTG_HS_EP1_OUT_IRQHandler,                                      \
        [91] = OTG_HS_EP1_IN_IRQHandler,                                       \
        [92] = OTG_HS_WKUP_IRQHandler,                                         \
        [93] = OTG_HS_IRQHandler,                                              \
        [94] = DCMI_IRQHandler,                                                \
        [96] = RNG_IRQHandler,                                                 \
        [97] = FPU_IRQHandler,                                                 \
        [100] = SPI4_IRQHandler,                                               \
        [101] = SPI5_IRQHandler,                                               \
    }

#endif
