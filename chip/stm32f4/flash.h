/* SPDX-License-Identifier: MIT
 *
 * Flash, OTP and option bytes: locks, operations, timing, protection. RM0090
 * section 3, RM0368 section 3. flash.c has the registers, flash_operation.c
 * what a store or STRT starts, flash_torn.c what a reset leaves of it,
 * flash_option.c option bytes, protection and the factory's words.
 *
 * Assumed: what a branch or a load needs is found in the caches as long as ICEN
 * is 1, and a prefetch is always in time; without them a branch waits LATENCY
 * cycles, and of sequential words one in four does, which is counted as a
 * quarter of LATENCY, rounded up, each. Stale lines of the caches after an
 * erase are not modelled. Operations take the typical times of the datasheets
 * at the parallelism PSIZE; a write of the option bytes takes as long as the
 * erase of a 16 KB sector. With x64 two words make one programming. The key
 * registers take keys while they are open without effect.
 *
 * Not modelled: PCROP (SPRMOD=1 is reported when option bytes with it are
 * loaded; RDERR is never set), the supply that a PSIZE needs, ECC, wear.
 */
#ifndef CHIP_STM32F4_FLASH_H
#define CHIP_STM32F4_FLASH_H

#include "chip/map.h"
#include "chip/stm32f4/state.h"

#define F4_ACR_LATENCY (15u << 0)
#define F4_ACR_PRFTEN  (1u << 8)
#define F4_ACR_ICEN    (1u << 9)
#define F4_ACR_DCEN    (1u << 10)
#define F4_ACR_ICRST   (1u << 11)
#define F4_ACR_DCRST   (1u << 12)

#define F4_SR_EOP    (1u << 0)
#define F4_SR_OPERR  (1u << 1)
#define F4_SR_WRPERR (1u << 4)
#define F4_SR_PGAERR (1u << 5)
#define F4_SR_PGPERR (1u << 6)
#define F4_SR_PGSERR (1u << 7)
#define F4_SR_RDERR  (1u << 8)
#define F4_SR_BSY    (1u << 16)
#define F4_SR_ERRORS                                                           \
    (F4_SR_WRPERR | F4_SR_PGAERR | F4_SR_PGPERR | F4_SR_PGSERR | F4_SR_RDERR)

#define F4_CR_PG    (1u << 0)
#define F4_CR_SER   (1u << 1)
#define F4_CR_MER   (1u << 2)
#define F4_CR_SNB   (15u << 3)
#define F4_CR_PSIZE (3u << 8)
#define F4_CR_STRT  (1u << 16)
#define F4_CR_EOPIE (1u << 24)
#define F4_CR_ERRIE (1u << 25)
#define F4_CR_LOCK  (1u << 31)

#define F4_OPTCR_OPTLOCK    (1u << 0)
#define F4_OPTCR_OPTSTRT    (1u << 1)
#define F4_OPTCR_WDG_SW     (1u << 5)
#define F4_OPTCR_nRST_STOP  (1u << 6)
#define F4_OPTCR_nRST_STDBY (1u << 7)
#define F4_OPTCR_RDP        (0xFFu << 8)
#define F4_OPTCR_nWRP       (0xFFFu << 16)
#define F4_OPTCR_SPRMOD     (1u << 31)

/* Registers that are reported by address. */
#define F4_FLASH_CR_ADDRESS    0x40023C10u
#define F4_FLASH_OPTCR_ADDRESS 0x40023C14u

extern const struct map_kind f4_flash;

/* For struct map and its nvm: see there. */
bool f4_flash_attentive(const struct chip *chip);
void f4_flash_touch(struct chip *chip, uint32_t address);
uint64_t f4_flash_busy_until(const struct chip *chip, uint32_t address,
                             bool write);
bool f4_flash_readable(const struct chip *chip, uint32_t address);
enum access f4_flash_store(struct chip *chip, uint32_t address, unsigned size,
                           uint32_t value);
unsigned f4_flash_wait_branch(const struct chip *chip);
unsigned f4_flash_wait_sequential(const struct chip *chip);
uint32_t f4_flash_memory_size(const struct chip *chip);
bool f4_flash_hardware_watchdog(const struct chip *chip);
/* Erases flash and OTP, writes default option bytes and factory words. */
void f4_flash_factory(struct chip *chip);

/* Returns the readout protection level in force: 0, 1 or 2. */
unsigned f4_flash_rdp(const struct chip *chip);

/* --- between the files of this block --- */

/* A sector: its number, its offset and its bytes. */
struct f4_sector {
    unsigned number;
    uint32_t offset, size;
};

/* Returns the sector that holds an offset in the flash, or the one of a number;
 * that of size 0 is not there. */
struct f4_sector f4_flash_sector_at(const struct chip *chip, uint32_t offset);
struct f4_sector f4_flash_sector(const struct chip *chip, unsigned number);
/* Starts what CR or OPTCR asks for by STRT or OPTSTRT. */
void f4_flash_start(struct chip *chip);
void f4_flash_start_options(struct chip *chip);
/* Ends the operation in flight. */
void f4_flash_due(struct chip *chip);
/* Holds the core until it has ended. */
void f4_flash_hold(struct chip *chip);
/* Recomputes the interrupt line. */
void f4_flash_update_irq(struct chip *chip);
/* Sets error flags, and reports what was wrong with the access. */
void f4_flash_fail(struct chip *chip, uint32_t flags, uint32_t address,
                   uint32_t value);
/* Sets WRPERR, and reports that the memory is protected. */
void f4_flash_protected(struct chip *chip, uint32_t address, uint32_t value);
/* Returns whether nWRP forbids to change a sector. */
bool f4_flash_write_protected(const struct chip *chip, unsigned sector);
/* Loads the option bytes into OPTCR. */
void f4_flash_load_options(struct chip *chip);
/* Makes the option bytes of what OPTCR says. */
void f4_flash_encode_options(uint32_t optcr, uint8_t bytes[F4_OPTION_SIZE]);
/* Returns the cell at `target` of an operation on flash or option bytes, and
 * the address of that memory. */
uint8_t *f4_flash_cells(struct chip *chip, enum flash_operation operation,
                        uint32_t target);
uint32_t f4_flash_base(enum flash_operation operation);
/* For struct map_cut: see there. */
bool f4_flash_uncertain(const struct chip *chip);
const uint8_t *f4_flash_planned(const struct chip *chip);
void f4_flash_resume(struct chip *chip, const struct event_nvm *nvm,
                     const uint8_t *planned);
/* Cuts the operation in flight short: the cells are as board.torn says. */
void f4_flash_tear(struct chip *chip);
/* The supply is back: weak cells read as they will from now on. */
void f4_flash_settle(struct chip *chip);
/* The operation in flight is done: its cells are not weak any more. */
void f4_flash_strengthen(struct f4_flash *flash);
/* Reports the operation in flight that a reset by software is about to tear. */
void f4_flash_report_torn(struct chip *chip);

#endif
