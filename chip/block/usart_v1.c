/* SPDX-License-Identifier: MIT */
#include "chip/block/usart_v1.h"

#include "chip/block/gpio_v2.h"
#include "chip/block/usart.h"
#include "chip/block/usart_frame.h"
#include "chip/block/usart_tx.h"
#include "chip/clock.h"

enum {
    SR = 0x00,
    DR = 0x04,
    BRR = 0x08,
    CR1 = 0x0C,
    CR2 = 0x10,
    CR3 = 0x14,
    GTPR = 0x18,
};

enum { DATA_MASK = 0x1FF };

/*  9   | 8   | 7   | 6  | 5    | 4    | 3   | 2  | 1  | 0
 *  CTS | LBD | TXE | TC | RXNE | IDLE | ORE | NF | FE | PE   as bits of ISR */
#define SR_MASK   0x3FFu
#define SR_RC_W0  0x360u
#define SR_BY_DR  (ISR_PE | ISR_FE | ISR_NF | ISR_ORE | ISR_IDLE)
/* CR1: 15 OVER8, 13 UE, 12 M, 11 WAKE, 10 PCE, 9 PS, 8..4 the enables of PE,
 * TXE, TC, RXNE, IDLE, 3 TE, 2 RE, 1 RWU, 0 SBK. */
#define V1_SBK    (1u << 0)
#define V1_RWU    (1u << 1)
#define V1_UE     (1u << 13)
#define V1_COMMON 0x9FFCu /* the bits that are where version 3 has them */

/* LBDIE does nothing without LINEN. */
#define CR2_NOT_MODELLED (CR2_CLKEN | CR2_LINEN)
#define CR3_NOT_MODELLED                                                       \
    (CR3_IREN | CR3_HDSEL | CR3_NACK | CR3_SCEN | CR3_RTSE | CR3_CTSE |        \
     CR3_CTSIE)

/* Every instance has all that is modelled. That CR3 has 12 bits: read on a
 * real F407. Bits 14 of CR1, 4 and 7 of CR2 are reserved. */
const struct usart_variant usart_v1_variant = {
    .cr1 = 0x0000BFFF,
    .cr2 = 0x00007F6F,
    .cr3 = 0x00000FFF,
    .brr = 0x0000FFFF,
    .gtpr = 0x0000FFFF,
    .finishes = true,
    .break_stops = 1,
};

static struct usart_v1 *state(const struct chip *chip,
                              const struct map_row *row)
{
    return map_state(chip, row);
}

static void reset(struct chip *chip, const struct map_row *row,
                  enum reset_kind kind)
{
    struct usart_v1 *v1 = state(chip, row);
    (void)kind;
    v1->cr1 = v1->cr3 = v1->seen = 0;
    usart_reset(chip, row);
}

/* --- registers --- */

/* CR1 as version 3 has it. */
static uint32_t translate(uint32_t cr1)
{
    return (cr1 & V1_COMMON) | (cr1 & V1_UE ? CR1_UE : 0);
}

static enum access write_cr1(struct chip *chip, const struct map_row *row,
                             uint32_t value)
{
    struct usart_v1 *v1 = state(chip, row);
    uint32_t before = v1->usart.cr1;
    value &= usart_variant(row)->cr1;
    usart_before_clock(chip, row);
    v1->cr1 = value & ~V1_SBK;
    v1->usart.cr1 = translate(value);
    usart_enable(chip, row, before);
    if (value & V1_SBK) {
        v1->usart.isr |= ISR_SBKF;
        usart_tx_kick(chip, row);
    }
    gpio_v2_update_row(chip, row, clock_ps(chip));
    return value & V1_RWU ? ACCESS_UNMODELLED : ACCESS_OK;
}

static enum access write_cr2(struct chip *chip, const struct map_row *row,
                             uint32_t value)
{
    struct usart *usart = usart_state(chip, row);
    bool smartcard_stop = value & 1u << 12; /* 0.5 or 1.5 stop bits */
    usart->cr2 = value & usart_variant(row)->cr2;
    return usart->cr2 & CR2_NOT_MODELLED || smartcard_stop ? ACCESS_UNMODELLED
                                                           : ACCESS_OK;
}

/* EIE has an effect with DMAR only. */
static enum access write_cr3(struct chip *chip, const struct map_row *row,
                             uint32_t value)
{
    struct usart_v1 *v1 = state(chip, row);
    v1->cr3 = value & usart_variant(row)->cr3;
    v1->usart.cr3 = v1->cr3 & (v1->cr3 & CR3_DMAR ? ~0u : ~CR3_EIE);
    return v1->cr3 & CR3_NOT_MODELLED ? ACCESS_UNMODELLED : ACCESS_OK;
}

static void write_dr(struct chip *chip, const struct map_row *row,
                     uint32_t value)
{
    struct usart_v1 *v1 = state(chip, row);
    v1->usart.tdr = value & DATA_MASK;
    v1->usart.isr &= ~(ISR_TXE | (v1->seen & ISR_TC));
    v1->seen &= ~ISR_TC;
    usart_tx_kick(chip, row);
}

static uint32_t read_dr(struct usart_v1 *v1)
{
    v1->usart.isr &= ~(ISR_RXNE | (v1->seen & SR_BY_DR));
    v1->seen &= ~SR_BY_DR;
    return v1->usart.rdr;
}

static enum access write(struct chip *chip, const struct map_row *row,
                         uint32_t offset, uint32_t value)
{
    struct usart *usart = usart_state(chip, row);
    enum access access = ACCESS_OK;

    switch (offset) {
    case SR: usart->isr &= value | ~SR_RC_W0; break;
    case DR: write_dr(chip, row, value); break;
    case BRR:
        usart_before_clock(chip, row);
        usart->brr = value & usart_variant(row)->brr;
        break;
    case CR1: access = write_cr1(chip, row, value); break;
    case CR2: access = write_cr2(chip, row, value); break;
    case CR3: access = write_cr3(chip, row, value); break;
    case GTPR: usart->gtpr = value & usart_variant(row)->gtpr; break;
    default: break;
    }
    usart_update_irq(chip, row);
    return access;
}

static enum access read(struct chip *chip, const struct map_row *row,
                        uint32_t offset, uint32_t *value)
{
    struct usart_v1 *v1 = state(chip, row);
    *value = 0;
    switch (offset) {
    case SR:
        *value = v1->usart.isr & SR_MASK;
        v1->seen = *value;
        break;
    case DR:
        *value = read_dr(v1);
        usart_update_irq(chip, row);
        break;
    case BRR: *value = v1->usart.brr; break;
    case CR1: *value = v1->cr1 | (v1->usart.isr & ISR_SBKF ? V1_SBK : 0); break;
    case CR2: *value = v1->usart.cr2; break;
    case CR3: *value = v1->cr3; break;
    case GTPR: *value = v1->usart.gtpr; break;
    default: break;
    }
    return ACCESS_OK;
}

/* A read of DR clears flags. */
static uint64_t steady(const struct chip *chip, const struct map_row *row,
                       uint32_t offset)
{
    (void)chip;
    (void)row;
    return offset == DR ? 0 : NEVER;
}

const struct map_kind usart_v1 = {
    .last = GTPR,
    .read = read,
    .steady = steady,
    .write = write,
    .reset = reset,
    .due = usart_due,
    .drives = usart_drives,
    .pins = usart_pins,
    .line = usart_line,
    .before_clock = usart_before_clock,
    .kernel_clock = usart_before_clock,
    .dues = USART_DUES,
    .repeatable = true,
    .by_level = true,
};
