/* SPDX-License-Identifier: MIT */
#include "chip/block/usart_v3.h"

#include "chip/block/gpio_v2.h"
#include "chip/block/usart.h"
#include "chip/block/usart_frame.h"
#include "chip/block/usart_tx.h"
#include "chip/clock.h"
#include "chip/event.h"

enum {
    CR1 = 0x00,
    CR2 = 0x04,
    CR3 = 0x08,
    BRR = 0x0C,
    GTPR = 0x10,
    RTOR = 0x14,
    RQR = 0x18,
    ISR = 0x1C,
    ICR = 0x20,
    RDR = 0x24,
    TDR = 0x28,
};

enum { DATA_MASK = 0x1FF };

/* Bits that RM0367 29.8 allows to be written with UE=0 only; the write is
 * ignored and reported (that silicon ignores it is assumed). */
#define CR1_WITH_UE_0                                                          \
    (CR1_M1 | CR1_M0 | CR1_OVER8 | CR1_PCE | CR1_PS | CR1_WAKE | CR1_DEAT |    \
     CR1_DEDT)
#define CR2_WITH_UE_0                                                          \
    0x000FFF30u                   /* all but LBDIE, ABREN, ABRMOD, RTOEN, ADD  \
                                   */
#define CR3_WITH_UE_0 0x003EFB3Eu /* all but EIE, DMAR, DMAT, CTSIE, WUFIE */

/* Bits whose effect is not modelled. */
#define CR1_NOT_MODELLED (CR1_MME | CR1_EOBIE)
/* LBDIE does nothing without LINEN (RM0367 29.8.2). */
#define CR2_NOT_MODELLED (CR2_CLKEN | CR2_LINEN)
#define CR3_NOT_MODELLED                                                       \
    (CR3_IREN | CR3_HDSEL | CR3_NACK | CR3_SCEN | CR3_RTSE | CR3_CTSE |        \
     CR3_CTSIE | CR3_DEM)

/* --- Stop --- */

/* In Stop, and after it until the frame that woke the core is over: HSI16 may
 * not be the clock that the core wakes up on (RM0367 29.5.19). */
static bool asks_clock(const struct chip *chip, const struct map_row *row)
{
    const struct usart *usart = usart_state(chip, row);
    return usart_works_in_stop(usart) &&
           (usart->stopped || usart->rx_state == RECEIVES_FRAME);
}

static void stop(struct chip *chip, const struct map_row *row, bool asleep)
{
    usart_before_clock(chip, row);
    usart_state(chip, row)->stopped = asleep;
}

static void reset(struct chip *chip, const struct map_row *row,
                  enum reset_kind kind)
{
    (void)kind;
    usart_reset(chip, row);
}

/* --- registers --- */

/* Keeps the bits of `frozen` while UE=1. */
static uint32_t guarded(struct chip *chip, const struct map_row *row,
                        uint32_t offset, uint32_t now, uint32_t value,
                        uint32_t frozen)
{
    if (!(usart_state(chip, row)->cr1 & CR1_UE) || !((now ^ value) & frozen))
        return value;
    event_firmware_store(chip, FIRMWARE_PROTOCOL, row->base + offset, value);
    return (now & frozen) | (value & ~frozen);
}

static enum access write_cr1(struct chip *chip, const struct map_row *row,
                             uint32_t value)
{
    struct usart *usart = usart_state(chip, row);
    uint32_t before = usart->cr1;
    value &= usart_variant(row)->cr1;
    if ((before ^ value) & CR1_UESM)
        usart_before_clock(chip, row);
    usart->cr1 = guarded(chip, row, CR1, before, value, CR1_WITH_UE_0);
    usart_enable(chip, row, before);
    gpio_v2_update_row(chip, row, clock_ps(chip));
    return value & CR1_NOT_MODELLED ? ACCESS_UNMODELLED : ACCESS_OK;
}

static enum access write_cr2(struct chip *chip, const struct map_row *row,
                             uint32_t value)
{
    struct usart *usart = usart_state(chip, row);
    uint32_t inverted = usart->cr2 & CR2_TXINV;
    value &= usart_variant(row)->cr2;
    usart->cr2 = guarded(chip, row, CR2, usart->cr2, value, CR2_WITH_UE_0);
    if ((usart->cr2 & CR2_TXINV) != inverted)
        usart->tx_level = !usart->tx_level;
    gpio_v2_update_row(chip, row, clock_ps(chip));
    bool smartcard_stop = value & 1u << 12; /* 0.5 or 1.5 stop bits */
    return value & CR2_NOT_MODELLED || smartcard_stop ? ACCESS_UNMODELLED
                                                      : ACCESS_OK;
}

static enum access write_cr3(struct chip *chip, const struct map_row *row,
                             uint32_t value)
{
    struct usart *usart = usart_state(chip, row);
    value &= usart_variant(row)->cr3;
    usart->cr3 = guarded(chip, row, CR3, usart->cr3, value, CR3_WITH_UE_0);
    bool by_address =
        value & CR3_WUFIE && (usart->cr3 & CR3_WUS) == WUS_ADDRESS;
    return value & CR3_NOT_MODELLED || by_address ? ACCESS_UNMODELLED
                                                  : ACCESS_OK;
}

static enum access write_rqr(struct chip *chip, const struct map_row *row,
                             uint32_t value)
{
    struct usart *usart = usart_state(chip, row);
    if (!(usart->cr1 & CR1_UE))
        return ACCESS_OK;
    value &= usart_variant(row)->rqr;
    if (value & RQR_ABRRQ)
        usart->isr &= ~(ISR_ABRF | ISR_ABRE);
    if (value & RQR_RXFRQ)
        usart->isr &= ~ISR_RXNE;
    if (value & RQR_TXFRQ) { /* what is in TDR is dropped */
        usart->isr |= ISR_TXE;
        if (usart->tx_sends != SENDS_DATA)
            usart->isr |= ISR_TC;
    }
    if (value & RQR_SBKRQ) {
        usart->isr |= ISR_SBKF;
        usart_tx_kick(chip, row);
    }
    return value & RQR_MMRQ ? ACCESS_UNMODELLED : ACCESS_OK;
}

static void write_tdr(struct chip *chip, const struct map_row *row,
                      uint32_t value)
{
    struct usart *usart = usart_state(chip, row);
    usart->tdr = value & DATA_MASK;
    if (!(usart->cr1 & CR1_UE))
        return; /* status stays as after reset */
    usart->isr &= ~(ISR_TXE | ISR_TC);
    usart_tx_kick(chip, row);
}

static enum access write(struct chip *chip, const struct map_row *row,
                         uint32_t offset, uint32_t value)
{
    struct usart *usart = usart_state(chip, row);
    enum access access = ACCESS_OK;

    switch (offset) {
    case CR1: access = write_cr1(chip, row, value); break;
    case CR2: access = write_cr2(chip, row, value); break;
    case CR3: access = write_cr3(chip, row, value); break;
    case BRR:
        value &= usart_variant(row)->brr;
        usart->brr = guarded(chip, row, BRR, usart->brr, value, ~0u);
        break;
    case GTPR:
        value &= usart_variant(row)->gtpr;
        usart->gtpr = guarded(chip, row, GTPR, usart->gtpr, value, 0xFFFF);
        break;
    case RTOR: usart->rtor = value & usart_variant(row)->rtor; break;
    case RQR: access = write_rqr(chip, row, value); break;
    case ICR: usart->isr &= ~(value & usart_variant(row)->icr); break;
    case TDR: write_tdr(chip, row, value); break;
    default: break; /* ISR and RDR are read-only */
    }
    usart_update_irq(chip, row);
    return access;
}

static enum access read(struct chip *chip, const struct map_row *row,
                        uint32_t offset, uint32_t *value)
{
    struct usart *usart = usart_state(chip, row);
    *value = 0;
    switch (offset) {
    case CR1: *value = usart->cr1; break;
    case CR2: *value = usart->cr2; break;
    case CR3: *value = usart->cr3; break;
    case BRR: *value = usart->brr; break;
    case GTPR: *value = usart->gtpr; break;
    case RTOR: *value = usart->rtor; break;
    case ISR: *value = usart->isr; break;
    case RDR:
        *value = usart->rdr;
        usart->isr &= ~ISR_RXNE;
        usart_update_irq(chip, row);
        break;
    case TDR: *value = usart->tdr; break;
    default: break; /* RQR and ICR are write-only */
    }
    return ACCESS_OK;
}

/* Without the clock a read of RDR leaves RXNE set (assumed). */
static enum access peek(struct chip *chip, const struct map_row *row,
                        uint32_t offset, uint32_t *value)
{
    if (offset != RDR)
        return read(chip, row, offset, value);
    *value = usart_state(chip, row)->rdr;
    return ACCESS_OK;
}

/* A read of RDR clears RXNE. */
static uint64_t steady(const struct chip *chip, const struct map_row *row,
                       uint32_t offset)
{
    (void)chip;
    (void)row;
    return offset == RDR ? 0 : NEVER;
}

const struct map_kind usart_v3 = {
    .last = TDR,
    .read = read,
    .peek = peek,
    .steady = steady,
    .write = write,
    .reset = reset,
    .due = usart_due,
    .drives = usart_drives,
    .pins = usart_pins,
    .line = usart_line,
    .before_clock = usart_before_clock,
    .kernel_clock = usart_before_clock,
    .stop = stop,
    .asks_clock = asks_clock,
    .dues = USART_DUES,
    .repeatable = true,
    .quiet = true,
    .by_level = true,
};
