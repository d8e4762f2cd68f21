/* SPDX-License-Identifier: MIT
 *
 * The bits of the registers of a low-power timer (RM0367 section 24).
 */
#ifndef CHIP_BLOCK_LPTIM_V1_BITS_H
#define CHIP_BLOCK_LPTIM_V1_BITS_H

/* ISR, ICR and IER; UP and DOWN (bits 5, 6) are the encoder's. */
#define CMPM    (1u << 0)
#define ARRM    (1u << 1)
#define EXTTRIG (1u << 2)
#define CMPOK   (1u << 3)
#define ARROK   (1u << 4)
#define FLAGS   0x7Fu

#define CFGR_CKSEL     (1u << 0)
#define CFGR_CKPOL     (3u << 1)
#define CFGR_PRESC     (7u << 9)
#define CFGR_TRIGSEL   (7u << 13)
#define CFGR_TRIGEN    (3u << 17)
#define CFGR_TIMOUT    (1u << 19)
#define CFGR_WAVE      (1u << 20)
#define CFGR_WAVPOL    (1u << 21)
#define CFGR_PRELOAD   (1u << 22)
#define CFGR_COUNTMODE (1u << 23)
#define CFGR_ENC       (1u << 24)
#define CFGR_MASK      0x01FEEEDFu

#define CR_ENABLE  (1u << 0)
#define CR_SNGSTRT (1u << 1)
#define CR_CNTSTRT (1u << 2)

#endif
