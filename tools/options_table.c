/* SPDX-License-Identifier: MIT */
#include "tools/options_table.h"

#include <stdio.h>
#include <string.h>

#include "bench/parts.h"
#include "tools/options_flash.h"
#include "tools/options_value.h"

enum {
    DEMO = 1 << SUBCOMMAND_DEMO,
    RUN = 1 << SUBCOMMAND_RUN,
    CHECK = 1 << SUBCOMMAND_CHECK,
    PATCH = 1 << SUBCOMMAND_PATCH,
    FLASH = 1 << SUBCOMMAND_FLASH,
    PARTS = 1 << SUBCOMMAND_PARTS,
    LINT = 1 << SUBCOMMAND_LINT,
    PROBE = 1 << SUBCOMMAND_PROBE,
    BOARD = RUN | CHECK, /* what puts an image onto the virtual board */
    EVERYWHERE = (1 << SUBCOMMANDS) - 1,
    HELP_COLUMN = 26
};

const struct option_row option_rows[OPTION_ROWS] = {
    {.name = "part",
     .argument = "NAME",
     .words = "PART",
     .where = BOARD | PATCH | DEMO,
     .given = GIVEN_PART,
     .replayed = true,
     .take = option_part,
     .help = "the part, or a board (nucleo-l073rz); default\n" PART_DEFAULT},
    {.name = "part",
     .argument = "NAME",
     .where = LINT,
     .take = option_line,
     .help = "the part, of any STM32 line (boot0 parts): L073,\n"
             "stm32f407vg. Without it, lint reports which lines an\n"
             "address belongs to"},
    {.name = "base",
     .argument = "ADDRESS",
     .where = LINT,
     .take = option_base,
     .help = "where a raw binary begins; default 0x08000000"},
    {.name = "rom",
     .argument = "VERSION|FILE",
     .where = BOARD,
     .given = GIVEN_ROM,
     .repeatable = true,
     .take = option_rom,
     .help = "a version of the part's ROM, as v4.0, v4.1, v11.1,\n"
             "v11.2 of an STM32L0, or a dump of all of it"},
    {.name = "reading",
     .argument = "NAME=VALUE,..",
     .words = "READING",
     .where = BOARD,
     .given = GIVEN_READING,
     .repeatable = true,
     .take = option_reading,
     .help = "how the model ROM, and for gate the chip, behaves where\n"
             "the record is silent:\n"
             "bounce=branch|reset    stack=exact|off-by-8\n"
             "ram=own|keep|all       sp=range|mask|below\n"
             "bfb2=ignored|consulted past=needs-pass|free\n"
             "remap=caller|self|vtor fault=reset|hang\n"
             "csr=kept|cleared       write=words|half-page\n"
             "rtc=kept|reset         gate=strict|open\n"
             "go=left|restored|clocks|checks-sp"},
    {.name = "ask",
     .argument = "WHAT",
     .words = "call:|press:B1|press:PA0=high"
              "|send:usart1:|send:usart2:|send:lpuart1:|usb:detach|usb:"
              "touch1200|none",
     .where = BOARD,
     .given = GIVEN_ASK,
     .repeatable = true,
     .replayed = true,
     .take = option_ask,
     .help = "how the firmware is made to request the ROM; several\n"
             "are made in the order of their times:\n"
             "call:SYMBOL             call this function once\n"
             "press:PIN[,hold=TIME]   pull a pin low (B1 = PC13) for\n"
             "                        100ms, or for TIME\n"
             "press:PIN=high[,hold=TIME]  pull it high\n"
             "send:LINE[:BAUD]:TEXT   send TEXT (\\n \\r \\t \\\\ \\xHH) to\n"
             "                        usart1 on PA9 and PA10, usart2\n"
             "                        or lpuart1 on PA2 and PA3\n"
             "usb:detach              DFU_DETACH, as dfu-util -e does\n"
             "usb:touch1200           a serial port over USB is opened\n"
             "                        at 1200 baud, and closed\n"
             "none                    ask for nothing\n"
             "each with @TIME from power-on, default @10ms. Without\n"
             "it run asks for nothing, check takes call:boot0_request"},
    {.name = "usb",
     .where = BOARD | DEMO,
     .take = option_usb,
     .help = "a USB host is plugged in; check: the ROM is looked for\n"
             "over USB too; demo: dfu-util updates over USB. Every\n"
             "--ask usb: implies it"},
    {.name = "noise",
     .argument = "LINE",
     .words = "usart1|usart2",
     .where = BOARD,
     .repeatable = true,
     .replayed = true,
     .take = option_noise,
     .help = "somebody chatters on usart1 or usart2, from power-on"},
    {.name = "wire",
     .argument = "PIN:boot0[,TIME]",
     .where = BOARD,
     .replayed = true,
     .take = option_wire,
     .help = "a pin charges BOOT0, which stays high for TIME (default\n"
             "10ms) after the pin is released"},
    {.name = "hse",
     .argument = "none|HZ[,crystal]",
     .words = "none|8MHz|8MHz,crystal|16MHz,crystal",
     .where = BOARD,
     .replayed = true,
     .take = option_hse,
     .help = "what is on OSC_IN; default the Nucleo's clock signal of\n"
             "8MHz"},
    {.name = "symbols",
     .argument = "ELF",
     .where = BOARD | LINT,
     .repeatable = true,
     .replayed = true,
     .take = option_symbols,
     .help = "symbols and source lines of a stripped ELF, Intel HEX or\n"
             "binary; of a loader and its application one each.\n"
             "Refused when its code is not that of IMAGE"},
    {.name = "bfb2",
     .argument = "0|1",
     .where = BOARD,
     .given = GIVEN_BFB2,
     .take = option_bfb2,
     .help = "option bit BFB2, boot from bank 2; default 0"},
    {.name = "boot0",
     .argument = "0|1",
     .where = BOARD,
     .given = GIVEN_BOOT0,
     .take = option_boot0,
     .help = "level of the pin BOOT0; default 0"},
    {.name = "bank2",
     .argument = "WHAT",
     .words = "blank|app|noise|copy|FILE",
     .where = BOARD,
     .given = GIVEN_BANK2,
     .take = option_bank2,
     .help = "what bank 2 holds: blank, app (a valid application),\n"
             "noise (a word that looks like a head, junk behind it),\n"
             "copy (IMAGE once more) or an image file"},
    {.name = "rdp",
     .argument = "0|1|2",
     .where = BOARD,
     .given = GIVEN_RDP,
     .take = option_rdp,
     .help = "readout protection level"},
    {.name = "wdg-sw",
     .argument = "0|1",
     .where = BOARD,
     .given = GIVEN_WDG_SW,
     .take = option_wdg_sw,
     .help = "option bit WDG_SW; 0 = the hardware starts the IWDG;\ndefault 1"},
    {.name = "until",
     .argument = "TIME",
     .where = BOARD,
     .given = GIVEN_UNTIL,
     .take = option_until,
     .help = "stop at this virtual time: 500ms, 2s; without a unit ms"},
    {.name = "expect",
     .argument = "TEXT",
     .where = RUN,
     .repeatable = true,
     .take = option_expect,
     .help = "end with status 0 when the firmware has sent TEXT on any\n"
             "serial line; of several when all have come; with status\n"
             "1 when the run ends before (--until)"},
    {.name = "fail",
     .argument = "TEXT",
     .where = RUN,
     .repeatable = true,
     .take = option_fail,
     .help = "end with status 1 when the firmware has sent TEXT"},
    {.name = "strict",
     .where = BOARD,
     .replayed = true,
     .take = option_strict,
     .help = "stop at the first access that is not modelled"},
    {.name = "trace",
     .argument = "FILE",
     .where = BOARD,
     .take = option_trace,
     .help = "one line per instruction, and one per event, into FILE;\n"
             "- is stdout. For check: of one scenario (--only ID)"},
    {.name = "trace-from",
     .argument = "TIME",
     .where = BOARD,
     .given = GIVEN_TRACE_PART,
     .take = option_trace_from,
     .help = "trace from this virtual time on,"},
    {.name = "trace-to",
     .argument = "TIME",
     .where = BOARD,
     .given = GIVEN_TRACE_PART,
     .take = option_trace_to,
     .help = "and to this one: 703.394 (ms), 10us, 2s"},
    {.name = "trace-in",
     .argument = "WHERE,..",
     .where = BOARD,
     .given = GIVEN_TRACE_PART,
     .take = option_trace_in,
     .help = "trace only this code: functions of IMAGE, or\n"
             "addresses as 0x1FF00000-0x1FF01FFF"},
    {.name = "vcd",
     .argument = "FILE",
     .where = BOARD,
     .take = option_vcd,
     .help = "pins, LED, UART lines, reset, bank and exception as a\n"
             "value change dump, for GTKWave, with its view beside it:\n"
             "app.gtkw of app.vcd"},
    {.name = "vcd-in",
     .argument = "SCOPE,..",
     .where = BOARD,
     .take = option_vcd_in,
     .help = "only these scopes: board, core, pins. sigrok reads pins"},
    {.name = "pace",
     .argument = "real|max",
     .where = RUN,
     .take = option_pace,
     .help = "virtual time follows the clock (default), or runs as\n"
             "fast as possible"},
    {.name = "usart1",
     .argument = "END",
     .where = RUN,
     .take = option_usart1,
     .help = "what is at the other end of USART1, on PA9 and PA10:\n"
             "pty[:LINK]    a pty, whose path is printed; LINK leads to it\n"
             "stdio         this terminal\n"
             "tcp:PORT      a client of 127.0.0.1:PORT, bytes only (0: any\n"
             "              free port, which is printed)\n"
             "rfc2217:PORT[,-dtr][,-rts]  one that sets speed, parity, DTR\n"
             "              (asserted: NRST low) and RTS (BOOT0 high); -\n"
             "              inverts\n"
             "file:NAME     a file gets what the part sends\n"
             "none          nobody; default: its text is printed line by line"},
    {.name = "usart2",
     .argument = "END",
     .where = RUN,
     .take = option_usart2,
     .help = "the same for USART2, on PA2 and PA3"},
    {.name = "lpuart1",
     .argument = "END",
     .where = RUN,
     .take = option_lpuart1,
     .help = "the line of USART2, for firmware that has LPUART1 on PA2\n"
             "and PA3 instead"},
    {.name = "wait",
     .where = RUN,
     .take = option_wait_client,
     .help = "hold the board until a client is on every line that\n"
             "takes one (pty, tcp, rfc2217)"},
    {.name = "gdb",
     .argument = "PORT",
     .where = RUN,
     .take = option_gdb,
     .help = "listen for gdb on 127.0.0.1:PORT (0: any free port,\n"
             "which is printed); the chip is held at its reset\n"
             "vector until a debugger lets it run"},
    {.name = "usbip",
     .argument = "PORT",
     .where = RUN,
     .take = option_usbip,
     .help = "plug a USB host in: `usbip attach` on Linux gets the\n"
             "device from 127.0.0.1:PORT (0: any free port, which is\n"
             "printed); docs/usb.md"},
    {.name = "usb-record",
     .argument = "FILE",
     .where = RUN,
     .take = option_usb_record,
     .help = "write the transfers of that host into FILE, a line each"},
    {.name = "all",
     .where = CHECK,
     .take = option_all,
     .help = "try BFB2=1 too; without it, and without --bfb2, only\n"
             "BFB2=0 is tried"},
    {.name = "only",
     .argument = "PATTERN",
     .where = CHECK,
     .repeatable = true,
     .take = option_only,
     .help = "run the boards whose id this is or begins: v4.1,\n"
             "'v4.*/bank2=app', bank2=app/rdp=0; may be repeated.\n"
             "--list shows ids and boards"},
    {.name = "update",
     .argument = "NEW",
     .words = "FILE",
     .where = CHECK,
     .take = option_update,
     .help = "update IMAGE with this image, by the ROM, and cut the power\n"
             "at every operation on the flash: is there always a way\n"
             "back? (docs/update.md)"},
    {.name = "policy",
     .argument = "ORDER",
     .words = "address|first-last",
     .where = CHECK,
     .repeatable = true,
     .take = option_policy,
     .help = "with --update: the host erases and writes pages by rising\n"
             "address, or the one that makes the image valid first-last:\n"
             "erased first, written last; default both. last-first is the\n"
             "worst that a host can do"},
    {.name = "want",
     .argument = "rom|never",
     .where = CHECK,
     .take = option_want,
     .help = "the verdict that every scenario must have; default: it\n"
             "follows from the image and the scenario"},
    {.name = "cuts",
     .where = CHECK,
     .take = option_cuts,
     .help = "cut the way from the ask to the ROM before every instruction:\n"
             "supply lost (power), supply dipped with RAM kept (dip), NRST\n"
             "(pin); then start again"},
    {.name = "cut-mode",
     .argument = "MODE",
     .words = "linear|log|exhaustive",
     .where = CHECK,
     .take = option_cut_mode,
     .help = "linear (default): once; log: before the 1st, 2nd, 4th, 8th ...\n"
             "instruction; exhaustive: once more before every instruction of\n"
             "the start after each cut"},
    {.name = "format",
     .argument = "text|json|junit",
     .where = CHECK,
     .take = option_format,
     .help = "of the results on stdout; default text"},
    {.name = "format",
     .argument = "text|json",
     .where = PARTS | LINT,
     .take = option_text_or_json,
     .help = "of the output; default text"},
    {.name = "json",
     .argument = "FILE",
     .where = CHECK,
     .take = option_json,
     .help = "write the results as JSON into FILE, beside the text"},
    {.name = "junit",
     .argument = "FILE",
     .where = CHECK,
     .take = option_junit,
     .help = "the same as JUnit XML"},
    {.name = "report",
     .argument = "FILE",
     .where = CHECK,
     .take = option_report,
     .help = "write a report for people as HTML into FILE"},
    {.name = "list",
     .where = CHECK,
     .take = option_list,
     .help = "print the boards that would be run, and run none"},
    {.name = "shard",
     .argument = "I/N",
     .where = CHECK,
     .take = option_shard,
     .help = "run part I of N (1 is the first); boot0 merge joins\n"
             "their JSON"},
    {.name = "jobs",
     .argument = "N",
     .where = CHECK,
     .take = option_jobs,
     .help = "worker processes; default one per processor"},
    {.name = "head",
     .argument = "invalid|keep",
     .where = PATCH,
     .given = GIVEN_HEAD,
     .take = option_head,
     .help = "vector word 0: 0xBE00BE00, which no bank check takes\n"
             "for a stack pointer (default), or unchanged"},
    {.name = "resident",
     .argument = "FILE|BASE",
     .words = "FILE",
     .where = PATCH,
     .take = option_resident,
     .help = "IMAGE is an application behind this resident, or behind\n"
             "one that starts it at address BASE: length, CRC and\n"
             "trailer are added (docs/resident.md)"},
    {.name = "join",
     .where = PATCH,
     .take = option_join,
     .help = "with --resident FILE: OUT holds the resident, too"},
    {.name = "image-version",
     .argument = "N",
     .where = PATCH,
     .take = option_image_version,
     .help = "with --resident: the version in the trailer; default 0"},
    {.name = "output",
     .letter = 'o',
     .argument = "OUT",
     .words = "FILE",
     .where = PATCH,
     .take = option_output,
     .help = "the file to write: .elf, .hex or .bin, as its name says"},
    {.name = "output",
     .letter = 'o',
     .argument = "FILE",
     .where = PROBE,
     .take = option_output,
     .help = "the file for the report; default probe-report.txt"},
    {.name = "yes",
     .where = PROBE,
     .take = option_yes,
     .help = "begin without asking"},
    {.name = "wait",
     .argument = "TIME",
     .where = PROBE,
     .take = option_silence,
     .help = "how long the line is silent before the ROM is taken to\n"
             "have stayed; default 5s"},
    {.name = "ask",
     .argument = "WHAT",
     .words = "klipper|detach|touch1200|dtr-rts|none",
     .where = FLASH,
     .replayed = true,
     .take = option_flash_ask,
     .help = "how the firmware is asked to leave for the ROM, which\n"
             "is looked for before:\n"
             "TEXT        sent to it (\\n \\r \\t \\\\ \\xHH)\n"
             "klipper     Klipper's request line, at 250000 baud\n"
             "detach      DFU_DETACH; default over USB\n"
             "touch1200   its serial port is opened at 1200 baud\n"
             "dtr-rts[,-dtr][,-rts]  DTR is wired to NRST, RTS to\n"
             "            BOOT0; - inverts: released means low NRST,\n"
             "            high BOOT0\n"
             "none        you do: a button, a jumper; default"},
    {.name = "ask-baud",
     .argument = "RATE",
     .where = FLASH,
     .replayed = true,
     .take = option_flash_ask_baud,
     .help = "speed of the firmware's line, 8N1; default 115200"},
    {.name = "baud",
     .argument = "RATE",
     .where = FLASH,
     .replayed = true,
     .take = option_flash_baud,
     .help = "speed of the ROM's line, 8E1; default 115200. A line\n"
             "that does not carry it gets a lower one"},
    {.name = "wait",
     .argument = "TIME",
     .where = FLASH,
     .replayed = true,
     .take = option_flash_wait,
     .help = "how long to wait for the ROM, and for the sign of\n"
             "life; default 10s"},
    {.name = "policy",
     .argument = "first-last|address",
     .where = FLASH,
     .replayed = true,
     .take = option_flash_policy,
     .help = "the page that makes the image valid is erased first\n"
             "and written last (default), or by rising address"},
    {.name = "verify",
     .argument = "HOW",
     .words = "read|resident|none",
     .where = FLASH,
     .replayed = true,
     .take = option_flash_verify,
     .help = "read: all is read back (default); resident: the\n"
             "resident's CRC at the start; none"},
    {.name = "diff-with",
     .argument = "OLD",
     .words = "FILE",
     .where = FLASH,
     .replayed = true,
     .take = option_flash_diff_with,
     .help = "write only the pages that differ from this image,\n"
             "which the part has now; all of them if it has not"},
    {.name = "expect",
     .argument = "TEXT",
     .where = FLASH,
     .replayed = true,
     .take = option_flash_expect,
     .help = "sign of life of the new firmware: on the line, or in\n"
             "the name of its USB device"},
    {.name = "no-start",
     .where = FLASH,
     .replayed = true,
     .take = option_flash_no_start,
     .help = "leave the part in the ROM"},
    {.name = "protect",
     .where = FLASH,
     .replayed = true,
     .take = option_flash_protect,
     .help = "write-protect the resident's sector (WRP)"},
    {.name = "erase-all",
     .where = FLASH,
     .replayed = true,
     .take = option_flash_erase_all,
     .help = "at RDP 1: readout unprotect first, which erases flash\n"
             "and EEPROM"},
    {.name = "force",
     .where = FLASH,
     .replayed = true,
     .take = option_flash_force,
     .help = "program an image without the library, which could not\n"
             "be updated again"},
    {.name = "dry-run",
     .where = FLASH,
     .take = option_flash_dry_run,
     .help = "say what would be done; nothing is sent"},
    {.name = "verbose",
     .letter = 'v',
     .where = BOARD | FLASH | PARTS | PROBE,
     .take = option_verbose,
     .help = "print more"},
    {.name = "help",
     .letter = 'h',
     .where = EVERYWHERE,
     .repeatable = true,
     .help = "this text"},
    {.name = "version",
     .letter = 'V',
     .where = EVERYWHERE,
     .repeatable = true,
     .help = "the version"},
};

const struct subcommand_info subcommand_table[SUBCOMMANDS] = {
    [SUBCOMMAND_DEMO] =
        {.name = "demo",
         .usage = "boot0 demo [--usb] [--part BOARD]",
         .summary = "an update in one run: button, reset, ROM, stm32flash, new "
                    "application",
         .text =
             "Runs the demo application on a virtual Nucleo-L073RZ, presses "
             "its\n"
             "button and lets the real stm32flash write version 2 through the\n"
             "ROM, on ROM V4.1 and V4.0; then shows the plain jump of the\n"
             "original question on both. With --usb: detaches the application\n"
             "with the real dfu-util, and writes version 2 through the ROM's\n"
             "DFU. --part nucleo-f401re, blackpill-f411ce, nucleo-l476rg: the\n"
             "story of that board. Exit status 0: each ended as it should."},
    [SUBCOMMAND_RUN] = {.name = "run",
                        .usage = "boot0 run [OPTION...] IMAGE",
                        .summary =
                            "the virtual board: LED, button and serial lines",
                        .text =
                            "Runs IMAGE on the virtual board until Ctrl-C "
                            "or --until and shows\n"
                            "LED changes, serial text, resets and ROM "
                            "entries with their virtual\n"
                            "time. With --ask and --until its last lines "
                            "say what check\n"
                            "finds on this board.\n\n"
                            "On a terminal the last line is a status line, "
                            "and keys work:\n"
                            "  b the button (B: hold it)   r NRST   p power   "
                            "0 BOOT0   q quit\n"
                            "behind Ctrl-A where a serial line is on the "
                            "terminal, too.",
                        .operand = "IMAGE"},
    [SUBCOMMAND_CHECK] =
        {.name = "check",
         .usage = "boot0 check [OPTION...] IMAGE",
         .summary =
             "check that an image reaches every ROM, under every reading",
         .text =
             "Makes IMAGE request the ROM in every scenario and compares the\n"
             "verdict with the wanted one. Options that you leave out are\n"
             "tried with every value: all ROMs, all readings that apply, bank\n"
             "2 blank, app and noise, RDP 0 and 1. BFB2 is 0, as parts are\n"
             "delivered, unless --all or --bfb2 is given. Exit status 0: all\n"
             "as wanted, 1: a scenario failed.",
         .operand = "IMAGE"},
    [SUBCOMMAND_PATCH] =
        {.name = "patch",
         .usage = "boot0 patch [--head invalid|keep] IMAGE -o OUT\n"
                  "       boot0 patch --resident FILE [--join] IMAGE -o OUT",
         .summary = "make the library's check the first thing after reset",
         .text =
             "Makes boot0_reset the reset vector of an image that was linked\n"
             "with the library, keeps the old vector words in the library's\n"
             "record, and makes the head invalid unless --head keep is given.\n"
             "Run it before a CRC or signature is computed. Writes OUT\n"
             "completely or not at all. Without --part the head of bank 2 is\n"
             "checked for every size of bank. With --resident it leaves the\n"
             "vectors alone and adds what the resident looks for.",
         .operand = "IMAGE"},
    [SUBCOMMAND_READINGS] =
        {.name = "readings",
         .usage = "boot0 readings REPORT",
         .summary = "turn the probe's report of a real part into options",
         .text =
             "Reads the block that examples/probe has printed, from a file or\n"
             "stdin (-), and prints --rom and --reading for run and check on "
             "stdout, and\n"
             "the readings that stay open on stderr. Text around the block is\n"
             "ignored; an edited block is refused. docs/silicon.md is the\n"
             "guide.",
         .operand = "REPORT"},
    [SUBCOMMAND_EXPLAIN] =
        {.name = "explain",
         .usage = "boot0 explain [CODE]",
         .summary = "what a code that check has named means",
         .text = "Prints the page of a mistake: what happens on the chip, an\n"
                 "example, what to write instead, sources; or what a word\n"
                 "means that check prints in the place of a code, as lost or\n"
                 "early. Without CODE it lists all. The pages are in\n"
                 "docs/mistakes, too.",
         .operand = "CODE",
         .optional = true},
    [SUBCOMMAND_MERGE] =
        {.name = "merge",
         .usage = "boot0 merge JSON...",
         .summary = "join the results of the shards of a check",
         .text =
             "Joins the JSON that boot0 check --shard 1/N to N/N has written\n"
             "and prints it: the same bytes as of the whole check. Exit\n"
             "status 0: all as wanted, 1: a scenario failed.",
         .operand = "JSON"},
    [SUBCOMMAND_FLASH] =
        {.name = "flash",
         .usage = "boot0 flash [OPTION...] PORT IMAGE",
         .summary = "new firmware for a part, real or virtual, through its ROM",
         .text =
             "Asks the firmware on the part to leave for the ROM, waits for\n"
             "the ROM, programs IMAGE, verifies it, starts it and waits for\n"
             "its sign of life. PORT is a serial device, usb[:SERIAL],\n"
             "tcp:[HOST:]PORT, rfc2217:[HOST:]PORT, or a pty of boot0 run.\n"
             "Exit status 0: it runs (or was started, and no sign was asked\n"
             "for), 1: programmed, and no sign of life, 3: nothing was\n"
             "changed, 4: erased and not finished. docs/flash.md.",
         .operand = "PORT"},
    [SUBCOMMAND_PARTS] =
        {.name = "parts",
         .usage = "boot0 parts [OPTION...] [FILTER]",
         .summary = "the ROM bootloaders of all STM32 lines, with sources",
         .text =
             "Prints the lines of the table of parts that FILTER matches, all\n"
             "without one. FILTER is a part number or its beginning (F4, "
             "L073,\n"
             "stm32l073rzt6), a device id (0x447), an address in the ROM\n"
             "(0x1FF00404), a version of it (V4.1) or a word of any column.\n"
             "Exit status 1: nothing matches. docs/lint.md explains the\n"
             "columns.",
         .operand = "FILTER",
         .optional = true},
    [SUBCOMMAND_LINT] =
        {.name = "lint",
         .usage = "boot0 lint [OPTION...] IMAGE",
         .summary = "what an image shows without being run, on any STM32",
         .text =
             "Reads the code of IMAGE, of any STM32 line with a Cortex-M: "
             "which\n"
             "entries into a ROM bootloader it holds, which lines they belong\n"
             "to, and which mistakes are visible. Each finding says what was\n"
             "seen and where, and is certain or likely. Exit status 0: no\n"
             "mistake was found, 1: some were. docs/lint.md.",
         .operand = "IMAGE"},
    [SUBCOMMAND_PROBE] =
        {.name = "probe",
         .usage = "boot0 probe [OPTION...] PORT",
         .summary = "settle the readings on a real part that has the probe",
         .text =
             "Talks to examples/probe on the part behind PORT: answers what "
             "it\n"
             "asks, is the host of the ROM when that waits for one, saves the\n"
             "report, and prints --rom and --reading for run and check. PORT "
             "is\n"
             "as for boot0 flash; the probe is programmed before\n"
             "(docs/silicon.md, section 2). Exit status 0: the report is "
             "whole,\n"
             "2: it is not.",
         .operand = "PORT"},
};

const char options_about[] =
    "Enters ST's ROM bootloader of the STM32L0, F4 and L4 from software, and\n"
    "proves it on a virtual chip.\n";

const char options_exit_status[] =
    "Exit status: 0 all as wanted, 1 a scenario failed, 2 usage or unreadable "
    "input;\nflash has 3 and 4, too.\n";

const char *options_image_help(enum subcommand subcommand)
{
    const struct subcommand_info *info = &subcommand_table[subcommand];
    if (!info->operand || !strstr(info->usage, " IMAGE"))
        return "";
    return "IMAGE is an ELF32 ARM executable, Intel HEX, or raw binary at "
           "0x08000000.\n";
}

enum subcommand subcommand_find(const char *name)
{
    for (unsigned i = 0; i < SUBCOMMANDS; i++)
        if (strcmp(name, subcommand_table[i].name) == 0)
            return (enum subcommand)i;
    return SUBCOMMANDS;
}

void options_print_version(void)
{
    puts("boot0 " BOOT0_VERSION " (softboot0)");
}

void options_print_overview(void)
{
    printf("usage: boot0 SUBCOMMAND [OPTION...] [IMAGE]\n\n%s\n",
           options_about);
    for (unsigned i = 0; i < SUBCOMMANDS; i++)
        printf("  %-8s %s\n", subcommand_table[i].name,
               subcommand_table[i].summary);
    printf("\nboot0 SUBCOMMAND --help lists its options; boot0 --version "
           "prints the version.\n%s",
           options_exit_status);
}

static void print_row(const struct option_row *row)
{
    char left[64];
    int used = row->letter ? snprintf(left, sizeof left, "  -%c, ", row->letter)
                           : snprintf(left, sizeof left, "  ");
    snprintf(left + used, sizeof left - (size_t)used, "--%s%s%s", row->name,
             row->argument ? " " : "", row->argument ? row->argument : "");
    printf("%-*s ", HELP_COLUMN, left);
    for (const char *p = row->help; *p; p++)
        if (*p == '\n')
            printf("\n%*s", HELP_COLUMN + 1, "");
        else
            putchar(*p);
    putchar('\n');
}

void options_print_help(enum subcommand subcommand)
{
    const struct subcommand_info *info = &subcommand_table[subcommand];
    printf("usage: %s\n\n%s\n%s\n", info->usage, info->text,
           options_image_help(subcommand));
    for (unsigned i = 0; option_rows[i].name; i++)
        if (option_rows[i].where & 1u << subcommand)
            print_row(&option_rows[i]);
}
