/* SPDX-License-Identifier: MIT
 *
 * A board on the bench: a chip with a ROM, an image in its flash, option bytes
 * and something in bank 2, powered on, asked at its time, watched. What the
 * chip tells becomes events in the words of the project: the ROM was entered,
 * it gave the chip back, the application runs. No host clock, no output.
 *
 * struct machine may be copied, to go on from the same point twice or to come
 * back to it; images and the decoder are pointed to and must outlive it. The
 * decoder may be shared by all copies. Observers look on at one place: a copy
 * made elsewhere is not observed, however it was made.
 */
#ifndef BENCH_MACHINE_H
#define BENCH_MACHINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bench/ask.h"
#include "bench/bank.h"
#include "bench/image.h"
#include "bench/observer.h"
#include "bench/rom_image.h"
#include "chip/chip.h"
#include "chip/core/armv6m/decoder.h"

enum {
    MACHINE_BAUD = 115200,  /* of the host's lines until it says otherwise */
    MACHINE_PRESS_MS = 100, /* how long a button is held */
    /* An event of the chip makes two at most, a turn adds two of its own. */
    MACHINE_TURN = 2 * EVENT_MAX + 2,
    MACHINE_QUEUE = MACHINE_TURN + EVENT_MAX,
    MACHINE_BREAKS = WATCH_BREAKS - 4 /* the machine needs four itself */
};

/* What the board is made of. All zero but part, image: BFB2=0, BOOT0 low, RDP
 * 0, bank 2 blank, the hardware watchdog (wdg_sw = 0!). */
struct machine_setup {
    const struct part *part;
    const struct image *image;
    enum rom_version rom;
    const uint8_t *rom_bytes; /* ROM_FILE: ROM_IMAGE_SIZE bytes, else NULL */
    struct readings readings; /* of a model ROM */
    enum bank2_kind bank2;
    const struct image *bank2_image; /* BANK2_FILE only */
    unsigned bfb2, boot0, rdp, wdg_sw;
    struct decoder *decoder; /* for speed, may be shared; NULL = without */
    bool strict;             /* stop at the first access that is not modelled */
    bool guard;              /* tell MACHINE_ASTRAY */
    unsigned events; /* further kinds to tell: mask of 1 << enum event_kind, of
                        EVENT_PIN, EVENT_VECTOR, EVENT_UNMODELLED,
                        EVENT_FIRMWARE */
};

/* One stay in the ROM: how it began, and how it ended if it did. */
struct machine_visit {
    bool by_hardware; /* boot selection started the ROM, not a branch */
    uint32_t entry;   /* first address fetched */
    uint32_t from;    /* address of the branch, 0 = none */
    uint64_t ps;      /* when */
    uint32_t head[2]; /* first words of bank 1 and bank 2 then */
    bool ufb;         /* bank 2 was at 0x08000000 */
    bool primask;     /* the core and the chip at the first fetch: */
    uint8_t control;
    unsigned mem_mode;
    uint32_t sp;
    bool systick;                 /* SysTick runs with its interrupt */
    uint32_t enabled;             /* NVIC lines enabled, */
    uint64_t pending;             /* and exceptions pending */
    uint32_t stale[SERIAL_COUNT]; /* bytes in the lines from before */
    bool answered;                /* the ROM sent bytes to the host */
    bool left;                    /* it is over, */
    bool left_by_reset;           /* ended by a reset, not by a branch */
    unsigned started; /* a branch: to the bank (0, 1) at 0x08000000 */
    uint32_t target;  /* a branch: address */
};

enum machine_event_kind {
    MACHINE_TIME,       /* the time asked for is reached */
    MACHINE_RESET,      /* a reset is about to be done */
    MACHINE_ROM,        /* the ROM was entered: machine.visit */
    MACHINE_LEFT,       /* ... and gave the chip back: machine.visit; with
                           visit.answered by Go, else it bounced */
    MACHINE_ASKED,      /* the ask was made */
    MACHINE_VAIN,       /* made, but the image under test does not run */
    MACHINE_MAIN,       /* an application runs: bank */
    MACHINE_EXCEPTION,  /* an exception is taken; its handler is next */
    MACHINE_LOCKUP,     /* the core is locked up */
    MACHINE_ASTRAY,     /* pc is about to leave all that is code */
    MACHINE_VECTOR,     /* as EVENT_VECTOR */
    MACHINE_PIN,        /* as EVENT_PIN */
    MACHINE_UNMODELLED, /* as EVENT_UNMODELLED */
    MACHINE_FIRMWARE,   /* as EVENT_FIRMWARE */
    MACHINE_BREAK,      /* a breakpoint of machine_break_set() */
    MACHINE_WATCHPOINT, /* a watchpoint: chip.watch.points.hit */
    MACHINE_STEPPED,    /* what machine_go_one() was to do is done */
    MACHINE_BEFORE      /* the instruction of machine_stop_before() is next */
};

struct machine_event {
    enum machine_event_kind kind;
    uint32_t pc;
    uint64_t cycle, ps;
    union {
        struct event_reset reset;
        struct event_pin pin;
        struct event_exception exception;
        struct event_vector vector;
        struct event_unmodelled unmodelled;
        struct event_firmware firmware;
        unsigned bank; /* MACHINE_MAIN: 0, 1 */
        struct {
            enum region from; /* before */
            uint32_t last_pc; /* of the last instruction */
        } astray;
    };
};

/* What a debugger wants. */
struct machine_debug {
    bool stepping;
    struct machine_place { /* where the step began */
        uint64_t instructions;
        uint32_t pc, resets;
        uint8_t ipsr;
    } from;
    unsigned break_count;
    uint32_t breaks[MACHINE_BREAKS];
};

/* What the machine itself wants of the chip while observers want more. */
struct machine_wants {
    uint32_t events;
    uint16_t pins[GPIO_PORTS];
};

struct machine {
    struct chip chip;
    struct decoder *decoder;   /* NULL = the plain loop */
    const struct image *image; /* under test */
    struct bank banks[2];      /* bank 1, bank 2 */
    uint32_t entries[2];       /* where the ROM may be entered, 0 = none */
    bool guard;
    struct image_range passed; /* code outside the images: a RAM function,
                                  an image's code through the alias */

    bool in_rom;
    struct machine_visit visit; /* the present or last stay in the ROM */
    bool main_told, lockup_told, astray_told;
    struct machine_debug debug;
    struct observer *observer; /* the first of them; NULL = nobody looks on */
    const struct machine *observed; /* the machine they look at */
    struct machine_wants wants;
    uint64_t stop_before; /* cpu.instructions; 0 = nowhere */

    enum ask_kind ask; /* still to be made; ASK_NONE = none */
    uint64_t ask_ps;
    uint32_t ask_address; /* ASK_CALL */
    unsigned ask_port, ask_pin, ask_usart;
    const char *ask_text;
    uint64_t release_ps; /* of the button; NEVER = it is not held */

    unsigned queue_head, queue_count;
    struct machine_event queue[MACHINE_QUEUE];
    uint8_t noise[SRAM_SIZE]; /* SRAM at power-on: what differs was written */
};

/* Builds the board and switches it on. The image must fit the part. */
void machine_start(struct machine *machine, const struct machine_setup *setup);

/* Puts another ROM in while nothing of it has been fetched. */
void machine_change_rom(struct machine *machine, enum rom_version version,
                        struct readings readings);

/* The ask to be made at its time. False: the image has no such symbol. The
 * ask's text must outlive the machine. */
bool machine_ask(struct machine *machine, const struct ask *ask);

/* Runs to the next event or to virtual time UNTIL_PS, which is an event too.
 * Tell MACHINE_LOCKUP and MACHINE_ASTRAY once; going on after them is fine. */
void machine_run(struct machine *machine, uint64_t until_ps,
                 struct machine_event *event);

/* The host's end of USART1 (0) and USART2 (1). */
size_t machine_send(struct machine *machine, unsigned usart, const void *bytes,
                    size_t count);
size_t machine_take(struct machine *machine, unsigned usart, void *bytes,
                    size_t capacity);

/* Breakpoints that tell MACHINE_BREAK, beside the machine's own. False: the
 * table is full. */
bool machine_break_set(struct machine *machine, uint32_t address);
void machine_break_clear(struct machine *machine);
bool machine_at_break(const struct machine *machine);

/* The next machine_run() goes on from here; a breakpoint at pc is met at
 * once. */
void machine_go(struct machine *machine);
/* It goes on past a breakpoint at pc, and tells MACHINE_STEPPED after one
 * instruction, exception entry or reset. */
void machine_go_one(struct machine *machine);

/* The next machine_run() stops with MACHINE_BEFORE as soon as NUMBER
 * instructions have been executed since the board was built, exceptions and
 * resets counted as none; 0 = nowhere. */
void machine_stop_before(struct machine *machine, uint64_t number);

/* OBSERVER looks on from now. After all else that sets chip.watch. */
void machine_observe(struct machine *machine, struct observer *observer);
/* The observers of the machine that this one is a copy of look on here from
 * now. */
void machine_observe_copy(struct machine *copy);

/* Such a reset from outside, at once. When nobody takes the events of one reset
 * after another, the oldest are forgotten. */
void machine_reset(struct machine *machine, enum reset_kind kind);

/* For machine_run(): is the step done; and time until it may be. */
bool machine_stepped(const struct machine *machine);
enum stop machine_advance_step(struct machine *machine, uint64_t until_ps);
/* The same of machine_stop_before(). */
bool machine_is_before(const struct machine *machine);
enum stop machine_advance_before(struct machine *machine, uint64_t until_ps);

/* Does somebody look on at this very machine? */
bool machine_observed(struct machine *machine);
/* chip_run() and chip_run_to(), with observers if there are any. */
enum stop machine_chip_run(struct machine *machine, uint64_t until_cycle);
enum stop machine_chip_run_to(struct machine *machine, uint64_t ps);
/* Shows observers what the chip told outside of these, and what the machine
 * tells. */
void machine_hand_on(struct machine *machine);
void machine_told(struct machine *machine, const struct machine_event *event);

uint64_t machine_ps(const struct machine *machine);

/* The bank (0, 1) that is at 0x08000000. */
unsigned machine_bank(const struct machine *machine);

/* What lies in that bank. */
const struct bank *machine_running(const struct machine *machine);

/* First word of a bank (0, 1) as its cells are now. */
uint32_t machine_head(const struct machine *machine, unsigned bank);

/* Where the ROM of those 8192 bytes may be entered: its reset vector and, by
 * its id byte, past the bank check (0 = no such place). */
void machine_entries(const uint8_t *rom, uint32_t entries[2]);

/* "rev Z": the silicon that a ROM version is known on (inferred). */
uint16_t machine_revision(enum rom_version version);

#endif
