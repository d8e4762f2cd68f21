/* SPDX-License-Identifier: MIT
 *
 * System configuration: boot selection, MEM_MODE, FB_MODE, EXTICR, SRAM2; in
 * the same page the reference buffer and the comparators. RM0351 section 9,
 * RM0394 section 9; boot selection 2.6.
 *
 * MEM_MODE shows what the BOOT bits select. It stays 0 when BFB2 or the empty
 * check start system memory, which is then at 0 all the same, until the next
 * reset (RM0351, quoted: "even when it is aliased in the boot memory space, the
 * related memory is still accessible"; a running application saw the ROM at 0
 * after a start by BFB2).
 *
 * Assumed: a SYSCFGRST pulse gives back what the last reset found; MEM_MODE 010
 * and 110, of the FMC and the QUADSPI, and reserved ones show flash, and are
 * reported; an erase of SRAM2 takes one HCLK cycle a word.
 *
 * Not modelled: write protection of SRAM2 (SWPR is kept, a bit that is set is
 * reported), its parity (SPF stays 0; SRAM2_PE=0 is reported when the option
 * bytes are loaded), the firewall (FWDIS=0 is reported), fast-mode plus and the
 * breaks of CFGR2 (kept), the reference buffer (ENVR is reported, VRR follows)
 * and the comparators (EN is reported).
 */
#ifndef CHIP_STM32L4_SYSCFG_H
#define CHIP_STM32L4_SYSCFG_H

#include "chip/map.h"
#include "chip/stm32l4/state.h"

enum { L4_BOOT_FLASH = 0, L4_BOOT_SYSTEM = 1, L4_BOOT_SRAM = 3 };

extern const struct map_kind l4_syscfg;

/* Returns what the BOOT bits selected at the last reset. */
unsigned l4_syscfg_boot_mode(const struct chip *chip);
/* Returns whether FB_MODE puts bank 2 at FLASH_BASE. */
bool l4_syscfg_fb_mode(const struct chip *chip);
/* Fills SRAM2 with zeros. */
void l4_syscfg_erase_sram2(struct chip *chip);
/* For struct map. */
unsigned l4_syscfg_mem_mode(const struct chip *chip);
uint32_t l4_syscfg_alias_base(const struct chip *chip);
unsigned l4_syscfg_exti_port(const struct chip *chip, unsigned line);

#endif
