/* SPDX-License-Identifier: MIT
 *
 * Flash, data EEPROM and option bytes: locks, operations, timing, protection.
 * RM0367 section 3. flash.c has the registers, flash_operation.c what a store
 * to the NVM starts, flash_torn.c what a reset leaves of it, flash_option.c
 * option bytes and protection.
 * Not modelled: PCROP (an option load with WRPMOD=1 is reported),
 * PARALLELBANK (reported when used), the power-down modes (RUN_PD is
 * reported), ECC, the contents of the prefetch and pre-read buffers (only
 * their effect on wait states is).
 * RM0367 3.4.4 (protection changes) is documented; any other comment that
 * cites RM0367 without a grade is assumed: the text could not be checked.
 */
#ifndef CHIP_STM32L0_FLASH_H
#define CHIP_STM32L0_FLASH_H

#include "chip/stm32l0/state.h"

#define FLASH_ACR_LATENCY   (1u << 0)
#define FLASH_ACR_PRFTEN    (1u << 1)
#define FLASH_ACR_SLEEP_PD  (1u << 3)
#define FLASH_ACR_RUN_PD    (1u << 4)
#define FLASH_ACR_DISAB_BUF (1u << 5)
#define FLASH_ACR_PRE_READ  (1u << 6)

#define FLASH_PECR_PELOCK       (1u << 0)
#define FLASH_PECR_PRGLOCK      (1u << 1)
#define FLASH_PECR_OPTLOCK      (1u << 2)
#define FLASH_PECR_PROG         (1u << 3)
#define FLASH_PECR_DATA         (1u << 4)
#define FLASH_PECR_FIX          (1u << 8)
#define FLASH_PECR_ERASE        (1u << 9)
#define FLASH_PECR_FPRG         (1u << 10)
#define FLASH_PECR_PARALLELBANK (1u << 15)
#define FLASH_PECR_EOPIE        (1u << 16)
#define FLASH_PECR_ERRIE        (1u << 17)
#define FLASH_PECR_OBL_LAUNCH   (1u << 18)

#define FLASH_SR_BSY        (1u << 0)
#define FLASH_SR_EOP        (1u << 1)
#define FLASH_SR_ENDHV      (1u << 2)
#define FLASH_SR_READY      (1u << 3)
#define FLASH_SR_WRPERR     (1u << 8)
#define FLASH_SR_PGAERR     (1u << 9)
#define FLASH_SR_SIZERR     (1u << 10)
#define FLASH_SR_OPTVERR    (1u << 11)
#define FLASH_SR_RDERR      (1u << 13)
#define FLASH_SR_NOTZEROERR (1u << 16)
#define FLASH_SR_FWWERR     (1u << 17)
#define FLASH_SR_ERRORS                                                        \
    (FLASH_SR_WRPERR | FLASH_SR_PGAERR | FLASH_SR_SIZERR | FLASH_SR_OPTVERR |  \
     FLASH_SR_RDERR | FLASH_SR_NOTZEROERR | FLASH_SR_FWWERR)

#define FLASH_OPTR_RDPROT     (0xFFu << 0)
#define FLASH_OPTR_WPRMOD     (1u << 8)
#define FLASH_OPTR_WDG_SW     (1u << 20)
#define FLASH_OPTR_nRST_STOP  (1u << 21)
#define FLASH_OPTR_nRST_STDBY (1u << 22)
#define FLASH_OPTR_BFB2       (1u << 23)
#define FLASH_OPTR_nBOOT1     (1u << 31)

/* Time of one erase or one programming, of a word, a half page or a page
 * (assumed: DS10685 "Flash memory and data EEPROM characteristics", 3.28 ms
 * typical, could not be read; 3.2 ms is reported from a part). */
#define FLASH_TPROG_PS (3280 * PS_PER_US)

/* Registers that are reported by address. */
#define FLASH_PECR_ADDRESS 0x40022004u
#define FLASH_OPTR_ADDRESS 0x4002201Cu

extern const struct map_kind flash;

/* Does what a store of 1, 2 or 4 bytes to NVM, EEPROM or the information block
 * starts. `address` is the unaliased one (0x08000000.., 0x08080000..,
 * 0x1FF00000.., 0x1FF80000..). While an operation is in flight it only holds
 * the core (ATTENTION_STALL), which repeats the store. */
enum access flash_store(struct chip *chip, uint32_t address, unsigned size,
                        uint32_t value);
/* Prepares a read or fetch of NVM or system memory by the core: holds the core
 * while that bank is busy (bus.stall_ps), and aborts a half-page load. */
void flash_touch(struct chip *chip, uint32_t address);
/* Returns until when a read, or a write, must wait for the operation in flight,
 * in ps; 0 = it need not. */
uint64_t flash_busy_until(const struct chip *chip, uint32_t address,
                          bool write);
/* Returns true while flash_touch() has something to do for some address: an
 * operation is in flight or a half page is being loaded. */
bool flash_attentive(const struct chip *chip);
/* Returns whether the core may read this NVM address at the present RDP level.
 */
bool flash_readable(const struct chip *chip, uint32_t address);
/* Loads the option bytes into OPTR and WRPROT. */
void flash_load_options(struct chip *chip);
/* Returns the readout protection level in force: 0, 1 or 2. */
unsigned flash_rdp(const struct chip *chip);
/* Returns the option bit. */
bool flash_bfb2(const struct chip *chip);
/* Return the wait states of a fetch after a branch, and of a sequential word.
 */
unsigned flash_wait_branch(const struct chip *chip);
unsigned flash_wait_sequential(const struct chip *chip);
/* Returns the stretch of flash or EEPROM that holds `address`: a bank, which
 * UFB may have moved, or the whole memory. */
struct map_stretch flash_bank(const struct chip *chip,
                              const struct map_memory *memory,
                              uint32_t address);
/* Returns how many bytes of chip.memory the part has. */
uint32_t flash_memory_size(const struct chip *chip);
/* Returns whether the option bytes start the IWDG at reset. */
bool flash_hardware_watchdog(const struct chip *chip);
/* Returns the physical offset in the flash of a flash address, following UFB.
 */
uint32_t flash_physical(const struct chip *chip, uint32_t address);
/* Returns the physical offset in the EEPROM of an EEPROM address, following
 * UFB. */
uint32_t flash_eeprom_physical(const struct chip *chip, uint32_t address);
/* Returns the first cell of an operation on the bytes from `target` on, and the
 * address of the memory they are in. */
uint8_t *flash_cells(struct chip *chip, enum flash_operation operation,
                     uint32_t target);
uint32_t flash_base(enum flash_operation operation);
/* For struct map_cut: see there. */
bool flash_uncertain(const struct chip *chip);
const uint8_t *flash_planned(const struct chip *chip);
void flash_resume(struct chip *chip, const struct event_nvm *nvm,
                  const uint8_t *planned);
/* Cuts the operation in flight short: the cells are as board.torn says. */
void flash_tear(struct chip *chip);
/* The supply is back: weak cells read as they will from now on. */
void flash_settle(struct chip *chip);
/* Erases NVM and EEPROM, writes default option bytes and factory words. */
void flash_factory(struct chip *chip);

/* --- between the files of this block --- */

/* Ends the operation in flight. */
void flash_due(struct chip *chip);
/* Recomputes the interrupt line. */
void flash_update_irq(struct chip *chip);
/* Sets error flags, and reports what was wrong with the access. */
void flash_fail(struct chip *chip, uint32_t flags, uint32_t address,
                uint32_t value);
/* Sets WRPERR, and reports that a lock was closed. */
void flash_locked(struct chip *chip, uint32_t address, uint32_t value);
/* The same, for memory that WRP or RDP protects. */
void flash_protected(struct chip *chip, uint32_t address, uint32_t value);
/* Returns whether WRP forbids a store at this flash offset. */
bool flash_write_protected(const struct chip *chip, uint32_t physical);
/* Returns whether RDP forbids stores to NVM. */
bool flash_rdp_protected(const struct chip *chip);
/* The operation in flight is done: its cells are not weak any more. */
void flash_strengthen(struct flash *flash);
/* Reports the operation in flight that a reset by software is about to tear. */
void flash_report_torn(struct chip *chip);

#endif
