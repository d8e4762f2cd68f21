/* SPDX-License-Identifier: MIT */
#include "machine.h"

#include <string.h>

#include "boot0_record.h"
#include "choices.h"
#include "exception.h"

enum {
    REV_B = 0x2000,
    REV_Z = 0x2008,
    OPTION_RDP = 0, /* offsets of the option words */
    OPTION_USER = 4,
    RDP_LEVEL_1 = 0xBB, /* anything but AA and CC */
    RDP_LEVEL_2 = 0xCC,
    USER_WDG_SW = 1 << 4,
    USER_BFB2 = 1 << 7,
    ID_V4_0 = 0x40,
    ID_V4_1 = 0x41,
    ID_V11_1 = 0xB1,
    ID_V11_2 = 0xB2,
    PAST_V4_1 = 0x1FF00368,
    PAST_V11_2 = 0x1FF00466,
    SLICE_MS = 1 /* how soon a lock-up with a watchdog is noticed */
};

uint16_t machine_revision(enum rom_version version)
{
    /* No source prints the pairing: inferred from the field reports. */
    return version == ROM_V4_0 || version == ROM_V11_1 ? REV_B : REV_Z;
}

static uint32_t word_at(const uint8_t *bytes)
{
    return (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8 |
           (uint32_t)bytes[2] << 16 | (uint32_t)bytes[3] << 24;
}

void machine_entries(const uint8_t *rom, uint32_t entries[2])
{
    entries[0] = word_at(rom + 4) & ~1u;
    switch (rom[ROM_ID_OFFSET]) {
    case ID_V4_1: entries[1] = PAST_V4_1; break;
    case ID_V11_2: entries[1] = PAST_V11_2; break;
    default: entries[1] = 0; break;
    }
}

bool machine_is_head(uint32_t word, unsigned sp_reading)
{
    if (sp_reading == CHOICE_SP_MASK)
        return (word & 0x2FFE0000) == 0x20000000;
    return word > SRAM_BASE && word <= SRAM_BASE + SRAM_SIZE + 4;
}

uint64_t machine_ps(const struct machine *machine)
{
    return clock_ps(&machine->chip);
}

unsigned machine_bank(const struct machine *machine)
{
    return syscfg_ufb(&machine->chip) ? 1 : 0;
}

uint32_t machine_head(const struct machine *machine, unsigned bank)
{
    const struct chip *chip = &machine->chip;
    if (bank && !chip->part.bank2_base)
        return 0;
    return word_at(chip->nvm + bank * chip->part.bank_size);
}

/* --- building --- */

/* An option word holds a halfword and its complement (RM0367 3.8.1). */
static void change_option(struct chip *chip, unsigned offset, uint16_t clear,
                          uint16_t set)
{
    uint8_t *bytes = chip->option + offset;
    uint16_t value = (uint16_t)(bytes[0] | bytes[1] << 8);
    value = (uint16_t)((value & ~clear) | set);
    for (unsigned i = 0; i < 2; i++) {
        bytes[i] = (uint8_t)(value >> 8 * i);
        bytes[i + 2] = (uint8_t)~bytes[i];
    }
}

static void set_options(struct chip *chip, const struct machine_setup *setup)
{
    change_option(chip, OPTION_USER, USER_WDG_SW | USER_BFB2,
                  (uint16_t)((setup->bfb2 ? USER_BFB2 : 0) |
                             (setup->wdg_sw ? USER_WDG_SW : 0)));
    if (setup->rdp)
        change_option(chip, OPTION_RDP, 0xFF,
                      setup->rdp == 2 ? RDP_LEVEL_2 : RDP_LEVEL_1);
}

static void load_rom(struct machine *machine, const struct machine_setup *setup)
{
    uint8_t rom[ROM_IMAGE_SIZE];
    struct chip *chip = &machine->chip;

    if (setup->rom == ROM_FILE)
        memcpy(rom, setup->rom_bytes, sizeof rom);
    else
        embed_rom_with(setup->rom, setup->readings, rom);
    chip_load_rom(chip, rom);
    machine_entries(rom, machine->entries);
    chip->dbgmcu.rev_id =
        setup->rom != ROM_FILE ? machine_revision(setup->rom)
        : rom[ROM_ID_OFFSET] == ID_V4_0 || rom[ROM_ID_OFFSET] == ID_V11_1
            ? REV_B
            : REV_Z;
}

void machine_change_rom(struct machine *machine, enum rom_version version,
                        struct readings readings)
{
    struct machine_setup setup = {.rom = version, .readings = readings};
    load_rom(machine, &setup);
}

static void watch_main(struct machine *machine);
static void set_guard(struct machine *machine);

void machine_start(struct machine *machine, const struct machine_setup *setup)
{
    struct chip *chip = &machine->chip;

    memset(machine, 0, sizeof *machine);
    chip_init(chip, setup->part);
    load_rom(machine, setup);
    set_options(chip, setup);
    chip->board.boot0 = setup->boot0;
    bank_load(chip, setup->image);
    machine->image = setup->image;
    machine->banks[0] =
        (struct bank){.image = setup->image, .main = bank_main(setup->image)};
    machine->banks[1] =
        bank_2(chip, setup->bank2,
               setup->bank2 == BANK2_FILE ? setup->bank2_image : setup->image);
    machine->guard = setup->guard;
    machine->ask = ASK_NONE;
    machine->release_ps = NEVER;

    chip_power_on(chip);
    memcpy(machine->noise, chip->sram, sizeof machine->noise);
    serial_open(chip, USART_2, MACHINE_BAUD);
    chip->watch.events = setup->events | 1u << EVENT_RESET | 1u << EVENT_FETCH |
                         1u << EVENT_EXCEPTION;
    chip->watch.strict = setup->strict;
    watch_main(machine);
    set_guard(machine);
}

bool machine_ask(struct machine *machine, const struct ask *ask)
{
    machine->ask = ask->kind;
    machine->ask_ps = ask->at_us * PS_PER_US;
    machine->ask_port = ask->port;
    machine->ask_pin = ask->pin;
    machine->ask_text = ask->text;
    if (ask->kind == ASK_CALL) {
        const struct image_symbol *symbol =
            image_symbol(machine->image, ask->symbol);
        if (!symbol)
            return false;
        machine->ask_address = symbol->address | 1;
    }
    if (ask->kind == ASK_SEND) {
        machine->ask_usart = ask->usart - 1;
        serial_open(&machine->chip, machine->ask_usart, MACHINE_BAUD);
    }
    return true;
}

/* --- what may be fetched --- */

static bool in_system(uint32_t pc)
{
    return pc - SYSTEM_BASE < SYSTEM_SIZE;
}

static const struct bank *running(const struct machine *machine)
{
    return &machine->banks[machine_bank(machine)];
}

static bool written(const struct machine *machine, uint32_t offset)
{
    return memcmp(machine->chip.sram + offset, machine->noise + offset, 4) != 0;
}

/* The words around `pc` that somebody wrote since power-on. A RAM function is
 * found by that: the chip does not remember who wrote. */
static struct image_range written_range(const struct machine *machine,
                                        uint32_t pc)
{
    uint32_t lo = (pc - SRAM_BASE) & ~3u, hi = lo;
    while (hi < SRAM_SIZE && written(machine, hi))
        hi += 4;
    if (hi == lo)
        return (struct image_range){0, 0};
    while (lo > 0 && written(machine, lo - 4))
        lo -= 4;
    return (struct image_range){SRAM_BASE + lo, SRAM_BASE + hi};
}

static struct image_range shift(struct image_range range, uint32_t from,
                                uint32_t to)
{
    if (!range.hi)
        return range;
    return (struct image_range){range.lo - from + to, range.hi - from + to};
}

/* The code at `pc` that is not in the ranges of the running image as it was
 * linked: through the alias, or RAM that was written. hi = 0: none. */
static struct image_range passing(const struct machine *machine, uint32_t pc)
{
    unsigned mode = syscfg_mem_mode(&machine->chip);
    if (pc - SRAM_BASE < SRAM_SIZE)
        return written_range(machine, pc);
    if (pc < SRAM_SIZE && mode == 3)
        return shift(written_range(machine, pc + SRAM_BASE), SRAM_BASE, 0);
    if (pc < FLASH_MAX && mode == 0)
        return shift(bank_range(running(machine), pc + FLASH_BASE), FLASH_BASE,
                     0);
    return (struct image_range){0, 0};
}

static bool may_enter(const struct machine *machine, uint32_t pc)
{
    return machine->chip.cpu.ipsr == 0 &&
           (pc == machine->entries[0] || pc == machine->entries[1]);
}

static bool is_legal(struct machine *machine, uint32_t pc)
{
    if (in_system(pc))
        return machine->in_rom || may_enter(machine, pc);
    if (machine->in_rom && pc - SRAM_BASE < SRAM_SIZE)
        return true;
    if (pc >= FLASH_BASE ? bank_is_code(running(machine), pc)
                         : syscfg_mem_mode(&machine->chip) == 0 &&
                               bank_is_code(running(machine), pc))
        return true;
    machine->passed = passing(machine, pc);
    return machine->passed.hi != 0;
}

static void add_guard(struct watch *watch, uint32_t lo, uint32_t hi)
{
    if (hi == 0)
        return;
    watch->guard[watch->guard_count++] = (struct fetch_range){lo, hi};
}

/* Tells the chip what is code now. More ranges than it takes: what lies
 * between two neighbours passes for code. */
static void set_guard(struct machine *machine)
{
    enum {
        ROOM = sizeof machine->chip.watch.guard / sizeof(struct fetch_range)
    };
    struct watch *watch = &machine->chip.watch;
    const struct bank *bank = running(machine);
    size_t count = bank->image ? bank->image->code_count : 0;

    watch->guard_count = 0;
    bus_remap(&machine->chip);
    if (!machine->guard || machine->astray_told)
        return;
    if (machine->in_rom) {
        add_guard(watch, SYSTEM_BASE, SYSTEM_BASE + SYSTEM_SIZE);
        add_guard(watch, SRAM_BASE, SRAM_BASE + SRAM_SIZE);
    }
    add_guard(watch, machine->passed.lo, machine->passed.hi);
    add_guard(watch, bank->app.lo, bank->app.hi);
    for (size_t i = 0; i < count; i++) {
        const struct image_range *range = &bank->image->code[i];
        if (watch->guard_count < ROOM)
            add_guard(watch, range->lo, range->hi);
        else
            watch->guard[ROOM - 1].hi = range->hi;
    }
    if (watch->guard_count == 0) /* nothing is code: a guard must be there */
        add_guard(watch, 0, 1);
}

/* Stops where the application of either bank has started for good. */
static void watch_main(struct machine *machine)
{
    struct chip *chip = &machine->chip;
    machine->main_told = false;
    chip_break_clear(chip);
    for (unsigned i = 0; i < 2; i++) {
        uint32_t address = machine->banks[i].main;
        if (!address)
            continue;
        chip_break_set(chip, address);
        if (address >= FLASH_BASE && address < FLASH_BASE + FLASH_MAX)
            chip_break_set(chip, address - FLASH_BASE); /* by the alias */
    }
}

/* --- events --- */

static struct machine_event *tell(struct machine *machine,
                                  enum machine_event_kind kind)
{
    unsigned slot =
        (machine->queue_head + machine->queue_count++) % MACHINE_QUEUE;
    struct machine_event *event = &machine->queue[slot];
    *event = (struct machine_event){
        .kind = kind,
        .pc = machine->chip.cpu.r[CPU_PC],
        .cycle = machine->chip.cycle,
        .ps = clock_ps(&machine->chip),
    };
    return event;
}

/* The same, of what the chip told. */
static struct machine_event *pass_on(struct machine *machine,
                                     enum machine_event_kind kind,
                                     const struct event *from)
{
    struct machine_event *event = tell(machine, kind);
    event->pc = from->pc;
    event->a = from->a;
    event->b = from->b;
    event->c = from->c;
    event->cycle = from->cycle;
    event->ps = from->ps;
    return event;
}

static void enter_rom(struct machine *machine, const struct event *fetch)
{
    const struct chip *chip = &machine->chip;

    machine->in_rom = true;
    machine->visit = (struct machine_visit){
        .by_hardware = fetch->a == REGION_NONE,
        .entry = fetch->pc,
        .from = fetch->a == REGION_NONE ? 0 : fetch->c,
        .ps = fetch->ps,
        .head = {machine_head(machine, 0), machine_head(machine, 1)},
        .ufb = syscfg_ufb(chip),
        .primask = chip->cpu.primask,
        .control = chip->cpu.control,
        .mem_mode = syscfg_mem_mode(chip),
        .sp = chip->cpu.r[CPU_SP],
        .systick = (chip->systick.csr & 3) == 3,
        .enabled = chip->nvic.enabled,
        .pending = chip->nvic.pending,
        .stale = {chip->serial[0].in.count, chip->serial[1].in.count},
    };
    pass_on(machine, MACHINE_ROM, fetch);
}

static void leave_rom(struct machine *machine, const struct event *event)
{
    machine->in_rom = false;
    machine->visit.left = true;
    machine->visit.left_by_reset = event->kind == EVENT_RESET;
    if (event->kind == EVENT_FETCH) {
        machine->visit.started = machine_bank(machine);
        machine->visit.target = event->pc;
        watch_main(machine);
    }
    pass_on(machine, MACHINE_LEFT, event);
}

static void go_astray(struct machine *machine, enum region from)
{
    if (!machine->guard || machine->astray_told)
        return;
    machine->astray_told = true;
    struct machine_event *event = tell(machine, MACHINE_ASTRAY);
    event->a = from;
    event->b = machine->chip.last_pc;
}

static void crossed(struct machine *machine, const struct event *fetch)
{
    bool in_handler = machine->chip.cpu.ipsr != 0;
    bool flash = fetch->b == REGION_FLASH || fetch->b == REGION_ALIAS_FLASH;

    if (!is_legal(machine, fetch->pc) && machine->guard)
        go_astray(machine, fetch->a);
    else if (fetch->b == REGION_SYSTEM && !machine->in_rom && !in_handler)
        enter_rom(machine, fetch);
    if (flash && machine->in_rom && !in_handler)
        leave_rom(machine, fetch);
}

/* Leaving by a reset from outside is no bounce: machine.visit says nothing
 * of it, MACHINE_RESET does. */
static void was_reset(struct machine *machine, const struct event *reset)
{
    bool outside = reset->a == RESET_POWER || reset->a == RESET_DIP ||
                   reset->a == RESET_PIN;
    if (machine->in_rom && !outside)
        leave_rom(machine, reset);
    machine->in_rom = false;
    machine->lockup_told = false;
    machine->passed = (struct image_range){0, 0};
    watch_main(machine);
    pass_on(machine, MACHINE_RESET, reset);
}

/* The run stopped behind the instruction that made the access. */
static void access_told(struct machine *machine, enum machine_event_kind kind,
                        const struct event *from)
{
    pass_on(machine, kind, from)->pc = machine->chip.last_pc;
}

static void translate(struct machine *machine, const struct event *event)
{
    switch (event->kind) {
    case EVENT_RESET: was_reset(machine, event); break;
    case EVENT_FETCH: crossed(machine, event); break;
    case EVENT_PIN: pass_on(machine, MACHINE_PIN, event); break;
    case EVENT_EXCEPTION: pass_on(machine, MACHINE_EXCEPTION, event); break;
    case EVENT_UNMODELLED:
        access_told(machine, MACHINE_UNMODELLED, event);
        break;
    case EVENT_FIRMWARE: access_told(machine, MACHINE_FIRMWARE, event); break;
    case EVENT_COUNT: break;
    }
}

static void drain(struct machine *machine)
{
    struct event_list *events = &machine->chip.events;
    for (uint32_t i = 0; i < events->count; i++)
        translate(machine, &events->list[i]);
    events->count = 0;
    set_guard(machine);
}

static void main_reached(struct machine *machine)
{
    struct chip *chip = &machine->chip;
    uint32_t pc = chip->cpu.r[CPU_PC];
    uint32_t main = running(machine)->main;

    if (pc != main && pc + FLASH_BASE != main)
        return; /* main of the bank that is not there now */
    machine->main_told = true;
    chip_break_clear(chip);
    tell(machine, MACHINE_MAIN)->a = machine_bank(machine);
}

static void stray(struct machine *machine)
{
    drain(machine);
    if (!is_legal(machine, machine->chip.cpu.r[CPU_PC]))
        go_astray(machine, machine->chip.cpu.window.region);
    set_guard(machine);
}

/* --- asking --- */

/* At an instruction boundary in Thread mode, asleep or not. */
static bool can_call(const struct machine *machine)
{
    return machine->chip.cpu.ipsr == 0 &&
           !(machine->chip.attention & ~(uint32_t)ATTENTION_SLEEP);
}

static void call(struct machine *machine)
{
    machine->ask = ASK_NONE;
    tell(machine, MACHINE_ASKED);
    cpu_call(&machine->chip, machine->ask_address);
}

static void press(struct machine *machine)
{
    chip_pin_drive(&machine->chip, machine->ask_port, machine->ask_pin, false);
    machine->release_ps = machine->ask_ps + MACHINE_PRESS_MS * PS_PER_MS;
}

/* Not while the ROM runs: it starts the image, or it stays. When the other
 * bank is what runs, there is nobody to ask. */
static void ask_now(struct machine *machine)
{
    if (machine->in_rom || machine->chip.cpu.locked_up)
        return;
    bool there = running(machine)->image == machine->image;
    if (there && machine->ask == ASK_CALL) {
        if (can_call(machine))
            call(machine);
        return;
    }
    if (machine->ask == ASK_PRESS)
        press(machine);
    else if (machine->ask == ASK_SEND)
        machine_send(machine, machine->ask_usart, machine->ask_text,
                     strlen(machine->ask_text));
    machine->ask = ASK_NONE;
    tell(machine, there ? MACHINE_ASKED : MACHINE_VAIN);
}

/* Does what is due from outside; returns the time of the next such thing. */
static uint64_t attend_outside(struct machine *machine, uint64_t now)
{
    if (now >= machine->release_ps) {
        chip_pin_release(&machine->chip, machine->ask_port, machine->ask_pin);
        machine->release_ps = NEVER;
    }
    if (machine->ask == ASK_NONE)
        return machine->release_ps;
    if (now < machine->ask_ps)
        return machine->ask_ps;
    ask_now(machine);
    return machine->release_ps;
}

/* --- running --- */

/* A call waits for Thread mode: one instruction at a time until then. */
static bool waits_for_thread(const struct machine *machine, uint64_t now)
{
    return machine->ask == ASK_CALL && now >= machine->ask_ps &&
           !machine->in_rom && !machine->chip.cpu.locked_up;
}

static enum stop advance(struct machine *machine, uint64_t until, uint64_t now)
{
    struct chip *chip = &machine->chip;
    uint64_t slice = now + SLICE_MS * PS_PER_MS;
    if (waits_for_thread(machine, now))
        return chip_run(chip, chip->cycle + 1);
    return chip_run_to(chip, until < slice ? until : slice);
}

static void step(struct machine *machine, uint64_t until)
{
    struct chip *chip = &machine->chip;
    uint64_t now = clock_ps(chip);
    uint64_t outside = attend_outside(machine, now);

    if (machine->queue_count)
        return;
    if (now >= until) {
        tell(machine, MACHINE_TIME);
        return;
    }
    switch (advance(machine, until < outside ? until : outside, now)) {
    case STOP_BUDGET:
    case STOP_LOCKUP: break;
    case STOP_EVENT:
    case STOP_UNMODELLED: drain(machine); break;
    case STOP_BREAK: main_reached(machine); break;
    case STOP_ASTRAY: stray(machine); break;
    }
    if (chip->cpu.locked_up && !machine->lockup_told) {
        machine->lockup_told = true;
        tell(machine, MACHINE_LOCKUP);
    }
}

void machine_run(struct machine *machine, uint64_t until_ps,
                 struct machine_event *event)
{
    while (machine->queue_count == 0)
        step(machine, until_ps);
    *event = machine->queue[machine->queue_head];
    machine->queue_head = (machine->queue_head + 1) % MACHINE_QUEUE;
    machine->queue_count--;
}

/* --- the host's lines --- */

size_t machine_send(struct machine *machine, unsigned usart, const void *bytes,
                    size_t count)
{
    return serial_send(&machine->chip, usart, bytes, count);
}

size_t machine_take(struct machine *machine, unsigned usart, void *bytes,
                    size_t capacity)
{
    struct machine_visit *visit = &machine->visit;
    size_t count = serial_take(&machine->chip, usart, bytes, capacity);
    size_t stale = visit->stale[usart] < count ? visit->stale[usart] : count;

    visit->stale[usart] -= (uint32_t)stale;
    if (machine->in_rom && count > stale)
        visit->answered = true;
    return count;
}
