/* SPDX-License-Identifier: MIT
 *
 * The rules about how an entry is made: the stack, the remap, interrupts and
 * watchdogs, and the checks of the ROM that stand before it.
 */
#include <string.h>

#include "bench/lint_rules.h"

static uint64_t bit_of(unsigned effect)
{
    return (uint64_t)1 << effect;
}

static struct lint_finding *about(struct lint *lint,
                                  const struct lint_entry *entry,
                                  const char *code, enum lint_level level,
                                  bool certain, const char *title)
{
    struct lint_finding *finding = lint_add(lint, code, level, certain, title);
    lint_at(finding, entry->at);
    return finding;
}

/* Whether a condition holds on all ways to the branch that are as good. */
static bool always(const struct lint *lint, const struct lint_entry *entry,
                   bool (*holds)(const struct flow_state *))
{
    for (unsigned i = 0; i < lint->code.jump_count; i++) {
        const struct lint_jump *jump = &lint->code.jumps[i];
        if (jump->at == entry->at &&
            jump->state.depth >= entry->jump->state.depth &&
            !holds(&jump->state))
            return false;
    }
    return true;
}

/* --- the stack --- */

static bool stack_used(const struct flow_state *state)
{
    return state->msp_used || state->msp_undone;
}

static void check_stack_use(struct lint *lint, const struct lint_entry *entry)
{
    const struct flow_state *state = &entry->jump->state;
    struct lint_finding *finding;
    if (!stack_used(state))
        return;
    finding = about(lint, entry, "B1", LINT_MISTAKE,
                    always(lint, entry, stack_used), NULL);
    if (state->msp_undone) {
        lint_at(finding, state->msp_undone);
        lint_say(finding,
                 "MSP is set at 0x%08X, and SP is put back to the old stack "
                 "at 0x%08X, before the branch at 0x%08X",
                 (unsigned)state->msp_at, (unsigned)state->msp_undone,
                 (unsigned)entry->at);
    } else {
        lint_at(finding, state->msp_used);
        lint_say(finding,
                 "MSP is set at 0x%08X, and the instruction at 0x%08X uses "
                 "the new stack before the branch at 0x%08X",
                 (unsigned)state->msp_at, (unsigned)state->msp_used,
                 (unsigned)entry->at);
    }
}

/* The MSR and the branch are two statements: this time they are right. */
static void check_stack_gap(struct lint *lint, const struct lint_entry *entry)
{
    const struct flow_state *state = &entry->jump->state;
    if (!entry->msp_set || stack_used(state) || entry->at - entry->msp_at <= 4)
        return;
    struct lint_finding *finding =
        about(lint, entry, "B1", LINT_NOTE, true,
              "MSP and the branch are not in one statement");
    lint_at(finding, entry->msp_at);
    lint_say(finding,
             "MSP is set at 0x%08X, and the branch is at 0x%08X; the code "
             "between does not use the stack, but another compiler or level "
             "of optimisation may make it do so",
             (unsigned)entry->msp_at, (unsigned)entry->at);
}

static bool is_rom_base(const struct lint *lint, uint32_t address)
{
    for (size_t i = 0; i < lint->table->count; i++)
        if (lint->table->rows[i].rom_base &&
            lint->table->rows[i].rom_base == address)
            return true;
    return false;
}

/* True: all lines the entry concerns have less RAM than up to SP. */
static bool above_ram(const struct lint *lint, const struct lint_entry *entry,
                      uint32_t sp)
{
    size_t count = 0;
    for (size_t i = 0; i < lint->table->count; i++) {
        uint32_t end = lint->table->rows[i].ram_end;
        if (!lint_concerns(lint, i, entry))
            continue;
        if (!end || sp <= end)
            return false;
        count++;
    }
    return count > 0;
}

static void check_stack_value(struct lint *lint, const struct lint_entry *entry)
{
    const struct flow_value *msp = &entry->msp;
    struct lint_finding *finding;
    if (!entry->msp_set || msp->kind == FLOW_UNKNOWN)
        return;
    if (msp->kind == FLOW_CONSTANT && is_rom_base(lint, msp->number)) {
        finding = about(lint, entry, "B2", LINT_MISTAKE, !msp->initial, NULL);
        lint_say(finding,
                 "MSP is set to 0x%08X itself, not to the word that is "
                 "stored there",
                 (unsigned)msp->number);
        finding->remedy = "Load MSP with the first word of the ROM.";
    } else if (msp->kind == FLOW_CONSTANT && msp->number >> 28 == 2 &&
               above_ram(lint, entry, msp->number)) {
        finding =
            about(lint, entry, "B9", LINT_MISTAKE, lint->part != NULL, NULL);
        lint_say(finding,
                 "MSP is set to 0x%08X, above the RAM of the part: the first "
                 "push of the ROM faults",
                 (unsigned)msp->number);
        finding->remedy = "Load MSP with the first word of the ROM.";
    } else if (msp->kind == FLOW_WORD && entry->how == LINT_VECTOR &&
               entry->belongs && msp->number != entry->address - 4) {
        finding = about(lint, entry, NULL, LINT_MISTAKE, true,
                        "MSP is not taken from in front of the reset vector");
        lint_say(finding,
                 "MSP is set to the word at 0x%08X, and the branch takes the "
                 "one at 0x%08X",
                 (unsigned)msp->number, (unsigned)entry->address);
    } else
        return;
    lint_at(finding, entry->msp_at);
}

static void check_threads(struct lint *lint, const struct lint_entry *entry)
{
    const struct lint_function *function =
        lint_code_function(&lint->code, entry->jump->function);
    if (!(lint_code_in_force(&lint->code, entry->jump) & bit_of(LINT_PSP)) ||
        entry->jump->state.control || !function ||
        function->reached == LINT_BY_HANDLER)
        return;
    about(lint, entry, "B5", LINT_MISTAKE, false, NULL);
    lint_say(&lint->findings[lint->finding_count - 1],
             "the start-up sets PSP for threads, and CONTROL is not written "
             "before the branch: a thread that comes here enters the ROM on "
             "its own stack");
}

void lint_stack_rules(struct lint *lint, const struct lint_entry *entry)
{
    check_stack_use(lint, entry);
    check_stack_gap(lint, entry);
    check_stack_value(lint, entry);
    check_threads(lint, entry);
}

/* --- the remap --- */

static bool is_stored(const struct lint *lint, const struct lint_register *list,
                      unsigned count, unsigned first, uint32_t address,
                      uint32_t *at)
{
    for (unsigned i = 0; i < count; i++) {
        if (list[i].address != address)
            continue;
        const struct lint_access *store =
            lint_code_store(&lint->code, first + i);
        if (store && at)
            *at = store->at;
        if (store)
            return true;
    }
    return false;
}

static bool maps(const struct lint *lint, const struct part_row *row,
                 uint32_t *at)
{
    return is_stored(lint, lint->code.remap, lint->code.remap_count, LINT_REMAP,
                     row->remap, at);
}

static bool clocks(const struct lint *lint, const struct part_row *row)
{
    return !row->remap_clock ||
           is_stored(lint, lint->code.clock, lint->code.clock_count, LINT_CLOCK,
                     row->remap_clock, NULL);
}

/* VTOR is made to point to the ROM. */
static bool vectors_by_vtor(const struct lint *lint)
{
    for (unsigned i = 0; i < lint->code.access_count; i++) {
        const struct lint_access *access = &lint->code.accesses[i];
        if (access->store && access->address == 0xE000ED08 &&
            access->value.kind == FLOW_CONSTANT &&
            is_rom_base(lint, access->value.number))
            return true;
    }
    return false;
}

/* Lines of which it is on record that the ROM's vectors must be brought into
 * use: the L0 (docs/rom.md), and those of which AN2606 says so. Firmware enters
 * the ROM of the F042 and the F072, which have no VTOR, without a remap. */
static bool needs_map(const struct part_row *row)
{
    return part_row_says(row, PART_FAMILY, "L0") ||
           strstr(row->field[PART_BOUNCE], "remap SYSCFG first");
}

struct remap_view {
    const struct part_row *row; /* one that the entry concerns, with a remap */
    size_t lines, needing, mapped, clocked;
    uint32_t at; /* a remap */
};

static struct remap_view view_remap(const struct lint *lint,
                                    const struct lint_entry *entry)
{
    struct remap_view view = {0};
    for (size_t i = 0; i < lint->table->count; i++) {
        const struct part_row *row = &lint->table->rows[i];
        if (!lint_concerns(lint, i, entry) || !row->remap ||
            !strstr(row->field[PART_REMAP], " MEM_"))
            continue;
        view.row = row;
        view.lines++;
        view.needing += needs_map(row);
        view.mapped += maps(lint, row, &view.at);
        view.clocked += clocks(lint, row);
    }
    return view;
}

static void check_remap(struct lint *lint, const struct lint_entry *entry,
                        const struct remap_view *view)
{
    struct lint_finding *finding;
    if (view->mapped == 0) {
        finding = about(lint, entry, "C1",
                        view->needing == view->lines ? LINT_MISTAKE : LINT_NOTE,
                        false, NULL);
        lint_say(finding,
                 "no store of MEM_MODE=01 to %.*s was found in the image, and "
                 "none of the ROM's address to VTOR: the ROM's interrupts, "
                 "USB above all, take the application's vectors%s",
                 (int)(strstr(view->row->field[PART_REMAP], " MEM_") -
                       view->row->field[PART_REMAP]),
                 view->row->field[PART_REMAP],
                 view->needing == view->lines
                     ? ""
                     : ", unless the ROM brings its own into use");
        finding->remedy = "Set MEM_MODE=01 before the jump, with the clock of "
                          "SYSCFG on, or VTOR to the ROM where there is one.";
    } else if (view->clocked == 0) {
        finding = about(lint, entry, "C2", LINT_MISTAKE, false, NULL);
        lint_at(finding, view->at);
        lint_say(finding,
                 "MEM_MODE is written, and no store that sets %s was found "
                 "in the image",
                 view->row->field[PART_SYSCFG]);
        finding->remedy = "Switch the clock of SYSCFG on and read it back "
                          "before MEM_MODE is written.";
    }
}

/* A store of a constant clears UFB, which says which bank is at 0x08000000. */
static void check_plain_store(struct lint *lint, const struct lint_entry *entry,
                              const struct remap_view *view)
{
    if (!view->row || !part_row_says(view->row, PART_DEV_ID, "0x447"))
        return;
    for (unsigned i = 0; i < lint->code.access_count; i++) {
        const struct lint_access *access = &lint->code.accesses[i];
        if (!access->store || access->address != view->row->remap ||
            access->value.kind != FLOW_CONSTANT)
            continue;
        struct lint_finding *finding = about(lint, entry, "C5", LINT_NOTE, true,
                                             "MEM_MODE is stored, not changed");
        lint_at(finding, access->at);
        lint_say(finding,
                 "0x%X is stored in 0x%08X, which clears UFB: harmless while "
                 "bank 1 runs, and the end of code that runs in bank 2",
                 (unsigned)access->value.number, (unsigned)access->address);
        return;
    }
}

static void check_vtor(struct lint *lint, const struct lint_entry *entry,
                       const struct remap_view *view)
{
    const struct lint_access *store = lint_code_store(&lint->code, LINT_VTOR);
    size_t usb = 0;
    if (!(lint_code_in_force(&lint->code, entry->jump) & bit_of(LINT_VTOR)) ||
        !store || !view->row || part_row_says(view->row, PART_VTOR, "no"))
        return;
    for (size_t i = 0; i < lint->table->count; i++)
        usb += lint_concerns(lint, i, entry) &&
               part_row_says(&lint->table->rows[i], PART_FAMILY, "L0") &&
               strstr(lint->table->rows[i].field[PART_INTERFACES], "DFU");
    struct lint_finding *finding = about(
        lint, entry, "C6", usb && view->lines == usb ? LINT_MISTAKE : LINT_NOTE,
        false, NULL);
    lint_at(finding, store->at);
    lint_say(finding,
             "0x%08X is stored in VTOR at 0x%08X, and nothing changes it "
             "before the branch: the ROM's interrupts, USB above all, take "
             "the application's vectors, remap or not",
             (unsigned)store->value.number, (unsigned)store->at);
    finding->remedy = "Set VTOR to 0, with MEM_MODE=01, or to the ROM, before "
                      "the jump.";
}

void lint_remap_rules(struct lint *lint, const struct lint_entry *entry)
{
    struct remap_view view = view_remap(lint, entry);
    if (entry->at < 0x00100000) {
        struct lint_finding *finding =
            about(lint, entry, "C3", LINT_MISTAKE, false, NULL);
        lint_say(finding,
                 "the branch is at 0x%08X, in the alias of flash at 0: a "
                 "remap replaces the code under it",
                 (unsigned)entry->at);
    }
    if (view.row && !vectors_by_vtor(lint)) {
        check_remap(lint, entry, &view);
        check_vtor(lint, entry, &view);
    }
    check_plain_store(lint, entry, &view);
}

/* --- interrupts and watchdogs --- */

struct left_on {
    unsigned effect;
    const char *code, *what;
};

static const struct left_on left_on[] = {
    {LINT_SYSTICK, "D1", "SysTick is started"},
    {LINT_NVIC, "D2", "an interrupt is enabled in the NVIC"},
    {LINT_IWDG, "H1", "the independent watchdog is started"},
    {LINT_WWDG, "H4", "the window watchdog is started"},
};

static void check_left_on(struct lint *lint, const struct lint_entry *entry,
                          const struct left_on *left)
{
    const struct lint_access *store =
        lint_code_store(&lint->code, left->effect);
    if (!store ||
        !(lint_code_in_force(&lint->code, entry->jump) & bit_of(left->effect)))
        return;
    const struct lint_function *function =
        lint_code_function(&lint->code, entry->jump->function);
    enum lint_reached reached = function ? function->reached : LINT_BY_POINTER;
    struct lint_finding *finding =
        about(lint, entry, left->code, LINT_MISTAKE, false, NULL);
    lint_at(finding, store->at);
    lint_say(finding,
             "%s at 0x%08X%s, and nothing was found that undoes it before the "
             "branch at 0x%08X",
             left->what, (unsigned)store->at,
             reached == LINT_BY_RESET ? " on the way from the reset handler"
                                      : " by the start-up",
             (unsigned)entry->at);
}

static bool masked(const struct flow_state *state)
{
    return state->primask == 1;
}

static void check_masked(struct lint *lint, const struct lint_entry *entry)
{
    size_t usb = 0;
    if (!masked(&entry->jump->state))
        return;
    for (size_t i = 0; i < lint->table->count; i++)
        usb += lint_concerns(lint, i, entry) &&
               strstr(lint->table->rows[i].field[PART_INTERFACES], "DFU");
    struct lint_finding *finding =
        about(lint, entry, "D3", usb ? LINT_MISTAKE : LINT_NOTE,
              always(lint, entry, masked), NULL);
    lint_at(finding, entry->jump->state.primask_at);
    lint_say(finding,
             "interrupts are masked at 0x%08X, and nothing enables them "
             "before the branch at 0x%08X: USB of the ROM is deaf",
             (unsigned)entry->jump->state.primask_at, (unsigned)entry->at);
}

static void check_handler(struct lint *lint, const struct lint_entry *entry)
{
    const struct lint_function *function =
        lint_code_function(&lint->code, entry->jump->function);
    if (!function || function->reached != LINT_BY_HANDLER)
        return;
    struct lint_finding *finding =
        about(lint, entry, "D5", LINT_MISTAKE, false, NULL);
    lint_say(finding,
             "the branch is reached from the handler of vector %u (at "
             "0x%08X), and from no call that begins at the reset handler",
             function->handler,
             (unsigned)(lint->code.vectors + 4 * function->handler));
}

void lint_interrupt_rules(struct lint *lint, const struct lint_entry *entry)
{
    for (unsigned i = 0; i < sizeof left_on / sizeof *left_on; i++)
        check_left_on(lint, entry, &left_on[i]);
    check_masked(lint, entry);
    check_handler(lint, entry);
}

/* --- the ROM's checks --- */

/* The bank check is made as the part is delivered, whatever option bytes say.
 */
static bool always_checks(const struct part_row *row)
{
    const char *field = row->field[PART_BOUNCE];
    if (!part_row_says(row, PART_BOUNCE, "yes"))
        return false;
    return strstr(field, "whatever BFB2") ||
           part_row_says(row, PART_FAMILY, "L4") || strstr(field, "as V4.1");
}

static bool enters_past_check(const struct lint *lint)
{
    for (unsigned i = 0; i < lint->entry_count; i++)
        if (lint->entries[i].how == LINT_DIRECT && lint->entries[i].belongs)
            return true;
    return false;
}

static void check_banks(struct lint *lint, const struct lint_entry *entry)
{
    size_t checking = 0, sometimes, l0;
    size_t lines = lint_concerned(lint, entry, PART_BOUNCE, "yes", &sometimes);
    lint_concerned(lint, entry, PART_FAMILY, "L0", &l0);
    for (size_t i = 0; i < lint->table->count; i++)
        checking += lint_concerns(lint, i, entry) &&
                    always_checks(&lint->table->rows[i]);
    if (!sometimes || (lint->head_known && !lint->head_valid) ||
        lint->library_in_use || enters_past_check(lint))
        return;
    const char *title =
        l0 == lines ? NULL
                    : "A ROM with a bank check starts the application again";
    struct lint_finding *finding =
        about(lint, entry, l0 == lines ? "E1" : "E4",
              checking == lines && lint->head_known ? LINT_MISTAKE : LINT_NOTE,
              false, title);
    if (!finding->remedy)
        finding->remedy = "Make the head invalid: word 0 is no SRAM address, "
                          "and the reset handler loads SP itself.";
    if (lint->head_known)
        lint_say(finding, "word 0 of the image is 0x%08X, a stack pointer",
                 (unsigned)lint->code.sp);
    else
        lint_say(finding, "the word at 0x08000000 is not in this image");
    lint_say(finding,
             ", and %zu of %zu lines of the table with this entry have a ROM "
             "that looks for a stack pointer there before it stays%s",
             sometimes, lines,
             l0 == lines ? " (V4.1 and V11.2; V4.0 and V11.1 do not)" : "");
}

static void check_empty(struct lint *lint, const struct lint_entry *entry)
{
    size_t checking;
    size_t lines =
        lint_concerned(lint, entry, PART_EMPTY, "yes(jump)", &checking);
    if (!checking)
        return;
    struct lint_finding *finding =
        about(lint, entry, "F1", checking == lines ? LINT_MISTAKE : LINT_NOTE,
              false, "The ROM goes back to the application in flash");
    finding->remedy = "Have the first word of flash erased when the ROM looks, "
                      "or the BOOT0 pin raised: boot0 explain F1.";
    lint_say(finding,
             "%zu of %zu lines of the table with this entry have a ROM that "
             "may go back",
             checking, lines);
    for (size_t i = 0; i < lint->table->count; i++) {
        const struct part_row *row = &lint->table->rows[i];
        const char *condition = strchr(row->field[PART_EMPTY], ':');
        if (lint_concerns(lint, i, entry) && condition &&
            part_row_says(row, PART_EMPTY, "yes(jump)"))
            lint_say(finding, "; %.*s%s",
                     (int)strcspn(row->field[PART_LINES], " "),
                     row->field[PART_LINES], condition);
    }
}

void lint_check_rules(struct lint *lint, const struct lint_entry *entry)
{
    if (entry->how != LINT_VECTOR)
        return;
    check_banks(lint, entry);
    check_empty(lint, entry);
}
