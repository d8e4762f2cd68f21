/* SPDX-License-Identifier: MIT
 *
 * The bits of the registers of an ADC (RM0367 section 14).
 */
#ifndef CHIP_BLOCK_ADC_V2_BITS_H
#define CHIP_BLOCK_ADC_V2_BITS_H

#include "chip/block/adc_v2_state.h"

#define ISR_ADRDY (1u << 0)
#define ISR_EOSMP (1u << 1)
#define ISR_EOC   (1u << 2)
#define ISR_EOSEQ (1u << 3)
#define ISR_OVR   (1u << 4)
#define ISR_AWD   (1u << 7)
#define ISR_EOCAL (1u << 11)
#define ISR_MASK  0x89Fu

#define CR_ADEN     (1u << 0)
#define CR_ADDIS    (1u << 1)
#define CR_ADSTART  (1u << 2)
#define CR_ADSTP    (1u << 4)
#define CR_ADVREGEN (1u << 28)
#define CR_ADCAL    (1u << 31)
#define CR_BUSY     (CR_ADEN | CR_ADDIS | CR_ADSTART | CR_ADSTP | CR_ADCAL)

#define CFGR1_DMAEN   (1u << 0)
#define CFGR1_DMACFG  (1u << 1)
#define CFGR1_SCANDIR (1u << 2)
#define CFGR1_RES     (3u << 3)
#define CFGR1_ALIGN   (1u << 5)
#define CFGR1_EXTEN   (3u << 10)
#define CFGR1_OVRMOD  (1u << 12)
#define CFGR1_CONT    (1u << 13)
#define CFGR1_WAIT    (1u << 14)
#define CFGR1_AUTOFF  (1u << 15)
#define CFGR1_DISCEN  (1u << 16)
#define CFGR1_AWDSGL  (1u << 22)
#define CFGR1_AWDEN   (1u << 23)
#define CFGR1_MASK    0x7CC1FDFFu

#define CFGR2_OVSE   (1u << 0)
#define CFGR2_TOVS   (1u << 9)
#define CFGR2_CKMODE (3u << 30)
#define CFGR2_MASK   0xC00003FDu

#define CCR_PRESC  (15u << 18)
#define CCR_VREFEN (1u << 22)
#define CCR_TSEN   (1u << 23)
#define CCR_VLCDEN (1u << 24)
#define CCR_MASK   0x03FC0000u /* with LFMEN */

#define CCR_VBATEN CCR_VLCDEN /* of the later ADC */

#endif
