/* SPDX-License-Identifier: MIT
 *
 * What the causes are found from: the run of a scenario that has ended, and
 * the result that they are added to.
 */
#ifndef BENCH_EVIDENCE_H
#define BENCH_EVIDENCE_H

#include <stdbool.h>
#include <stdint.h>

#include "bench/result.h"
#include "bench/scenario_run.h"

enum { MEM_MODE_SYSTEM = 1 };

struct evidence {
    const struct scenario_run *run;
    const struct machine_visit *visit; /* the last by a branch, or NULL */
    struct result *result;
};

/* Adds a cause to the result, with the remedy of its code. WHERE = 0: it has no
 * place in the image. A code that is there already is not added again. */
void evidence_blame(const struct evidence *seen, const char *code,
                    uint32_t where, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* Adds a warning to the result, likewise. */
void evidence_warn(const struct evidence *seen, const char *code,
                   uint32_t where, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* Adds what keeps interrupts from the ROM: a cause where USB is deaf for it
 * (evidence_usb_is_deaf()), else a warning. */
void evidence_deafens(const struct evidence *seen, const char *code,
                      uint32_t where, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* Replaces the remedy of the cause or warning CODE, if it is there. */
void evidence_advise(const struct evidence *seen, const char *code,
                     const char *remedy);

/* True: the result has that cause. */
bool evidence_blamed(const struct evidence *seen, const char *code);

/* True: WARNING is one of RESULT, which failed without a cause, and it says why
 * or where: the ask was in vain, the application waits. */
bool evidence_explains(const struct result *result,
                       const struct finding *warning);

/* True: ADDRESS lies in system memory. */
bool evidence_is_rom(const struct evidence *seen, uint32_t address);
/* Returns the first address behind SRAM. */
uint32_t evidence_sram_end(const struct evidence *seen);
/* True: other parts have a second RAM at ADDRESS, and this one has none. */
bool evidence_no_ram(const struct evidence *seen, uint32_t address);
/* Return where the ROM is. */
uint32_t evidence_rom_base(const struct evidence *seen);
uint32_t evidence_rom_size(const struct evidence *seen);
uint32_t evidence_rom_end(const struct evidence *seen);
/* Returns the part's family. */
const struct family_info *evidence_family(const struct evidence *seen);

/* True: the scenario's ROM has that value of a reading; the run depended on
 * one. */
bool evidence_says(const struct evidence *seen, const char *reading,
                   const char *value);
bool evidence_asked(const struct evidence *seen, const char *reading);

/* Returns the address of the ROM's id byte. */
uint32_t evidence_rom_id_address(const struct evidence *seen);

/* Returns the id byte of the ROM in the chip. */
uint8_t evidence_rom_id(const struct evidence *seen);

/* True: the ROM in the chip has USB (V4.x), by its id byte. */
bool evidence_has_usb(const struct evidence *seen);

/* True: the ROM was looked for over USB, and was not found there although it
 * was entered. */
bool evidence_usb_is_deaf(const struct evidence *seen);

/* Says what becomes of this ROM without interrupts. */
const char *evidence_needs(const struct evidence *seen);

/* True: it looks for a bank to start before it stays. */
bool evidence_checks_banks(const struct evidence *seen);

/* True: the scenario's ROM starts a bank with that first word. */
bool evidence_rom_starts(const struct evidence *seen, uint32_t head);

/* Returns the bank (0, 1) that the ROM's check starts, of these heads; 2: none.
 */
unsigned evidence_bank_started(const struct evidence *seen,
                               const uint32_t head[2]);

/* True: the image changed the first word of bank 1; erased it. */
bool evidence_head_changed(const struct evidence *seen);
bool evidence_head_erased(const struct evidence *seen);

/* The address of a bank (0, 1) while UFB=0. */
uint32_t evidence_bank_base(const struct evidence *seen, unsigned bank);

/* Returns the first note of that error, after the ask if ASKED, or NULL. */
const struct scenario_note *evidence_note(const struct evidence *seen,
                                          enum firmware_error error,
                                          bool asked);

/* Reads the word at ADDRESS as the core sees it now; 0: there is no memory. */
uint32_t evidence_word(const struct evidence *seen, uint32_t address);

#endif
