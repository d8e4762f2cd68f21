/* SPDX-License-Identifier: MIT */
#include "bench/cause_table.h"

#include <string.h>

#define USE_LIBRARY                                                            \
    "Link {library}, name boot0_reset in the vector table "                    \
    "and call boot0_request() (docs/integration.md)"
#define CALL_LIBRARY                                                           \
    "The library is in this image: call boot0_request() instead of a jump of " \
    "your own."
#define FROM_RESET                                                             \
    "Leave a request, reset, and jump as the first thing after the reset: "    \
    "the "                                                                     \
    "reset is the clean-up. "

/* clang-format off */
const struct cause_info cause_table[] = {
    {.code = "A1", .title = "The request is overwritten by the copy of .data",
     .remedy = "Keep the request in .noinit or in RTC backup registers, or "
               "look at it before .data is copied."},
    {.code = "A2", .title = "The request is cleared as part of .bss",
     .remedy = "Keep the request in .noinit or in RTC backup registers, or "
               "look at it before .bss is cleared."},
    {.code = "A3", .title = "The request lies under the live stack",
     .remedy = "Keep the request in .noinit, where the linker reserves it, "
               "or lower _estack below it."},
    {.code = "A4", .title = "The request lies in the RAM of the ROM",
     .remedy = "Keep the request at {ram} or above, or in RTC backup "
               "registers."},
    {.code = "A5", .title = "The request is never cleared",
     .remedy = "Clear the request before the jump is made."},
    {.code = "A6", .title = "RAM that this part does not have",
     .remedy = "Take the address from the linker script of this part."},
    {.code = "A8", .title = "The request is believed after a power-on",
     .remedy = "Believe the request only after a software reset "
               "(RCC_CSR.SFTRSTF), and use a whole word and its complement."},
    {.code = "A9", .title = "The backup register is write-protected",
     .remedy = "Set {pwren}, read it back and set {dbp} before "
               "the store."},
    {.code = "A10", .title = "Start-up resets the RTC domain",
     .remedy = "Look at the request before {rtc_reset} is set, or set it "
               "only when RTCSEL has to change."},
    {.code = "A11", .title = "The request is left by other code",
     .remedy = "Do not jump: give the boot loader a word of its own, and "
               "clear the reset flags (RCC_CSR.RMVF) before it starts the "
               "application."},
    {.code = "A12", .title = "Start-up code overwrites the backup register",
     .remedy = "Look at the request before start-up code stores there, or "
               "keep it in another register or word of the backup domain."},
    {.code = "A13", .title = "The reset erases the request's RAM",
     .remedy = "Keep the request in SRAM1 (.noinit), or in RTC backup "
               "registers; or deliver parts with the option bit SRAM2_RST=1."},
    {.code = "B1", .title = "The stack is used after MSP was moved",
     .remedy = "Put MSR MSP and BX into one asm statement, with the values in "
               "registers."},
    {.code = "B2", .title = "MSP is set to the address of the ROM",
     .remedy = "Load MSP with the word that is stored at {rom}."},
    {.code = "B3", .title = "An entry address is read as a pointer",
     .remedy = "Branch to the address itself."},
    {.code = "B4", .title = "One zero too many in the ROM's address",
     .remedy = "Write {rom}: eight digits."},
    {.code = "B5", .title = "The jump is made on a thread's stack",
     .remedy = FROM_RESET "Or clear CONTROL, then ISB, before MSP is set."},
    {.code = "B6", .title = "Branch to an even address",
     .remedy = "Set bit 0 of the address: it selects the Thumb state."},
    {.code = "B7", .title = "AIRCR is written by unprivileged code",
     .remedy = "Ask for the reset in privileged code, for instance in an SVC "
               "handler."},
    {.code = "B8", .title = "The address of a vector is called",
     .remedy = "Read the word that is stored there and branch to it."},
    {.code = "B9", .title = "The stack pointer of a larger part",
     .remedy = "Load MSP with the word that is stored at {rom}."},
    {.code = "C1", .title = "The ROM's vectors are not in use",
     .remedy = "Set {remap}.{mem_mode} before the jump, with "
               "RCC_APB2ENR.SYSCFGEN on, or SCB->VTOR={rom}."},
    {.code = "C2", .title = "The remap is made without the SYSCFG clock",
     .remedy = "Set RCC_APB2ENR.SYSCFGEN and read it back before MEM_MODE is "
               "written."},
    {.code = "C3", .title = "The remap is made by code that runs from the "
                            "alias at 0",
     .remedy = "Link and run the code at 0x08000000, or remap from RAM."},
    {.code = "C4", .title = "The remap is left behind",
     .remedy = "Set SCB->VTOR=0x08000000 before interrupts are enabled, or "
               "reset once more after the ROM."},
    {.code = "C5", .title = "The remap swaps the banks",
     .remedy = "Change MEM_MODE by read-modify-write, so that {swap} stays."},
    {.code = "C6", .title = "VTOR keeps the application's vectors in use",
     .remedy = "Set SCB->VTOR=0 with {mem_mode}, or SCB->VTOR={rom}, "
               "before the jump."},
    {.code = "C7", .title = "The MPU keeps the ROM from its memory",
     .remedy = FROM_RESET "Or write MPU_CTRL=0, then DSB and ISB, before the "
               "jump."},
    {.code = "D1", .title = "SysTick is left running",
     .remedy = FROM_RESET "Or stop SysTick last: HAL_RCC_DeInit() starts it "
               "again."},
    {.code = "D2", .title = "Interrupts are left enabled",
     .remedy = FROM_RESET "Or clear NVIC_ICER and NVIC_ICPR before the jump."},
    {.code = "D3", .title = "PRIMASK is set at the jump",
     .remedy = "Enable interrupts (CPSIE i) before the jump, when none is "
               "left enabled in the NVIC."},
    {.code = "D4", .title = "BASEPRI or FAULTMASK is set at the jump",
     .remedy = FROM_RESET "Or set BASEPRI=0 and FAULTMASK=0 (CPSIE f) before "
               "the jump, when no interrupt is left enabled in the NVIC."},
    {.code = "D5", .title = "The jump is made in a handler",
     .remedy = FROM_RESET},
    {.code = "E1", .title = "The ROM starts the application again",
     .remedy = USE_LIBRARY "; or by hand: an invalid head, 0xBE00BE00 as "
               "word 0, and a reset handler that loads SP itself.",
     .library_remedy = CALL_LIBRARY " Or run boot0 patch --head invalid."},
    {.code = "E2", .title = "Data in bank 2 looks like a stack pointer",
     .remedy = "Reserve the first word of bank 2 in the linker script, and "
               "keep it 0."},
    {.code = "E3", .title = "A start by BFB2=1 is no start from flash",
     .remedy = "Set SCB->VTOR=0x08000000 before interrupts are enabled, and "
               "link for 0x08000000."},
    {.code = "F2", .title = "The image erases its own head",
     .remedy = USE_LIBRARY ": it needs no erase.",
     .library_remedy = CALL_LIBRARY},
    {.code = "F3", .title = "The image erases its own first page to update it",
     .remedy = "Let the ROM write flash, behind the resident "
               "(docs/resident.md): a first page that is never erased and "
               "looks at the rest before it starts it."},
    {.code = "F4", .title = "The own head is programmed over",
     .remedy = "Build the image with an invalid head: 0xBE00BE00 as vector "
               "word 0, and a reset handler that loads SP itself."},
    {.code = "G1", .title = "The device leaves before the request has ended",
     .remedy = "Answer the request, wait until the host has taken the answer "
               "and has come to rest (250 frames), take the pull-up off "
               "(USB_BCDR.DPPU=0), and then ask for the ROM."},
    {.code = "G3", .title = "The ROM's lines are locked, or taken by a stranger",
     .remedy = "Leave {pins} out of GPIOA_LCKR, or enter from "
               "a reset."},
    {.code = "H1", .title = "The IWDG runs at the jump",
     .remedy = FROM_RESET "A reset stops an IWDG that software has started."},
    {.code = "H2", .title = "The clocks are not as after a reset",
     .remedy = FROM_RESET "Or switch SYSCLK to {clock}, with the PLL off, "
               "before the jump."},
    {.code = "H3", .title = "A reset tears a write",
     .remedy = "Wait for FLASH_SR.BSY=0 before the reset; boot0_request() "
               "does."},
    {.code = "H4", .title = "The window watchdog runs at the jump",
     .remedy = FROM_RESET "Only a reset stops the window watchdog."},
    {.code = "H5", .title = "The ROM misses the HSE, and resets",
     .remedy = "Keep a count beside the request and enter again after such a "
               "reset, some seven times at most, or for 5 s; the library does: "
               "link {library} (docs/integration.md).",
     .library_remedy = CALL_LIBRARY " It enters again, a bounded number of "
                       "times."},
    {.code = "I1", .title = "The ROM can only erase everything",
     .remedy = "Tell the user before the entry that {erased} will be erased."},
    {.code = "I2", .title = "Option bytes are written in the field",
     .remedy = "Leave option bytes to the production programmer."},
    {.code = "I3", .title = "Entered at RDP level 1 with BOOT0 low",
     .remedy = "Do not enter at RDP level 1; the library refuses to."},
    {.code = "I4", .title = "BFB2 is set to get the ROM",
     .remedy = "Leave BFB2 as it is. " USE_LIBRARY ".",
     .library_remedy = "Leave BFB2 as it is. " CALL_LIBRARY},
    {.code = "I5", .title = "nBOOT1 is cleared to get the ROM",
     .remedy = "Leave nBOOT1 as it is. " USE_LIBRARY ".",
     .library_remedy = "Leave nBOOT1 as it is. " CALL_LIBRARY},
    {.code = "I6", .title = "Boot bits are stored into FLASH_OPTR",
     .remedy = "No option bit is needed. " USE_LIBRARY ".",
     .library_remedy = "No option bit is needed. " CALL_LIBRARY},
    {.code = "I7", .title = "nBOOT0 is cleared to get the ROM",
     .remedy = "Leave nSWBOOT0 and nBOOT0 as they are. " USE_LIBRARY ".",
     .library_remedy = "Leave nSWBOOT0 and nBOOT0 as they are. "
                       CALL_LIBRARY},
    {.code = "J1", .title = "No entry of this part's ROM",
     .remedy = "The ROM of an {family} starts at {rom}: SP and "
               "reset vector are its first two words."},
    {.code = "J2", .title = "The version byte is taken for the ROM",
     .remedy = "The ROM starts at {rom}."},
    {.code = "K1", .title = "The application does not start after Go",
     .remedy = "Reset once when RCC_CFGR is not at its reset value at the "
               "first instruction; the library does.",
     .library_remedy = "Switch to {clock} and turn the PLL off before clocks "
                       "are set up: with BFB2=1 or BOOT0 high the library "
                       "does not reset, as that would lead into the ROM."},
};
/* clang-format on */

const size_t cause_table_count = sizeof cause_table / sizeof *cause_table;

const struct cause_info *cause_info(const char *code)
{
    for (size_t i = 0; i < cause_table_count; i++)
        if (strcmp(cause_table[i].code, code) == 0)
            return &cause_table[i];
    return NULL;
}
