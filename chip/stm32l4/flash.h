/* SPDX-License-Identifier: MIT
 *
 * Flash, OTP and option bytes: locks, operations, timing, protection. RM0351
 * section 3, RM0394 section 3; RM0440 has the same block in the STM32G4, whose
 * text the rules are from. flash.c has the registers, flash_operation.c what a
 * store or STRT starts, flash_torn.c what a reset leaves of it, flash_option.c
 * option bytes, protection and the factory's words, flash_ecc.c double words
 * whose ECC does not fit.
 *
 * Assumed: what a branch or a load needs is found in the caches as long as ICEN
 * is 1, and a prefetch is always in time; without them a branch waits LATENCY
 * cycles, and of sequential words one in two does, which is counted as half of
 * LATENCY, rounded up, each. Stale lines of the caches after an erase are not
 * modelled. Operations take the typical times of DS10198 (from memory); a write
 * of the option bytes 80 ms. A store to the flash during an operation waits.
 *
 * Not modelled: the reads that PCROP refuses (an option load with a PCROP area
 * is reported; RDERR is never set), RUN_PD (reported), single errors that ECC
 * corrects (ECCC), wear.
 */
#ifndef CHIP_STM32L4_FLASH_H
#define CHIP_STM32L4_FLASH_H

#include "chip/map.h"
#include "chip/stm32l4/state.h"

#define L4_ACR_LATENCY  (7u << 0)
#define L4_ACR_PRFTEN   (1u << 8)
#define L4_ACR_ICEN     (1u << 9)
#define L4_ACR_DCEN     (1u << 10)
#define L4_ACR_ICRST    (1u << 11)
#define L4_ACR_DCRST    (1u << 12)
#define L4_ACR_RUN_PD   (1u << 13)
#define L4_ACR_SLEEP_PD (1u << 14)

#define L4_SR_EOP     (1u << 0)
#define L4_SR_OPERR   (1u << 1)
#define L4_SR_PROGERR (1u << 3)
#define L4_SR_WRPERR  (1u << 4)
#define L4_SR_PGAERR  (1u << 5)
#define L4_SR_SIZERR  (1u << 6)
#define L4_SR_PGSERR  (1u << 7)
#define L4_SR_MISERR  (1u << 8)
#define L4_SR_FASTERR (1u << 9)
#define L4_SR_RDERR   (1u << 14)
#define L4_SR_OPTVERR (1u << 15)
#define L4_SR_BSY     (1u << 16)
#define L4_SR_PEMPTY  (1u << 17)
/* While one of these is set no operation starts. */
#define L4_SR_STICKY                                                           \
    (L4_SR_PROGERR | L4_SR_WRPERR | L4_SR_PGAERR | L4_SR_SIZERR |              \
     L4_SR_PGSERR | L4_SR_MISERR | L4_SR_FASTERR)
#define L4_SR_FLAGS                                                            \
    (L4_SR_EOP | L4_SR_OPERR | L4_SR_STICKY | L4_SR_RDERR | L4_SR_OPTVERR)

#define L4_CR_PG         (1u << 0)
#define L4_CR_PER        (1u << 1)
#define L4_CR_MER1       (1u << 2)
#define L4_CR_PNB        (0xFFu << 3)
#define L4_CR_BKER       (1u << 11)
#define L4_CR_MER2       (1u << 15)
#define L4_CR_STRT       (1u << 16)
#define L4_CR_OPTSTRT    (1u << 17)
#define L4_CR_FSTPG      (1u << 18)
#define L4_CR_EOPIE      (1u << 24)
#define L4_CR_ERRIE      (1u << 25)
#define L4_CR_RDERRIE    (1u << 26)
#define L4_CR_OBL_LAUNCH (1u << 27)
#define L4_CR_OPTLOCK    (1u << 30)
#define L4_CR_LOCK       (1u << 31)

#define L4_ECCR_BK    (1u << 19)
#define L4_ECCR_ECCIE (1u << 24)
#define L4_ECCR_ECCC  (1u << 30)
#define L4_ECCR_ECCD  (1u << 31)

#define L4_OPTR_RDP        (0xFFu << 0)
#define L4_OPTR_nRST_STOP  (1u << 12)
#define L4_OPTR_nRST_STDBY (1u << 13)
#define L4_OPTR_nRST_SHDW  (1u << 14)
#define L4_OPTR_IWDG_SW    (1u << 16)
#define L4_OPTR_IWDG_STOP  (1u << 17)
#define L4_OPTR_IWDG_STDBY (1u << 18)
#define L4_OPTR_WWDG_SW    (1u << 19)
#define L4_OPTR_BFB2       (1u << 20)
#define L4_OPTR_DUALBANK   (1u << 21)
#define L4_OPTR_nBOOT1     (1u << 23)
#define L4_OPTR_SRAM2_PE   (1u << 24)
#define L4_OPTR_SRAM2_RST  (1u << 25)
#define L4_OPTR_nSWBOOT0   (1u << 26)
#define L4_OPTR_nBOOT0     (1u << 27)

/* Registers that are reported by address. */
#define L4_FLASH_SR_ADDRESS   0x40022010u
#define L4_FLASH_CR_ADDRESS   0x40022014u
#define L4_FLASH_OPTR_ADDRESS 0x40022020u

extern const struct map_kind l4_flash;

/* For struct map and its nvm: see there. l4_flash_ecc_plain() and _read() are
 * its plain() and read(). */
bool l4_flash_attentive(const struct chip *chip);
void l4_flash_touch(struct chip *chip, uint32_t address);
uint64_t l4_flash_busy_until(const struct chip *chip, uint32_t address,
                             bool write);
bool l4_flash_readable(const struct chip *chip, uint32_t address);
enum access l4_flash_store(struct chip *chip, uint32_t address, unsigned size,
                           uint32_t value);
bool l4_flash_ecc_plain(const struct chip *chip, uint32_t address);
void l4_flash_ecc_read(struct chip *chip, uint32_t address);
unsigned l4_flash_wait_branch(const struct chip *chip);
unsigned l4_flash_wait_sequential(const struct chip *chip);
uint32_t l4_flash_memory_size(const struct chip *chip);
bool l4_flash_hardware_watchdog(const struct chip *chip);
/* Erases flash and OTP, writes default option bytes and factory words. */
void l4_flash_factory(struct chip *chip);
/* The stretch of flash that an address lies in; part of map.bank. */
struct map_stretch l4_flash_stretch(const struct chip *chip,
                                    const struct map_memory *memory,
                                    uint32_t address);

/* Returns the readout protection level in force: 0, 1 or 2. */
unsigned l4_flash_rdp(const struct chip *chip);
/* Returns whether the option bits have the ROM choose the bank. */
bool l4_flash_bfb2(const struct chip *chip);
/* Returns an option register in force. */
uint32_t l4_flash_options(const struct chip *chip, enum l4_option which);
/* Returns whether the flash is in two banks, as DUALBANK says of the smaller
 * L47x. */
bool l4_flash_dual(const struct chip *chip);
/* Returns the physical offset of an address in the flash, bank 1 first,
 * whatever FB_MODE maps where. */
uint32_t l4_flash_physical(const struct chip *chip, uint32_t address);

/* --- between the files of this block --- */

/* What the ECC knows of a double word: see flash_ecc.c. */
enum l4_flash_ecc { L4_ECC_BAD, L4_ECC_FULL };

/* Return and set what is known of the double word at an offset in the flash. */
bool l4_flash_ecc_is(const struct chip *chip, enum l4_flash_ecc which,
                     uint32_t offset);
void l4_flash_ecc_set(struct chip *chip, enum l4_flash_ecc which,
                      uint32_t offset, bool value);
/* Forgets both of a range that was erased. */
void l4_flash_ecc_erase(struct chip *chip, uint32_t offset, uint32_t length);
/* Returns how many bytes from `offset` on are alike: whole, or bad. At most
 * `length`. */
uint32_t l4_flash_ecc_alike(const struct chip *chip, uint32_t offset,
                            uint32_t length);
/* Likewise, how many before it. */
uint32_t l4_flash_ecc_alike_before(const struct chip *chip, uint32_t offset,
                                   uint32_t length);
/* Adds both maps to a hash. */
uint64_t l4_flash_ecc_hash(const struct chip *chip, uint64_t hash);

static inline uint32_t l4_flash_size(const struct chip *chip)
{
    return chip->part.flash_kb * 1024u;
}

static inline uint32_t l4_flash_bank_size(const struct chip *chip)
{
    return l4_flash_dual(chip) ? l4_flash_size(chip) / 2 : l4_flash_size(chip);
}

/* Starts what CR asks for by STRT or OPTSTRT. */
void l4_flash_start(struct chip *chip);
void l4_flash_start_options(struct chip *chip);
/* Ends the operation in flight. */
void l4_flash_due(struct chip *chip);
/* Holds the core until it has ended. */
void l4_flash_hold(struct chip *chip);
/* Recomputes the interrupt lines, that of the NMI too. */
void l4_flash_update_irq(struct chip *chip);
/* Sets error flags, and reports what was wrong with the access. */
void l4_flash_fail(struct chip *chip, uint32_t flags, uint32_t address,
                   uint32_t value);
/* Sets WRPERR, and reports that the memory is protected. */
void l4_flash_protected(struct chip *chip, uint32_t address, uint32_t value);
/* Returns whether WRP or PCROP forbid to change a page of a bank, 0 or 1. */
bool l4_flash_write_protected(const struct chip *chip, unsigned bank,
                              unsigned page);
/* Load the option bytes into the registers; only throw away what software wrote
 * to those. */
void l4_flash_load_options(struct chip *chip);
void l4_flash_restore_options(struct chip *chip);
/* Returns what an option register reads as once `value` is stored in it. */
uint32_t l4_flash_option_bits(const struct chip *chip, enum l4_option which,
                              uint32_t value);
/* Makes the option bytes of what software wrote to the registers. */
void l4_flash_encode_options(const struct chip *chip,
                             const uint32_t registers[L4_OPTIONS],
                             uint8_t bytes[L4_OPTION_SIZE]);
/* Returns the cell at `target` of an operation on flash, OTP or option bytes,
 * and the address of that memory. */
uint8_t *l4_flash_cells(struct chip *chip, enum flash_operation operation,
                        uint32_t target);
uint32_t l4_flash_base(const struct l4_flash *flash);
/* For struct map_cut: see there. */
bool l4_flash_uncertain(const struct chip *chip);
const uint8_t *l4_flash_planned(const struct chip *chip);
void l4_flash_resume(struct chip *chip, const struct event_nvm *nvm,
                     const uint8_t *planned);
unsigned l4_flash_beside(const struct chip *chip, const struct event_nvm *nvm,
                         struct map_stretch *stretches);
/* Cuts the operation in flight short: the cells are as board.torn says. */
void l4_flash_tear(struct chip *chip);
/* The supply is back: weak cells read as they will from now on. */
void l4_flash_settle(struct chip *chip);
/* The operation in flight is done: its cells are not weak any more. */
void l4_flash_strengthen(struct l4_flash *flash);
/* Reports the operation in flight that a reset by software is about to tear. */
void l4_flash_report_torn(struct chip *chip);

#endif
