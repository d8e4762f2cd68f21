/* SPDX-License-Identifier: MIT */
#include "chip/core/armv7m/trace.h"

#include "chip/core/armv7m/state.h"

enum {
    ITM = 0xE0000000,
    DWT = 0xE0001000,
    FPB = 0xE0002000,
    BLOCK_SIZE = 0x1000,
    TPIU = 0xE0040000,
    ROM_TABLE = 0xE00FF000
};

#define DEMCR_TRCENA (1u << 24)

static bool is_on(const struct chip *chip)
{
    return armv7m(chip)->demcr & DEMCR_TRCENA;
}

/* --- DWT --- */

enum { DWT_CTRL = 0x00, DWT_CYCCNT = 0x04 };

#define DWT_NUMCOMP   (4u << 28)
#define DWT_WRITABLE  0x007F1FFFu
#define DWT_CYCCNTENA (1u << 0)

static bool counts(const struct chip *chip)
{
    return is_on(chip) && armv7m(chip)->dwt.ctrl & DWT_CYCCNTENA &&
           !chip->cpu.sleeping;
}

static uint32_t cyccnt(const struct chip *chip)
{
    const struct armv7m_dwt *dwt = &armv7m(chip)->dwt;
    return counts(chip)
               ? dwt->cyccnt + (uint32_t)(chip->cycle - dwt->base_cycle)
               : dwt->cyccnt;
}

static void set_cyccnt(struct chip *chip, uint32_t value)
{
    armv7m(chip)->dwt.cyccnt = value;
    armv7m(chip)->dwt.base_cycle = chip->cycle;
}

static enum access read_dwt(const struct chip *chip, uint32_t offset,
                            uint32_t *value)
{
    switch (offset) {
    case DWT_CTRL: *value = DWT_NUMCOMP | armv7m(chip)->dwt.ctrl; break;
    case DWT_CYCCNT: *value = cyccnt(chip); break;
    default: return ACCESS_UNMODELLED;
    }
    return ACCESS_OK;
}

static enum access write_dwt(struct chip *chip, uint32_t offset, uint32_t value)
{
    switch (offset) {
    case DWT_CTRL:
        set_cyccnt(chip, cyccnt(chip));
        armv7m(chip)->dwt.ctrl = value & DWT_WRITABLE;
        return value & DWT_WRITABLE & ~DWT_CYCCNTENA ? ACCESS_UNMODELLED
                                                     : ACCESS_OK;
    case DWT_CYCCNT: set_cyccnt(chip, value); return ACCESS_OK;
    default: return ACCESS_UNMODELLED;
    }
}

void trace_write_demcr(struct chip *chip, uint32_t value)
{
    set_cyccnt(chip, cyccnt(chip));
    armv7m(chip)->demcr = value;
}

void trace_sleep(struct chip *chip, bool asleep)
{
    if (asleep)
        armv7m(chip)->dwt.cyccnt = cyccnt(chip);
    else
        armv7m(chip)->dwt.base_cycle = chip->cycle;
}

/* --- ITM --- */

enum { ITM_TER = 0xE00, ITM_TPR = 0xE40, ITM_TCR = 0xE80 };

#define TCR_ITMENA 1u
#define TCR_MASK   0x007F0F1Fu

/* A port that is on can take a word: what is sent goes nowhere, at once. */
static uint32_t read_port(const struct chip *chip, unsigned port)
{
    const struct armv7m_trace *trace = &armv7m(chip)->trace;
    return trace->tcr & TCR_ITMENA ? trace->ter >> port & 1 : 0;
}

static enum access read_itm(const struct chip *chip, uint32_t offset,
                            uint32_t *value)
{
    const struct armv7m_trace *trace = &armv7m(chip)->trace;
    if (trace_is_port(ITM + offset)) {
        *value = read_port(chip, offset / 4);
        return ACCESS_OK;
    }
    switch (offset) {
    case ITM_TER: *value = trace->ter; break;
    case ITM_TPR: *value = trace->tpr; break;
    case ITM_TCR: *value = trace->tcr; break;
    default: return ACCESS_UNMODELLED;
    }
    return ACCESS_OK;
}

static enum access write_itm(struct chip *chip, uint32_t offset, uint32_t value)
{
    struct armv7m_trace *trace = &armv7m(chip)->trace;
    switch (offset) {
    case ITM_TER: trace->ter = value; break;
    case ITM_TPR: trace->tpr = value & 15; break;
    case ITM_TCR: trace->tcr = value & TCR_MASK; break;
    default: return trace_is_port(ITM + offset) ? ACCESS_OK : ACCESS_UNMODELLED;
    }
    return ACCESS_OK;
}

/* --- FPB --- */

enum { FP_CTRL = 0x00 };
enum { FP_KEY = 1 << 1, FP_ENABLE = 1 << 0 };
#define FP_COMPARATORS 0x260u /* six for code, two for literals */

static enum access read_fpb(const struct chip *chip, uint32_t offset,
                            uint32_t *value)
{
    if (offset != FP_CTRL)
        return ACCESS_UNMODELLED;
    *value = FP_COMPARATORS | armv7m(chip)->trace.fp_ctrl;
    return ACCESS_OK;
}

/* That patches are enabled is reported: there are none. */
static enum access write_fpb(struct chip *chip, uint32_t offset, uint32_t value)
{
    if (offset != FP_CTRL)
        return ACCESS_UNMODELLED;
    if (value & FP_KEY)
        armv7m(chip)->trace.fp_ctrl = value & FP_ENABLE;
    return value & FP_ENABLE ? ACCESS_UNMODELLED : ACCESS_OK;
}

/* --- TPIU --- */

enum {
    SSPSR = 0x000,
    CSPSR = 0x004,
    ACPR = 0x010,
    SPPR = 0x0F0,
    FFSR = 0x300,
    FFCR = 0x304
};

enum { SSPSR_VALUE = 0xF /* ports of 1 to 4 bits */, FFSR_NON_STOP = 1 << 3 };

static uint32_t *tpiu_register(struct armv7m_trace *trace, uint32_t offset)
{
    switch (offset) {
    case CSPSR: return &trace->cspsr;
    case ACPR: return &trace->acpr;
    case SPPR: return &trace->sppr;
    case FFCR: return &trace->ffcr;
    default: return NULL;
    }
}

static enum access read_tpiu(const struct chip *chip, uint32_t offset,
                             uint32_t *value)
{
    const uint32_t *reg = tpiu_register(&armv7m(chip)->trace, offset);
    if (reg)
        *value = *reg;
    else if (offset == SSPSR)
        *value = SSPSR_VALUE;
    else if (offset == FFSR)
        *value = FFSR_NON_STOP;
    else
        return ACCESS_UNMODELLED;
    return ACCESS_OK;
}

static enum access write_tpiu(struct chip *chip, uint32_t offset,
                              uint32_t value)
{
    uint32_t *reg = tpiu_register(&armv7m(chip)->trace, offset);
    if (!reg && offset != SSPSR && offset != FFSR)
        return ACCESS_UNMODELLED;
    if (reg)
        *reg = value;
    return ACCESS_OK;
}

/* --- all of them --- */

static uint32_t read_rom_table(uint32_t offset)
{
    /* SCS, DWT, FPB, ITM, TPIU, ETM: distances, and bit 0: it is there. */
    static const uint32_t entries[] = {0xFFF0F003, 0xFFF02003, 0xFFF03003,
                                       0xFFF01003, 0xFFF41003, 0xFFF42003};
    return offset / 4 < sizeof entries / sizeof *entries ? entries[offset / 4]
                                                         : 0;
}

static bool in_block(uint32_t address, uint32_t block)
{
    return address - block < BLOCK_SIZE;
}

/* LAR and LSR, which are absent on these cores: code that opens the lock does
 * no harm. */
static bool is_lock(uint32_t address)
{
    enum { LAR = 0xFB0, LSR = 0xFB4 };
    uint32_t offset = address % BLOCK_SIZE;
    bool lockable = address < FPB + BLOCK_SIZE || in_block(address, TPIU);
    return lockable && (offset == LAR || offset == LSR);
}

/* DWT and ITM are off without DEMCR.TRCENA: they read 0 and ignore writes
 * (assumed). */
static bool is_silent(const struct chip *chip, uint32_t address)
{
    bool gated = in_block(address, ITM) || in_block(address, DWT);
    return is_lock(address) || (gated && !is_on(chip));
}

enum access trace_read(const struct chip *chip, uint32_t address,
                       uint32_t *value)
{
    *value = 0;
    if (is_silent(chip, address))
        return ACCESS_OK;
    if (in_block(address, ITM))
        return read_itm(chip, address - ITM, value);
    if (in_block(address, DWT))
        return read_dwt(chip, address - DWT, value);
    if (in_block(address, FPB))
        return read_fpb(chip, address - FPB, value);
    if (in_block(address, TPIU))
        return read_tpiu(chip, address - TPIU, value);
    if (!in_block(address, ROM_TABLE))
        return ACCESS_UNMODELLED;
    *value = read_rom_table(address - ROM_TABLE);
    return ACCESS_OK;
}

enum access trace_write(struct chip *chip, uint32_t address, uint32_t value)
{
    if (is_silent(chip, address))
        return ACCESS_OK;
    if (in_block(address, ITM))
        return write_itm(chip, address - ITM, value);
    if (in_block(address, DWT))
        return write_dwt(chip, address - DWT, value);
    if (in_block(address, FPB))
        return write_fpb(chip, address - FPB, value);
    if (in_block(address, TPIU))
        return write_tpiu(chip, address - TPIU, value);
    return in_block(address, ROM_TABLE) ? ACCESS_OK : ACCESS_UNMODELLED;
}

void trace_reset(struct chip *chip)
{
    struct armv7m *core = armv7m(chip);
    core->dwt = (struct armv7m_dwt){.base_cycle = chip->cycle};
    core->trace = (struct armv7m_trace){.cspsr = 1, .sppr = 1, .ffcr = 0x102};
}
