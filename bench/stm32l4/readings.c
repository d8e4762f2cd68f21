/* SPDX-License-Identifier: MIT */
#include "bench/stm32l4/readings.h"

const struct reading_info l4_readings[ROM_CHOICES] = {
    [CHOICE_BOUNCE] = {.name = "bounce",
                       .values = {"branch", "reset"},
                       .question =
                           "does the ROM return to the bank by a branch or by "
                           "a system reset"},
    [CHOICE_STACK] = {.name = "stack",
                      .values = {"exact", "off-by-8"},
                      .question = "is MSP after a branch to the bank its word "
                                  "0, or 8 more"},
    [CHOICE_RAM] = {.name = "ram",
                    .values = {"own", "keep", "all"},
                    .question = "what RAM is wiped before the bank check: from "
                                "0x20000000 up to word 0 of the ROM, only its "
                                "own variables, all of SRAM1"},
    [CHOICE_SP] = {.name = "sp",
                   .values = {"inclusive", "exclusive", "sram2"},
                   .question = "a bank is valid when its word 0 is inside "
                               "SRAM, the end included, excluded, or SRAM2 "
                               "included, too (V9.2)"},
    [CHOICE_BFB2] = {.name = "bfb2",
                     .values = {"ignored", "consulted"},
                     .question = "is the bank check made with BFB2=0, too, or "
                                 "only with BFB2=1"},
    [CHOICE_BOOT0] = {.name = "boot0",
                      .values = {"always-0", "mem-mode", "pin"},
                      .question =
                          "what the check takes for BOOT0 after a jump: 0, "
                          "MEM_MODE=1, or the pin"},
    [CHOICE_REMAP] = {.name = "remap",
                      .values = {"caller", "self", "vtor", "zero"},
                      .question = "who brings the ROM's vectors into use for "
                                  "its interrupts: the caller by MEM_MODE, the "
                                  "ROM by MEM_MODE, the ROM by VTOR, both by "
                                  "MEM_MODE and VTOR=0"},
    [CHOICE_FAULT] = {.name = "fault",
                      .values = {"reset", "hang"},
                      .question = "does the ROM's default handler reset the "
                                  "chip or hang"},
    [CHOICE_CSR] = {.name = "csr",
                    .values = {"kept", "cleared"},
                    .question = "are the reset flags cleared by the ROM"},
    [CHOICE_GO] = {.name = "go",
                   .values = {"left", "restored", "clocks", "checks-sp"},
                   .question =
                       "Go leaves everything as it is, puts it back, puts the "
                       "clocks back, or resets instead when word 0 is no "
                       "stack pointer"},
    [CHOICE_WRITE] = {.name = "write",
                      .values = {"padded", "dropped"},
                      .question = "is the last word of a write whose length is "
                                  "no multiple of 8 padded or left out"},
    [CHOICE_TORN] = {.name = "torn",
                     .values = {"fault", "invalid"},
                     .question = "does a first word with two wrong bits lead "
                                 "to the default handler, or count as no stack "
                                 "pointer"},
    [CHOICE_FB_MODE] = {.name = "fb-mode",
                        .values = {"kept", "cleared"},
                        .question =
                            "what becomes of FB_MODE when no bank is valid"},
    [CHOICE_HAND_OVER] = {.name = "hand-over",
                          .values = {"left", "restored"},
                          .question = "are clocks and peripherals as after a "
                                      "reset when a bank is started"},
    [CHOICE_RDP2] = {.name = "rdp2",
                     .values = {"limited", "hand-back"},
                     .question =
                         "does a ROM that is entered at RDP level 2 answer "
                         "Get, Get Version and Get ID, or give the chip back",
                     .unprobed = "no part comes back from level 2"},
    [CHOICE_BANKS] = {.name = "banks",
                      .values = {"addressed", "physical"},
                      .question = "are the pages of an erase counted as they "
                                  "are seen, or from bank 1, while FB_MODE=1"},
    [CHOICE_PAGES] = {.name = "pages",
                      .values = {"nack", "ignored"},
                      .question = "is an erase with a number above the last "
                                  "page refused, or that number ignored"},
};
