/* SPDX-License-Identifier: MIT */
#include "bench/stm32l0/readings.h"

const struct reading_info l0_readings[READINGS] = {
    [READING_BOUNCE] =
        {.name = "bounce",
         .values = {"branch", "reset"},
         .question = "does the ROM return to the bank by a branch or by a "
                     "system reset"},
    [READING_STACK] = {.name = "stack",
                       .values = {"exact", "off-by-8"},
                       .question =
                           "is MSP after a branch to the bank its word 0, or 8 "
                           "more"},
    [READING_RAM] = {.name = "ram",
                     .values = {"own", "keep", "all"},
                     .question =
                         "what RAM is wiped before the bank check: 0x20000000-"
                         "0x200014CF, only its own variables, all 20 KB"},
    [READING_SP] =
        {.name = "sp",
         .values = {"range", "mask", "below"},
         .question = "a bank is valid when 0x20000000 < w <= 0x20005004, when "
                     "(w & 0x2FFE0000) == 0x20000000, or when 0x20000000 <= w "
                     "< 0x20005000"},
    [READING_BFB2] = {.name = "bfb2",
                      .values = {"ignored", "consulted"},
                      .question = "is the bank check made with BFB2=0, too, or "
                                  "only with BFB2=1"},
    [READING_PAST] = {.name = "past",
                      .values = {"needs-pass", "free"},
                      .question =
                          "does the entry past the check use data that a first "
                          "pass initialised"},
    [READING_REMAP] = {.name = "remap",
                       .values = {"caller", "self", "vtor"},
                       .question =
                           "who brings the ROM's vectors into use for its "
                           "interrupts: the caller by MEM_MODE, the ROM by "
                           "MEM_MODE, the ROM by VTOR"},
    [READING_FAULT] = {.name = "fault",
                       .values = {"reset", "hang"},
                       .question = "does the ROM's default handler reset the "
                                   "chip or hang"},
    [READING_CSR] = {.name = "csr",
                     .values = {"kept", "cleared"},
                     .question = "are the reset flags cleared by the ROM"},
    [READING_GO] = {.name = "go",
                    .values = {"left", "restored", "clocks", "checks-sp"},
                    .question =
                        "Go leaves everything as it is, puts it back, puts the "
                        "clocks back, or resets instead when word 0 is no "
                        "stack pointer"},
    [READING_WRITE] = {.name = "write",
                       .values = {"words", "half-page"},
                       .question =
                           "is a write to flash that is shorter than a half "
                           "page programmed as words or as a padded half page"},
    [READING_RTC] = {.name = "rtc",
                     .values = {"kept", "reset"},
                     .question =
                         "does the ROM reset the RTC domain, and with it the "
                         "backup registers, once a USB host has found it",
                     .unprobed = ""},
    [READING_GATE] = {.name = "gate",
                      .values = {"strict", "open"},
                      .question = "does SYSCFG take MEM_MODE while its clock "
                                  "is off"},
};
