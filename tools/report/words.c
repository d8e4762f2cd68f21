/* SPDX-License-Identifier: MIT */
#include "tools/report/words.h"

#include <string.h>

/* clang-format off */
const struct word words[] = {
    /* verdicts */
    {"rom", "the ROM bootloader is ready",
     "It answered the host's 0x7F with 0x79. Where this is not wanted, the "
     "verdict fails: with --want never, or when nobody asked."},
    {"application", "the application runs",
     "Nothing was asked, or the library refused: boot0_outcome() says why "
     "(refused_rdp at RDP 1, refused_bank2 where bank 2 holds firmware). On "
     "such a board there is no update over the ROM."},
    {"bounced", "the ROM gave the chip back",
     "The ROM was entered, looked for a bank to start before it stays, found "
     "one and started it: the application runs again, without the "
     "bootloader. E1 is the usual cause."},
    {"lost", "the ROM was never entered",
     "The firmware was asked, and neither a reset nor a jump led to the ROM. "
     "Either the ask did not arrive (the warnings ask, wait and library say "
     "why), or the request was lost on its way (codes A1 to A11)."},
    {"deaf", "the ROM was entered and does not answer",
     "It keeps the chip, but the host's 0x7F gets no answer: its interrupts "
     "or its stack are not as after a reset (D1 to D5, B5), or its pins are "
     "locked (G3)."},
    {"astray", "the core fetched where no code is",
     "A branch led outside the image, the RAM that was written, and the "
     "entries of the ROM."},
    {"hardfault", "a HardFault was taken",
     "The line of the fault is the instruction that was executed last. On a "
     "Cortex-M4 MemManage, BusFault and UsageFault count, too, and the bits "
     "of CFSR that are set stand in brackets. A store that the bus refuses "
     "faults when the next instruction has begun (IMPRECISERR): the line is "
     "that of the store."},
    {"lockup", "the core is locked up",
     "A fault inside the HardFault handler, or without a vector for it: only "
     "a reset ends it."},
    {"reset-loop", "the part resets again and again",
     "Eight resets or bounces followed each other after the ask was over. A "
     "request that is never cleared does so (A5)."},
    {"unasked", "the ROM is ready although nobody asked",
     "The part does not start its application. With BFB2=1 the ROM runs at "
     "every reset, and stays where no bank has a stack pointer in its first "
     "word."},
    /* warnings */
    {"ask", "the ask had no effect",
     "The firmware cannot have noticed the ask, or did nothing about it: "
     "another pin or line, a later time (--ask ...@500ms), a longer press "
     "(,hold=2s), the whole command with its line end (\\r \\n). The verdict "
     "then says nothing about the way into the ROM."},
    {"library", "the library is in the image, and not in use",
     "The reset vector does not lead to boot0_reset, so a request stays "
     "without effect: name boot0_reset in the vector table, or run boot0 "
     "patch."},
    {"wait", "the firmware stands still in a loop",
     "It waits for a bit that nothing on this board sets. For a crystal see "
     "--hse."},
    {"wiped", "a ROM that wipes all RAM loses the request",
     "With an ordinary head the library needs two passes through the ROM, "
     "and its mailbox in RAM must survive the first one. No text says that "
     "the ROM leaves RAM alone (reading ram=all): where it does not, the "
     "update does not begin. Make the head invalid (boot0 patch), or keep "
     "the mailbox in the RTC (BOOT0_MAILBOX_RTC)."},
    {"hse", "the ROM misses the HSE each time, and the library gives up",
     "A ROM that waits for the HSE at its start resets the part when that is "
     "not ready in time. The library enters again, seven times in all, and "
     "starts the application then (gave_up). A crystal needs --hse "
     "8MHz,crystal; a clock signal is none to the ROM. H5 has the times."},
    {"early", "a block is used right after its clock was enabled",
     "ES0292: read the enable register back before the first access."},
    {"unclocked", "a register is written while its clock is off",
     "The write is ignored. Set the enable bit in RCC first."},
    {"ignored", "a store that the hardware ignores",
     "The RTC domain is write-protected (set PWR_CR.DBP first), a lock of "
     "FLASH_PECR is closed (write both keys first), or the bits are loaded "
     "from the option bytes and cannot be written here."},
    {"latency", "HCLK is too fast for the flash wait states",
     "RM0367 table 13: set FLASH_ACR.LATENCY, or a higher range of VCORE, "
     "before the clock."},
    {"clock", "a clock is over its limit",
     "RM0367 chapter 7 has the limits for each range of VCORE."},
    {"nonzero", "flash is programmed without an erase",
     "On this flash the words are combined bit by bit: erase the page "
     "first."},
    {"protocol", "registers are used out of order",
     "RM0367 describes the sequence of the block."},
    {"rmvf", "the reset flags are not cleared",
     "RCC_CSR keeps the flags of earlier resets until RMVF is set: clear "
     "them after use, or a request is believed after any reset."},
    {"unmodelled", "the virtual chip does not have this register",
     "What the firmware does behind this access may differ on a part: "
     "docs/gaps.md."},
    {"cut", "a cut on the way into the ROM is not survived",
     "check --cuts: the supply was lost, or NRST pulled, between the ask and "
     "the ROM's readiness, and the next start does not lead to the "
     "application (or to the ROM while the request is still in RAM), or flash, "
     "EEPROM or option bytes are not as before the ask. The id says when: "
     "cut=KIND@CYCLE."},
    {"bfb2", "the part never gets out of its ROM",
     "With BFB2=1 the ROM runs at every reset. It starts a bank only if one "
     "has a stack pointer in its first word."},
};
/* clang-format on */

const size_t words_count = sizeof words / sizeof *words;

const struct word *words_find(const char *word)
{
    for (size_t i = 0; i < words_count; i++)
        if (strcmp(words[i].word, word) == 0)
            return &words[i];
    return NULL;
}
