/* SPDX-License-Identifier: MIT */
#include "tools/gdb/gdb_command.h"

#include <stdio.h>
#include <string.h>

#include "tools/gdb/gdb_monitor.h"
#include "tools/gdb/gdb_registers.h"
#include "tools/gdb/gdb_target.h"

enum error {
    ERROR_MALFORMED = 1,
    ERROR_MEMORY = 2, /* nothing there, or not to be written so */
    ERROR_FULL = 3,   /* no breakpoint or watchpoint is left */
    ERROR_RUNNING = 4,
    ERROR_ORDER = 5 /* not after what came before */
};

static const char *error_text(enum error error)
{
    switch (error) {
    case ERROR_FULL: return "no breakpoint or watchpoint is left for";
    case ERROR_RUNNING: return "while the chip runs, not taken:";
    case ERROR_ORDER: return "out of order:";
    case ERROR_MEMORY:
    case ERROR_MALFORMED: break;
    }
    return "malformed packet";
}

/* The debugger itself shows the user which memory cannot be accessed; all other
 * errors are reported here. */
static void fail(struct gdb *gdb, enum error error)
{
    char start[32];
    unsigned i;
    for (i = 0; i < sizeof start - 1 && i < gdb->reader.length; i++) {
        char byte = gdb->reader.body[i];
        start[i] = byte >= ' ' && byte <= '~' ? byte : '?';
    }
    start[i] = 0;
    if (error != ERROR_MEMORY)
        gdb_complain(gdb, "%s %s%s", error_text(error), start,
                     i < gdb->reader.length ? ".." : "");
    gdb->reply.length = 0;
    gdb_add(&gdb->reply, "E%02x", (unsigned)error);
}

static void ok_or(struct gdb *gdb, bool ok, enum error error)
{
    if (ok)
        gdb_add(&gdb->reply, "OK");
    else
        fail(gdb, error);
}

/* --- registers --- */

static void read_registers(struct gdb *gdb, struct gdb_text *text)
{
    const struct chip *chip = &gdb->machine->chip;
    (void)text;
    for (unsigned i = 0; i < gdb_registers(chip); i++)
        gdb_add_value(&gdb->reply, gdb_register(chip, i), gdb_register_size(i));
}

/* CONTROL selects MSP or PSP as SP, so it is written before them. */
static void write_registers(struct gdb *gdb, struct gdb_text *text)
{
    struct chip *chip = &gdb->machine->chip;
    uint64_t values[GDB_REGISTERS_MAX];
    for (unsigned i = 0; i < gdb_registers(chip); i++)
        if (!gdb_value(text, &values[i], gdb_register_size(i))) {
            fail(gdb, ERROR_MALFORMED);
            return;
        }
    if (gdb_left(text)) {
        fail(gdb, ERROR_MALFORMED);
        return;
    }
    for (unsigned i = gdb_registers(chip); i-- > 0;)
        gdb_set_register(chip, i, values[i]);
    gdb_add(&gdb->reply, "OK");
}

static void read_register(struct gdb *gdb, struct gdb_text *text)
{
    const struct chip *chip = &gdb->machine->chip;
    uint32_t number;
    if (!gdb_number(text, &number) || gdb_left(text) ||
        number >= gdb_registers(chip))
        fail(gdb, ERROR_MALFORMED);
    else
        gdb_add_value(&gdb->reply, gdb_register(chip, number),
                      gdb_register_size(number));
}

static void write_register(struct gdb *gdb, struct gdb_text *text)
{
    struct chip *chip = &gdb->machine->chip;
    uint32_t number;
    uint64_t value;
    bool ok = gdb_number(text, &number) && number < gdb_registers(chip) &&
              gdb_skip(text, "=") &&
              gdb_value(text, &value, gdb_register_size(number)) &&
              !gdb_left(text);
    if (ok)
        gdb_set_register(chip, number, value);
    ok_or(gdb, ok, ERROR_MALFORMED);
}

/* --- memory --- */

/* Parses "ADDRESS,COUNT", then END. */
static bool range(struct gdb_text *text, const char *end, uint32_t *address,
                  uint32_t *count)
{
    return gdb_number(text, address) && gdb_skip(text, ",") &&
           gdb_number(text, count) && gdb_skip(text, end);
}

static void read_memory(struct gdb *gdb, struct gdb_text *text)
{
    uint8_t bytes[GDB_PACKET_SIZE / 2];
    uint32_t address, count;
    if (!range(text, "", &address, &count) || gdb_left(text)) {
        fail(gdb, ERROR_MALFORMED);
        return;
    }
    if (count > sizeof bytes)
        count = sizeof bytes; /* a debugger asks for the rest again */
    size_t read = gdb_read_memory(&gdb->machine->chip, &gdb->scratch, address,
                                  bytes, count);
    if (read == 0 && count)
        fail(gdb, ERROR_MEMORY);
    gdb_add_hex(&gdb->reply, bytes, read);
}

static void store(struct gdb *gdb, uint32_t address, const void *bytes,
                  size_t count)
{
    ok_or(gdb,
          gdb_write_memory(&gdb->machine->chip, &gdb->scratch, address, bytes,
                           count),
          ERROR_MEMORY);
}

static void write_memory(struct gdb *gdb, struct gdb_text *text)
{
    uint8_t bytes[GDB_PACKET_SIZE / 2];
    uint32_t address, count;
    if (!range(text, ":", &address, &count) || gdb_left(text) % 2 ||
        gdb_left(text) / 2 != count || !gdb_bytes(text, bytes, count))
        fail(gdb, ERROR_MALFORMED);
    else
        store(gdb, address, bytes, count);
}

static void write_binary(struct gdb *gdb, struct gdb_text *text)
{
    uint32_t address, count;
    if (!range(text, ":", &address, &count) || gdb_left(text) != count)
        fail(gdb, ERROR_MALFORMED);
    else
        store(gdb, address, text->at, count);
}

/* --- flash: a debugger's `load` --- */

static void clear_flash(struct gdb *gdb, struct gdb_text *text)
{
    uint32_t address, count;
    if (!range(text, "", &address, &count) || gdb_left(text)) {
        fail(gdb, ERROR_MALFORMED);
        return;
    }
    gdb->flashing = true;
    ok_or(gdb, gdb_erase_flash(&gdb->machine->chip, address, count),
          ERROR_MEMORY);
}

static void put_in_flash(struct gdb *gdb, struct gdb_text *text)
{
    uint32_t address;
    if (!gdb_number(text, &address) || !gdb_skip(text, ":"))
        fail(gdb, ERROR_MALFORMED);
    else if (!gdb->flashing)
        fail(gdb, ERROR_ORDER);
    else if (gdb_write_flash(&gdb->machine->chip, address, text->at,
                             gdb_left(text)))
        gdb_add(&gdb->reply, "OK");
    else
        gdb_add(&gdb->reply, "E.memtype");
}

static void flash_done(struct gdb *gdb, struct gdb_text *text)
{
    (void)text;
    bool ordered = gdb->flashing;
    gdb->flashing = false;
    ok_or(gdb, ordered, ERROR_ORDER);
}

/* --- breakpoints and watchpoints: "TYPE,ADDRESS,SIZE" --- */

static bool point(struct gdb_text *text, struct gdb_breakpoint *point)
{
    uint32_t type;
    if (!gdb_number(text, &type) || !gdb_skip(text, ",") ||
        !range(text, "", &point->address, &point->size))
        return false;
    point->type = type < GDB_BREAKPOINT_TYPES ? type : GDB_BREAKPOINT_TYPES;
    return gdb_left(text) == 0;
}

static bool watches(const struct gdb_breakpoint *point)
{
    return point->type >= GDB_WATCHPOINT_WRITE &&
           point->type < GDB_BREAKPOINT_TYPES;
}

static void set_point(struct gdb *gdb, struct gdb_text *text)
{
    struct gdb_breakpoint wanted;
    if (!point(text, &wanted) || (wanted.size == 0 && watches(&wanted)))
        fail(gdb, ERROR_MALFORMED);
    else if (wanted.type < GDB_BREAKPOINT_TYPES) /* else not supported */
        ok_or(gdb, gdb_breakpoint_set(&gdb->points, gdb->machine, &wanted),
              ERROR_FULL);
}

static void remove_point(struct gdb *gdb, struct gdb_text *text)
{
    struct gdb_breakpoint wanted;
    bool ok = point(text, &wanted);
    if (ok)
        gdb_breakpoint_remove(&gdb->points, gdb->machine, &wanted);
    ok_or(gdb, ok, ERROR_MALFORMED);
}

/* --- running --- */

static void refuse_to_go(struct gdb *gdb)
{
    fail(gdb, ERROR_MALFORMED);
    gdb_send(gdb);
}

/* Resumes at "[ADDRESS]" (c, s) or "SIGNAL[;ADDRESS]" (C, S). */
static void go(struct gdb *gdb, struct gdb_text *text, bool one_step)
{
    uint32_t address;
    bool jumps = gdb_left(text) > 0;
    if (jumps && (!gdb_number(text, &address) || gdb_left(text))) {
        refuse_to_go(gdb);
        return;
    }
    if (jumps)
        gdb_set_register(&gdb->machine->chip, GDB_PC, address);
    gdb->range_lo = gdb->range_hi = 0;
    gdb_resume(gdb, one_step);
}

static void go_with_signal(struct gdb *gdb, struct gdb_text *text, bool step)
{
    uint32_t signal;
    bool ok =
        gdb_number(text, &signal) && (!gdb_left(text) || gdb_skip(text, ";"));
    if (ok)
        go(gdb, text, step);
    else
        refuse_to_go(gdb);
}

static void resume(struct gdb *gdb, struct gdb_text *text)
{
    go(gdb, text, false);
}

static void step(struct gdb *gdb, struct gdb_text *text)
{
    go(gdb, text, true);
}

static void resume_with_signal(struct gdb *gdb, struct gdb_text *text)
{
    go_with_signal(gdb, text, false);
}

static void step_with_signal(struct gdb *gdb, struct gdb_text *text)
{
    go_with_signal(gdb, text, true);
}

/* Parses one action of vCont: 'c', 's' or 'r'; 0 = none of them. */
static char action(struct gdb_text *text, uint32_t *lo, uint32_t *hi)
{
    uint32_t signal;
    *lo = *hi = 0;
    if (gdb_skip(text, "c"))
        return 'c';
    if (gdb_skip(text, "s"))
        return 's';
    if (gdb_skip(text, "C"))
        return gdb_number(text, &signal) ? 'c' : 0;
    if (gdb_skip(text, "S"))
        return gdb_number(text, &signal) ? 's' : 0;
    return gdb_skip(text, "r") && range(text, "", lo, hi) ? 'r' : 0;
}

/* The only thread is 1; -1 and 0 select it, too. */
static bool our_thread(struct gdb_text *text)
{
    return gdb_skip(text, "-1") || gdb_skip(text, "1") || gdb_skip(text, "0");
}

/* vCont;ACTION[:THREAD]...: obeys the first action for the only thread. */
static void vcont(struct gdb *gdb, struct gdb_text *text)
{
    uint32_t lo, hi;
    char what = gdb_skip(text, ";") ? action(text, &lo, &hi) : 0;
    bool ours = !gdb_skip(text, ":") || our_thread(text);
    if (!what || !ours || hi < lo || (gdb_left(text) && !gdb_skip(text, ";"))) {
        refuse_to_go(gdb);
        return;
    }
    gdb->range_lo = lo;
    gdb->range_hi = hi;
    gdb_resume(gdb, what != 'c');
}

static void extend(struct gdb *gdb, struct gdb_text *text)
{
    (void)text;
    gdb->extended = true;
    gdb_add(&gdb->reply, "OK");
}

/* In extended mode a debugger may run the program again after a kill: the run
 * ends when it disconnects without doing so. */
static void kill_run(struct gdb *gdb, struct gdb_text *text)
{
    bool answers = gdb_left(text) > 0; /* vKill;PID */
    gdb->killed = gdb->extended;
    if (gdb->extended)
        gdb_stand_still(gdb);
    else
        gdb_end(gdb);
    if (answers) {
        gdb_add(&gdb->reply, "OK");
        gdb_send(gdb);
    }
    if (!gdb->extended)
        gdb_link_part(&gdb->link);
}

static void detach(struct gdb *gdb, struct gdb_text *text)
{
    (void)text;
    gdb_add(&gdb->reply, "OK");
    gdb_send(gdb);
    gdb_detach(gdb);
}

/* R and vRun: the program starts again, as after NRST. */
static void restart(struct gdb *gdb, struct gdb_text *text)
{
    bool answers = gdb_left(text) == 0 || *text->at == ';';
    gdb->killed = false;
    gdb_reset(gdb, RESET_PIN);
    if (answers)
        gdb_send_stop(gdb);
}

static void why_held(struct gdb *gdb, struct gdb_text *text)
{
    (void)text;
    gdb_send_stop(gdb);
}

/* --- questions --- */

static void supported(struct gdb *gdb, struct gdb_text *text)
{
    char asked[512];
    snprintf(asked, sizeof asked, "%.*s", (int)gdb_left(text), text->at);
    gdb->swbreak = strstr(asked, "swbreak+") != NULL;
    gdb->hwbreak = strstr(asked, "hwbreak+") != NULL;
    gdb_add(&gdb->reply,
            "PacketSize=%x;QStartNoAckMode+;qXfer:features:read+;"
            "qXfer:memory-map:read+;vContSupported+;swbreak+;hwbreak+",
            GDB_PACKET_SIZE);
}

static void no_acks(struct gdb *gdb, struct gdb_text *text)
{
    (void)text;
    gdb->acks = false;
    gdb_add(&gdb->reply, "OK");
}

/* Sends "OFFSET,COUNT" of a text: l = the end is reached, m = more follows. */
static void transfer(struct gdb *gdb, struct gdb_text *text, const char *whole)
{
    uint32_t offset, count;
    size_t size = strlen(whole);
    if (!range(text, "", &offset, &count) || gdb_left(text) || offset > size) {
        fail(gdb, ERROR_MALFORMED);
        return;
    }
    size_t rest = size - offset;
    gdb_add(&gdb->reply, "%s", count >= rest ? "l" : "m");
    gdb_add_binary(&gdb->reply, whole + offset, count < rest ? count : rest);
}

static void features(struct gdb *gdb, struct gdb_text *text)
{
    char xml[GDB_DESCRIPTION_SIZE];
    gdb_describe(&gdb->machine->chip, xml);
    transfer(gdb, text, xml);
}

static void memory_map(struct gdb *gdb, struct gdb_text *text)
{
    char xml[GDB_MAP_SIZE];
    gdb_memory_map(&gdb->machine->chip, xml);
    transfer(gdb, text, xml);
}

static void monitor(struct gdb *gdb, struct gdb_text *text)
{
    char line[128];
    size_t length = gdb_left(text) / 2;
    if (gdb_left(text) % 2 || length >= sizeof line ||
        !gdb_bytes(text, line, length)) {
        fail(gdb, ERROR_MALFORMED);
        return;
    }
    line[length] = 0;
    gdb_monitor(gdb, line);
}

static void thread_ok(struct gdb *gdb, struct gdb_text *text)
{
    ok_or(gdb, our_thread(text) && !gdb_left(text), ERROR_MALFORMED);
}

/* --- all of them --- */

enum {
    ANSWERS_ITSELF = 1 << 0, /* later, or not at all */
    ALWAYS = 1 << 1,         /* also while the chip runs */
    ALONE = 1 << 2,          /* the name is the whole packet, */
    WORD = 1 << 3            /* or ends where ';' or ':' comes */
};

/* The first command whose name starts the packet is taken. */
static const struct command {
    const char *name;
    unsigned how;
    void (*answer)(struct gdb *, struct gdb_text *);
    const char *fixed; /* the answer, where it is always the same */
} commands[] = {
    {.name = "?", .how = ANSWERS_ITSELF | ALONE, .answer = why_held},
    {.name = "!", .how = ALONE, .answer = extend},
    {.name = "g", .how = ALONE, .answer = read_registers},
    {.name = "G", .answer = write_registers},
    {.name = "p", .answer = read_register},
    {.name = "P", .answer = write_register},
    {.name = "m", .answer = read_memory},
    {.name = "M", .answer = write_memory},
    {.name = "X", .answer = write_binary},
    {.name = "Z", .answer = set_point},
    {.name = "z", .answer = remove_point},
    {.name = "c", .how = ANSWERS_ITSELF, .answer = resume},
    {.name = "s", .how = ANSWERS_ITSELF, .answer = step},
    {.name = "C", .how = ANSWERS_ITSELF, .answer = resume_with_signal},
    {.name = "S", .how = ANSWERS_ITSELF, .answer = step_with_signal},
    {.name = "vCont?", .how = ALONE, .fixed = "vCont;c;C;s;S;r"},
    {.name = "vCont", .how = ANSWERS_ITSELF | WORD, .answer = vcont},
    {.name = "vFlashErase:", .answer = clear_flash},
    {.name = "vFlashWrite:", .answer = put_in_flash},
    {.name = "vFlashDone", .how = ALONE, .answer = flash_done},
    {.name = "vKill",
     .how = ANSWERS_ITSELF | ALWAYS | WORD,
     .answer = kill_run},
    {.name = "vRun", .how = ANSWERS_ITSELF | WORD, .answer = restart},
    {.name = "k", .how = ANSWERS_ITSELF | ALWAYS | ALONE, .answer = kill_run},
    {.name = "D", .how = ANSWERS_ITSELF | ALWAYS | WORD, .answer = detach},
    {.name = "R", .how = ANSWERS_ITSELF, .answer = restart},
    {.name = "Hg", .answer = thread_ok},
    {.name = "Hc", .answer = thread_ok},
    {.name = "T", .answer = thread_ok},
    {.name = "qSupported", .how = WORD, .answer = supported},
    {.name = "QStartNoAckMode", .how = ALONE, .answer = no_acks},
    {.name = "qXfer:features:read:target.xml:", .answer = features},
    {.name = "qXfer:memory-map:read::", .answer = memory_map},
    {.name = "qRcmd,", .answer = monitor},
    /* A debugger that quits detaches. */
    {.name = "qAttached", .how = WORD, .fixed = "1"},
    {.name = "qC", .how = ALONE, .fixed = "QC1"},
    {.name = "qfThreadInfo", .how = ALONE, .fixed = "m1"},
    {.name = "qsThreadInfo", .how = ALONE, .fixed = "l"},
};

/* True: the name that was skipped is only the beginning of a word. */
static bool goes_on(const struct gdb_text *rest)
{
    return gdb_left(rest) && *rest->at != ';' && *rest->at != ':';
}

static const struct command *find(struct gdb_text *text)
{
    for (unsigned i = 0; i < sizeof commands / sizeof *commands; i++) {
        struct gdb_text rest = *text;
        if (!gdb_skip(&rest, commands[i].name) ||
            (commands[i].how & ALONE && gdb_left(&rest)) ||
            (commands[i].how & WORD && goes_on(&rest)))
            continue;
        *text = rest;
        return &commands[i];
    }
    return NULL;
}

void gdb_command(struct gdb *gdb)
{
    struct gdb_text text = {gdb->reader.body,
                            gdb->reader.body + gdb->reader.length};
    const struct command *command = find(&text);

    gdb->reply.length = 0;
    gdb->reply.full = false;
    if (command && !gdb->held && !(command->how & ALWAYS))
        fail(gdb, ERROR_RUNNING);
    else if (command && command->fixed) {
        gdb_add(&gdb->reply, "%s", command->fixed);
    } else if (command) {
        command->answer(gdb, &text);
        if (command->how & ANSWERS_ITSELF)
            return;
    }
    gdb_send(gdb); /* an unknown packet gets the empty reply */
}
