/* SPDX-License-Identifier: MIT */
#include "tools/gdb/gdb_registers.h"

#include <stdio.h>

#include "chip/core/armv7m/fpu.h"
#include "chip/core/armv7m/mpu.h"
#include "chip/core/armv7m/special.h"
#include "chip/core/armv7m/state.h"
#include "chip/core/core.h"
#include "chip/core/cpu.h"
#include "tools/gdb/gdb_xml.h"

/* --- which there are --- */

unsigned gdb_registers(const struct chip *chip)
{
    const struct core *core = core_of(chip);
    if (core->fpu)
        return GDB_REGISTERS_MAX;
    return core->architecture == 7 ? GDB_D0 : GDB_BASEPRI;
}

static bool is_double(unsigned number)
{
    return number >= GDB_D0 && number <= GDB_D15;
}

unsigned gdb_register_size(unsigned number)
{
    return is_double(number) ? 8 : 4;
}

/* --- values --- */

static uint32_t *stack_pointer(struct cpu *cpu, bool psp)
{
    bool psp_in_use = cpu->control & CONTROL_SPSEL;
    return psp == psp_in_use ? &cpu->r[CPU_SP] : &cpu->sp_other;
}

static uint64_t double_register(const struct chip *chip, unsigned number)
{
    const uint32_t *s = &armv7m(chip)->s[2 * (number - GDB_D0)];
    return s[0] | (uint64_t)s[1] << 32;
}

uint64_t gdb_register(const struct chip *chip, unsigned number)
{
    const struct cpu *cpu = &chip->cpu;
    if (is_double(number))
        return double_register(chip, number);
    switch (number) {
    case GDB_XPSR: return exception_rules(chip)->xpsr(chip);
    case GDB_MSP: return cpu_msp(chip);
    case GDB_PSP: return cpu_psp(chip);
    case GDB_PRIMASK: return cpu->primask;
    case GDB_CONTROL: return cpu->control;
    case GDB_BASEPRI: return armv7m(chip)->basepri;
    case GDB_FAULTMASK: return armv7m(chip)->faultmask;
    case GDB_FPSCR: return armv7m(chip)->fpscr;
    default: return cpu->r[number];
    }
}

static void set_pc(struct chip *chip, uint32_t value)
{
    if (chip->cpu.sleeping)
        cpu_wake(chip);
    chip->cpu.locked_up = false;
    chip->attention &= ~(uint32_t)ATTENTION_LOCKUP;
    cpu_branch(&chip->cpu, value);
}

/* SPSEL cannot be set in Handler mode (DDI0419 B1.4.4). */
static void set_control(struct chip *chip, uint32_t value)
{
    struct cpu *cpu = &chip->cpu;
    uint32_t kept = CONTROL_NPRIV | (core_of(chip)->fpu ? CONTROL_FPCA : 0);
    if (!(value & CONTROL_SPSEL))
        cpu_select_msp(cpu);
    else if (!cpu->ipsr && !(cpu->control & CONTROL_SPSEL))
        cpu_select_psp(cpu);
    cpu->control &= (uint8_t)~kept;
    cpu->control |= value & kept;
}

/* --- of ARMv7-M --- */

static void set_double(struct chip *chip, unsigned number, uint64_t value)
{
    uint32_t *s = &armv7m(chip)->s[2 * (number - GDB_D0)];
    s[0] = (uint32_t)value;
    s[1] = (uint32_t)(value >> 32);
}

/* MSR by privileged code. */
static void set_special(struct chip *chip, unsigned sysm, uint32_t value)
{
    uint8_t npriv = chip->cpu.control & CONTROL_NPRIV;
    chip->cpu.control ^= npriv;
    special_write(chip, sysm, 0, value);
    chip->cpu.control |= npriv;
}

static void set_more(struct chip *chip, unsigned number, uint32_t value)
{
    enum { BASEPRI = 17, FAULTMASK = 19 };
    switch (number) {
    case GDB_BASEPRI: set_special(chip, BASEPRI, value); break;
    case GDB_FAULTMASK: set_special(chip, FAULTMASK, value); break;
    case GDB_FPSCR: armv7m(chip)->fpscr = value & FPSCR_WRITABLE; break;
    default: chip->cpu.r[number] = value; break;
    }
}

void gdb_set_register(struct chip *chip, unsigned number, uint64_t wide)
{
    struct cpu *cpu = &chip->cpu;
    uint32_t value = (uint32_t)wide;
    if (is_double(number)) {
        set_double(chip, number, wide);
        return;
    }
    switch (number) {
    case GDB_SP: cpu->r[CPU_SP] = value & ~3u; break;
    case GDB_PC: set_pc(chip, value); break;
    case GDB_XPSR: exception_rules(chip)->set_xpsr(chip, value); break;
    case GDB_MSP: *stack_pointer(cpu, false) = value & ~3u; break;
    case GDB_PSP: *stack_pointer(cpu, true) = value & ~3u; break;
    case GDB_PRIMASK:
        cpu->primask = value & 1;
        nvic_update(chip);
        break;
    case GDB_CONTROL: set_control(chip, value); break;
    default: set_more(chip, number, value); break;
    }
}

/* --- their description: GDB manual, appendix G; G.5.3 ARM features --- */

static const char *type_of(unsigned number)
{
    switch (number) {
    case GDB_SP:
    case GDB_MSP:
    case GDB_PSP: return "data_ptr";
    case GDB_PC: return "code_ptr";
    default: return is_double(number) ? "ieee_double" : "uint32";
    }
}

static void add_register(struct gdb_xml *xml, unsigned number)
{
    static const char *const names[GDB_REGISTERS_MAX] = {
        [GDB_SP] = "sp",           [GDB_LR] = "lr",
        [GDB_PC] = "pc",           [GDB_XPSR] = "xpsr",
        [GDB_MSP] = "msp",         [GDB_PSP] = "psp",
        [GDB_PRIMASK] = "primask", [GDB_CONTROL] = "control",
        [GDB_BASEPRI] = "basepri", [GDB_FAULTMASK] = "faultmask",
        [GDB_FPSCR] = "fpscr"};
    char name[8];
    if (is_double(number))
        snprintf(name, sizeof name, "d%u", number - GDB_D0);
    else
        snprintf(name, sizeof name, "r%u", number);
    gdb_xml_add(xml, "    <reg name=\"%s\" bitsize=\"%u\" type=\"%s\"/>\n",
                names[number] ? names[number] : name,
                8 * gdb_register_size(number), type_of(number));
}

/* Registers from FIRST to before END, as far as the core has them. */
static void add_feature(struct gdb_xml *xml, const struct chip *chip,
                        const char *name, unsigned first, unsigned end)
{
    if (first >= gdb_registers(chip))
        return;
    gdb_xml_add(xml, "  <feature name=\"org.gnu.gdb.arm.%s\">\n", name);
    for (unsigned i = first; i < end && i < gdb_registers(chip); i++)
        add_register(xml, i);
    gdb_xml_add(xml, "  </feature>\n");
}

void gdb_describe(const struct chip *chip, char xml[GDB_DESCRIPTION_SIZE])
{
    struct gdb_xml out = {.text = xml, .size = GDB_DESCRIPTION_SIZE};
    gdb_xml_add(&out, "<?xml version=\"1.0\"?>\n"
                      "<!DOCTYPE target SYSTEM \"gdb-target.dtd\">\n"
                      "<target version=\"1.0\">\n"
                      "  <architecture>arm</architecture>\n");
    add_feature(&out, chip, "m-profile", 0, GDB_MSP);
    add_feature(&out, chip, "m-system", GDB_MSP, GDB_D0);
    add_feature(&out, chip, "vfp", GDB_D0, GDB_REGISTERS_MAX);
    gdb_xml_add(&out, "</target>\n");
}
