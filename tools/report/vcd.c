/* SPDX-License-Identifier: MIT */
#include "tools/report/vcd.h"

#include <stdarg.h>

#include "chip/boards.h"
#include "chip/map.h"
#include "chip/usb.h"

enum { ID_SIZE = 4, ID_FIRST = '!', ID_COUNT = '~' - '!' + 1 };

/* A line of the header: a signal under a name. One signal may have several. */
struct variable {
    const char *name;
    unsigned signal;
    unsigned width;
};

#define PIN(port, pin) (16 * GPIO_##port + (pin))

/* The cable's ends of pins. */
static const struct variable board[] = {
    {"NRST", VCD_NRST, 1},        {"USART1_TX", PIN(A, 9), 1},
    {"USART1_RX", PIN(A, 10), 1}, {"USART2_TX", PIN(A, 2), 1},
    {"USART2_RX", PIN(A, 3), 1},  {"reset_kind", VCD_RESET_KIND, 4},
    {"USB_DP", VCD_USB_DP, 1},    {"USB_line", VCD_USB_LINE, 3},
};

static const struct variable core[] = {
    {"UFB", VCD_UFB, 1},
    {"MEM_MODE", VCD_MEM_MODE, 2},
    {"region", VCD_REGION, 4},
    {"in_ROM", VCD_ROM, 1},
    {"exception", VCD_EXCEPTION, 6},
    {"sleep", VCD_SLEEP, 1},
    {"lockup", VCD_LOCKUP, 1},
};

/* The packages have at most four pins of port H. */
static const uint16_t pins[GPIO_PORTS] = {
    [GPIO_A] = 0xFFFF, [GPIO_B] = 0xFFFF, [GPIO_C] = 0xFFFF,
    [GPIO_D] = 0xFFFF, [GPIO_E] = 0xFFFF, [GPIO_H] = 0x0603,
};

enum { COUNT_BOARD = sizeof board / sizeof *board };
enum { COUNT_CORE = sizeof core / sizeof *core };

/* --- writing --- */

static void print(struct vcd *vcd, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static void print(struct vcd *vcd, const char *format, ...)
{
    char text[256];
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    output_file_write(vcd->out, text, (size_t)length);
}

/* A signal's short name in the file: a number in base 94. */
static const char *id_of(unsigned signal, char id[ID_SIZE])
{
    unsigned length = 0;
    do
        id[length++] = (char)(ID_FIRST + signal % ID_COUNT);
    while ((signal /= ID_COUNT) != 0);
    id[length] = 0;
    return id;
}

static unsigned width_of(unsigned signal)
{
    for (unsigned i = 0; i < COUNT_BOARD; i++)
        if (board[i].signal == signal)
            return board[i].width;
    for (unsigned i = 0; i < COUNT_CORE; i++)
        if (core[i].signal == signal)
            return core[i].width;
    return 1;
}

static void print_value(struct vcd *vcd, unsigned signal)
{
    char id[ID_SIZE], bits[9];
    unsigned width = width_of(signal), value = vcd->values[signal];
    id_of(signal, id);
    if (width == 1) {
        print(vcd, "%u%s\n", value, id);
        return;
    }
    for (unsigned i = 0; i < width; i++)
        bits[i] = (char)('0' + (value >> (width - 1 - i) & 1));
    bits[width] = 0;
    print(vcd, "b%s %s\n", bits, id);
}

/* Time never goes back in the file. */
static void print_time(struct vcd *vcd, uint64_t ps)
{
    if (ps <= vcd->ps)
        return;
    vcd->ps = ps;
    print(vcd, "#%llu\n", (unsigned long long)ps);
}

static void change(struct vcd *vcd, uint64_t ps, unsigned signal,
                   unsigned value)
{
    if (vcd->values[signal] == value)
        return;
    vcd->values[signal] = (uint8_t)value;
    if (!vcd->declared[signal])
        return;
    print_time(vcd, ps);
    print_value(vcd, signal);
}

/* --- the header --- */

static void declare(struct vcd *vcd, const char *name, unsigned signal,
                    unsigned width)
{
    char id[ID_SIZE], range[16] = "";
    vcd->declared[signal] = true;
    if (width > 1)
        snprintf(range, sizeof range, " [%u:0]", width - 1);
    print(vcd, "$var %s %u %s %s%s $end\n", width > 1 ? "reg" : "wire", width,
          id_of(signal, id), name, range);
}

static void declare_scope(struct vcd *vcd, const char *name,
                          const struct variable *list, unsigned count)
{
    print(vcd, "$scope module %s $end\n", name);
    for (unsigned i = 0; i < count; i++)
        declare(vcd, list[i].name, list[i].signal, list[i].width);
    print(vcd, "$upscope $end\n");
}

/* With the names that are printed on the board. */
static void declare_board(struct vcd *vcd, const struct board_info *info)
{
    print(vcd, "$scope module board $end\n");
    declare(vcd, board[0].name, board[0].signal, board[0].width);
    declare(vcd, info->led_name, 16u * info->led.port + info->led.number, 1);
    if (info->has_button)
        declare(vcd, info->button_name,
                16u * info->button.port + info->button.number, 1);
    for (unsigned i = 1; i < COUNT_BOARD; i++)
        declare(vcd, board[i].name, board[i].signal, board[i].width);
    print(vcd, "$upscope $end\n");
}

static void declare_pins(struct vcd *vcd)
{
    print(vcd, "$scope module pins $end\n");
    for (unsigned port = 0; port < GPIO_PORTS; port++)
        for (unsigned pin = 0; pins[port] >> pin; pin++) {
            char name[8];
            snprintf(name, sizeof name, "P%c%u", 'A' + (char)port, pin);
            if (pins[port] >> pin & 1)
                declare(vcd, name, 16 * port + pin, 1);
        }
    print(vcd, "$upscope $end\n");
}

static void print_header(struct vcd *vcd, const struct board_info *info,
                         unsigned scopes)
{
    print(vcd,
          "$version softboot0 $end\n"
          "$comment region: 0 none, 1 flash, 2 EEPROM, 3 system memory, 4 "
          "SRAM,\n  5 flash at 0, 6 system memory at 0, 7 SRAM at 0, 8 option "
          "bytes\n  USB_line: 0 unplugged, 1 idle, 2 reset, 3 frames, 4 "
          "resume\n  reset_kind: ");
    for (unsigned i = 0; i < RESET_KINDS; i++)
        print(vcd, "%s%u %s", i ? ", " : "", i, reset_name(i));
    print(vcd, " $end\n$timescale 1 ps $end\n$scope module chip $end\n");
    if (scopes & VCD_BOARD)
        declare_board(vcd, info);
    if (scopes & VCD_CORE)
        declare_scope(vcd, "core", core, COUNT_CORE);
    if (scopes & VCD_PINS)
        declare_pins(vcd);
    print(vcd, "$upscope $end\n$enddefinitions $end\n");
}

static void print_all(struct vcd *vcd)
{
    print(vcd, "#%llu\n$dumpvars\n", (unsigned long long)vcd->ps);
    for (unsigned i = 0; i < VCD_SIGNALS; i++)
        if (vcd->declared[i])
            print_value(vcd, i);
    print(vcd, "$end\n");
}

/* --- observing --- */

static bool swapped(const struct chip *chip)
{
    const struct map *map = map_of(chip);
    return map->swapped && map->swapped(chip);
}

static void look(struct vcd *vcd, const struct machine *machine, uint64_t ps)
{
    const struct chip *chip = &machine->chip;
    enum region region = chip->cpu.window.region;
    change(vcd, ps, VCD_UFB, swapped(chip));
    change(vcd, ps, VCD_MEM_MODE, map_of(chip)->mem_mode(chip));
    change(vcd, ps, VCD_REGION, region);
    change(vcd, ps, VCD_ROM,
           region == REGION_SYSTEM || region == REGION_ALIAS_SYSTEM);
    change(vcd, ps, VCD_EXCEPTION, chip->cpu.ipsr);
    change(vcd, ps, VCD_SLEEP, chip->cpu.sleeping);
    change(vcd, ps, VCD_LOCKUP, chip->cpu.locked_up);
    change(vcd, ps, VCD_USB_DP, usb_attached(chip));
    change(vcd, ps, VCD_USB_LINE, chip->board.usb.line);
}

static void after(struct observer *observer, struct machine *machine)
{
    struct vcd *vcd = (struct vcd *)observer;
    uint64_t now = machine_ps(machine);
    if (vcd->reset_ps != NEVER && now > vcd->reset_ps) {
        vcd->reset_ps = NEVER;
        change(vcd, now, VCD_NRST, 1);
    }
    look(vcd, machine, now);
    vcd->now_ps = now;
}

static void was_reset(struct vcd *vcd, const struct event *event)
{
    vcd->reset_ps = event->ps;
    change(vcd, event->ps, VCD_NRST, 0);
    change(vcd, event->ps, VCD_RESET_KIND, event->reset.kind);
}

static void event(struct observer *observer, struct machine *machine,
                  const struct event *event)
{
    struct vcd *vcd = (struct vcd *)observer;
    (void)machine;
    if (event->kind == EVENT_RESET)
        was_reset(vcd, event);
    if (event->kind != EVENT_PIN)
        return;
    const struct event_pin *port = &event->pin;
    for (unsigned pin = 0; pins[port->port] >> pin; pin++)
        if (pins[port->port] >> pin & 1)
            change(vcd, event->ps, 16 * port->port + pin,
                   port->after >> pin & 1);
}

/* --- opening --- */

void vcd_open(struct vcd *vcd, struct output_file *out,
              const struct machine *machine, unsigned scopes)
{
    const struct chip *chip = &machine->chip;
    *vcd = (struct vcd){
        .observer = {.events = 1u << EVENT_PIN | 1u << EVENT_RESET,
                     .event = event,
                     .after = after},
        .out = out,
        .ps = machine_ps(machine),
        .reset_ps = machine_ps(machine),
    };
    for (unsigned i = 0; i < VCD_NRST; i++) {
        vcd->observer.pins[i / 16] = pins[i / 16];
        vcd->values[i] = gpio_v2_levels(chip, i / 16) >> i % 16 & 1;
    }
    vcd->values[VCD_RESET_KIND] = chip->reset.last;
    print_header(vcd, machine->board, scopes);
    /* What look() would change, without its lines. */
    vcd->values[VCD_UFB] = swapped(chip);
    vcd->values[VCD_MEM_MODE] = (uint8_t)map_of(chip)->mem_mode(chip);
    vcd->values[VCD_USB_LINE] = (uint8_t)chip->board.usb.line;
    print_all(vcd);
}

void vcd_close(struct vcd *vcd)
{
    print_time(vcd, vcd->now_ps);
}
