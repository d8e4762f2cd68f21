/* SPDX-License-Identifier: MIT
 *
 * A board on the bench: a chip with a ROM, an image in its flash, option bytes
 * and contents of bank 2, powered on and asked for the ROM at a given time. The
 * events of the chip become events of the project: the ROM was entered, it gave
 * the chip back, the application runs. No host clock, no output.
 *
 * struct machine may be copied, to go on from the same point twice or to come
 * back to it; images and the decoder are pointed to and must outlive it. The
 * decoder may be shared by all copies. Observers belong to one machine: a copy
 * of it is not observed (machine_observe.h).
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
#include "bench/usb_state.h"
#include "chip/chip.h"
#include "chip/core/decoder.h"

enum {
    MACHINE_BAUD = 115200, /* of the host's lines until it says otherwise */
    MACHINE_WAIT_MS = 10,  /* how long a call waits for Thread mode */
    /* An event of the chip makes two at most, a turn adds two of its own. The
     * asks add theirs to an empty queue. */
    MACHINE_TURN = 2 * EVENT_MAX + 2,
    MACHINE_QUEUE = MACHINE_TURN + EVENT_MAX,
    MACHINE_BREAKS = WATCH_BREAKS - 5 /* five are the machine's own */
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
    bool faultmask;   /* of ARMv7-M */
    uint8_t basepri;
    bool mpu;           /* it is on */
    const char *clocks; /* one that is not as the ROM may expect it, or NULL */
    uint8_t control;
    uint8_t ipsr; /* the exception whose handler made the branch; 0 = none */
    unsigned mem_mode;
    uint32_t vtor;
    uint32_t sp;                    /* of the stack in use */
    struct watch_msp msp;           /* the last MSR that wrote MSP, */
    uint64_t instructions;          /* and cpu.instructions */
    bool systick;                   /* SysTick can interrupt, */
    struct exception_set enabled;   /* as can these interrupts, */
    struct exception_set receivers; /* those of them that a byte requests */
    bool iwdg, wwdg;                /* the watchdogs run */
    uint16_t locked[GPIO_PORTS];    /* pins whose configuration is locked */
    uint32_t stale[SERIAL_COUNT];   /* bytes in the lines from before */
    bool answered;                  /* the ROM sent bytes to the host */
    unsigned interrupted;           /* the first exception taken, not HardFault;
                                       0 = none */
    bool left;                      /* it is over, */
    bool left_by_reset;             /* ended by a reset, not by a branch: */
    enum reset_kind reset;          /* its kind */
    unsigned started; /* a branch: to the bank (0, 1) at 0x08000000 */
    uint32_t target;  /* a branch: address, in flash or, by Go, in RAM */
};

enum machine_event_kind {
    MACHINE_TIME,       /* the time asked for is reached */
    MACHINE_RESET,      /* a reset is about to be done */
    MACHINE_ROM,        /* the ROM was entered: machine.visit */
    MACHINE_LEFT,       /* ... and gave the chip back: machine.visit; with
                           visit.answered by Go, else it bounced */
    MACHINE_ASKED,      /* an ask was made: asked */
    MACHINE_VAIN,       /* nobody can have noticed it: vain */
    MACHINE_BOOT0,      /* BOOT0 rose or fell by its wire: boot0 */
    MACHINE_MAIN,       /* an application runs: bank */
    MACHINE_EXCEPTION,  /* an exception is taken; its handler is next */
    MACHINE_LOCKUP,     /* the core is locked up */
    MACHINE_ASTRAY,     /* the core is about to fetch where no code is */
    MACHINE_VECTOR,     /* as EVENT_VECTOR */
    MACHINE_PIN,        /* as EVENT_PIN */
    MACHINE_UNMODELLED, /* as EVENT_UNMODELLED */
    MACHINE_FIRMWARE,   /* as EVENT_FIRMWARE */
    MACHINE_NVM,        /* as EVENT_NVM */
    MACHINE_USB,        /* the USB host: usb */
    MACHINE_READING,    /* what follows depends on a reading: reading */
    MACHINE_BREAK,      /* a breakpoint of machine_breakpoint_set() */
    MACHINE_WATCHPOINT, /* a watchpoint: chip.watch.points.hit */
    MACHINE_STEPPED,    /* the step of machine_go_one() is done */
    MACHINE_BEFORE      /* the instruction of machine_stop_before() is next */
};

/* Why an ask was in vain. */
enum machine_vain {
    VAIN_NOT,       /* it was not */
    VAIN_OTHER,     /* the image under test does not run */
    VAIN_PIN,       /* the pin was not looked at while it was pressed */
    VAIN_LINE,      /* the block on the line was off all the time */
    VAIN_PINS,      /* it was on, and connected to other pins than the line's */
    VAIN_SPEED,     /* it listened at another speed */
    VAIN_ABSENT,    /* no USB device came, */
    VAIN_DEAF,      /* it did not answer, */
    VAIN_INTERFACE, /* it has no interface that is asked so, */
    VAIN_STALLED    /* or it stalled a request */
};

struct machine_vain_ask {
    enum machine_vain why;
    unsigned ask;  /* its index */
    uint32_t baud; /* VAIN_SPEED: of the block */
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
        struct event_nvm nvm;
        unsigned bank; /* MACHINE_MAIN: 0, 1 */
        unsigned reading;
        struct machine_event_asked {
            unsigned ask; /* its index */
            /* A call: the exception whose handler had not ended for
             * MACHINE_WAIT_MS; 0 = made in Thread mode. */
            unsigned handler;
        } asked;
        struct machine_vain_ask vain;
        bool boot0; /* its level now */
        struct machine_event_usb {
            enum usb_port port;   /* its state now: EMPTY, DEBOUNCE (a device
                                     has come), RESET, READY or FAILED */
            struct usb_seen seen; /* or, if not USB_NOTHING, this was */
        } usb;
        struct {
            enum region from; /* before */
            uint32_t last_pc; /* of the last instruction */
        } astray;
    };
};

/* The requests of a debugger. */
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

/* The events and pins that the machine itself needs from the chip, while
 * observers need more. */
struct machine_wants {
    uint32_t events;
    uint16_t pins[GPIO_PORTS];
};

/* An ask that was made. */
struct machine_asked {
    uint64_t release_ps; /* of the button; NEVER = it is not held */
    uint64_t judge_ps;   /* when it is in vain if nobody noticed it, or NEVER */
    uint64_t end_ps;     /* when it is over: the button released, the text sent;
                            NEVER = it is still to be made */
    uint64_t pin_read;   /* gpio_v2_read_last() of the button's port before */
    bool unchanged;      /* the pin had the level of a pressed button before */
    uint32_t baud_back;  /* that the line gets again then; 0 = it has it */
};

/* What the code that a call interrupted has in the registers and flags that the
 * function may change, and where it goes on. */
struct machine_caller {
    uint32_t r[4], r12, sp, lr, pc;
    bool n, z, c, v;
    uint8_t ipsr;
    uint64_t from; /* cpu.instructions at the call */
};

/* An ask that the USB host makes: a few control transfers. */
struct machine_usb_ask {
    bool on;       /* it is being made */
    unsigned ask;  /* its index */
    unsigned step; /* the transfer under way, or the last one, */
    uint8_t setup[USB_SETUP_SIZE]; /* its request, */
    enum usb_status status;        /* and how it ended */
};

/* The wire from a pin to BOOT0. */
struct machine_wire {
    bool on;
    unsigned port, pin;
    uint64_t hold_ps;
    uint64_t rise_ps, fall_ps; /* of BOOT0; NEVER = not under way */
};

struct machine {
    struct decoder *decoder;        /* NULL = the plain loop */
    const struct image *image;      /* under test */
    struct bank banks[2];           /* bank 1, bank 2 */
    const struct board_info *board; /* that the part is on */
    const struct rom_info *rom;     /* by its id byte; NULL = unknown */
    uint32_t entries[2];            /* where the ROM may be entered, 0 = none */
    bool guard;
    struct image_range passed; /* code outside the images: a RAM function,
                                  an image's code through the alias, an even
                                  address, where the core faults */
    uint32_t even_from; /* the last branch to an even address in another memory:
                           where it stands; 0 = none */

    bool in_rom;
    struct machine_visit visit; /* the present or last stay in the ROM */
    bool main_reported, lockup_reported, astray_reported;
    bool image_started; /* the core has fetched from a bank with the image */
    bool gate_met; /* MACHINE_READING was reported for the chip's reading */
    struct machine_debug debug;
    struct observer *observer;      /* the first of them; NULL = none */
    const struct machine *observed; /* the machine they belong to */
    struct machine_wants wants;
    uint64_t stop_before; /* cpu.instructions; 0 = nowhere */

    const struct asks *asks; /* NULL = none */
    unsigned ask_next;       /* index of the next to be made */
    uint64_t call_ps;        /* a call waits since then; NEVER = it does not */
    struct machine_asked asked[ASK_MAX];
    unsigned call_count; /* calls under way, each interrupted by the next */
    struct machine_caller callers[ASK_MAX];
    struct machine_wire wire;
    struct usb_host usb;
    struct machine_usb_ask usb_ask; /* the present or last one */
    unsigned noisy;    /* lines that chatter: 1 << index of each, */
    uint64_t noisy_ps; /* and when they go on; NEVER = none does */
    uint8_t chatter;   /* the last byte */

    unsigned queue_head, queue_count;
    struct machine_event queue[MACHINE_QUEUE];
    /* The last members, since their end is not in use: see machine_copy(). RAM
     * as it was at power-on follows the chip's last byte in use. */
    struct chip chip;
    uint8_t room[SRAM_MAX];
};

/* Makes a fork: copies what is in use of a machine. */
void machine_copy(struct machine *machine, const struct machine *from);

/* Returns RAM (survivors_ram_size()) as it was at power-on: what differs now
 * was written. */
static inline uint8_t *machine_noise(const struct machine *machine)
{
    return (uint8_t *)machine + offsetof(struct machine, chip) +
           machine->chip.size;
}

/* Takes RAM as it is for that of power-on. */
void machine_keep_noise(struct machine *machine);

/* Adds an event to the machine's queue, here and now. */
struct machine_event *machine_report(struct machine *machine,
                                     enum machine_event_kind kind);

/* Return whether an address is in the ROM, or in what is flash in the family's
 * largest part. */
bool machine_in_system(const struct machine *machine, uint32_t address);
bool machine_in_flash(const struct machine *machine, uint32_t address);

/* Returns the virtual time since power-on, ps. */
uint64_t machine_ps(const struct machine *machine);

/* Returns the bank (0, 1) that is at 0x08000000. */
unsigned machine_bank(const struct machine *machine);

/* Returns the contents of that bank. */
const struct bank *machine_running(const struct machine *machine);

/* Returns SYSCFG's MEM_MODE: 0 flash, 1 system memory, 3 SRAM are at 0. */
unsigned machine_mem_mode(const struct machine *machine);

/* Return the id byte of the ROM, and its offset there. */
uint8_t machine_rom_id(const struct machine *machine);
uint32_t machine_rom_id_offset(const struct machine *machine);

/* Return the first word of a bank (0, 1) as its cells are now, and the second.
 */
uint32_t machine_head(const struct machine *machine, unsigned bank);
uint32_t machine_reset_vector(const struct machine *machine, unsigned bank);

#endif
