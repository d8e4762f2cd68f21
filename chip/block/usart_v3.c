/* SPDX-License-Identifier: MIT */
#include "chip/block/usart_v3_frame.h"

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

#define CR1_MASK 0x1FFFFFFFu
#define CR2_MASK 0xFFFFFF70u
#define CR3_MASK 0x00FEFFFFu
#define ICR_MASK 0x00121B5Fu

enum { ISR_RESET = ISR_TXE | ISR_TC, DATA_MASK = 0x1FF, DIV_MIN = 16 };

/* Bits that RM0367 29.8 allows to be written with UE=0 only; the write is
 * ignored and told (that silicon ignores it is assumed). */
#define CR1_WITH_UE_0                                                          \
    (CR1_M1 | CR1_M0 | CR1_OVER8 | CR1_PCE | CR1_PS | CR1_WAKE | CR1_DEAT |    \
     CR1_DEDT)
#define CR2_WITH_UE_0                                                          \
    0x000FFF30u                   /* all but LBDIE, ABREN, ABRMOD, RTOEN, ADD  \
                                   */
#define CR3_WITH_UE_0 0x003EFB3Eu /* all but EIE, DMAR, DMAT, CTSIE, WUFIE */

/* Bits whose effect is not modelled. */
#define CR1_NOT_MODELLED (CR1_UESM | CR1_MME | CR1_EOBIE)
#define CR2_NOT_MODELLED (CR2_LBDIE | CR2_CLKEN | CR2_LINEN)
#define CR3_NOT_MODELLED                                                       \
    (CR3_IREN | CR3_HDSEL | CR3_NACK | CR3_SCEN | CR3_DMAR | CR3_DMAT |        \
     CR3_RTSE | CR3_CTSE | CR3_CTSIE | CR3_DEM | CR3_WUFIE | CR3_UCESM)

/* --- pins (DS10685 tables 17-18; SWAP exchanges the two) --- */

static const struct connection {
    uint8_t usart, port, pin, af;
    bool rx;
} connections[] = {
    {USART_1, GPIO_A, 9, 4, false},  {USART_1, GPIO_A, 10, 4, true},
    {USART_1, GPIO_B, 6, 0, false},  {USART_1, GPIO_B, 7, 0, true},
    {USART_2, GPIO_A, 2, 4, false},  {USART_2, GPIO_A, 3, 4, true},
    {USART_2, GPIO_A, 14, 4, false}, {USART_2, GPIO_A, 15, 4, true},
};

enum { CONNECTIONS = sizeof connections / sizeof *connections };

static bool is_rx(const struct usart *usart, const struct connection *c)
{
    return c->rx != !!(usart->cr2 & CR2_SWAP);
}

bool usart_drives(const struct chip *chip, unsigned port, unsigned pin,
                  unsigned af, bool *level)
{
    for (unsigned i = 0; i < CONNECTIONS; i++) {
        const struct connection *c = &connections[i];
        const struct usart *usart = &chip->usart[c->usart];
        if (c->port != port || c->pin != pin || c->af != af)
            continue;
        *level = usart->tx_level;
        return !is_rx(usart, c) && usart->cr1 & CR1_UE && usart->cr1 & CR1_TE;
    }
    return false;
}

static bool rx_line(const struct chip *chip, unsigned index)
{
    const struct usart *usart = &chip->usart[index];
    bool level = true;
    for (unsigned i = 0; i < CONNECTIONS; i++) {
        const struct connection *c = &connections[i];
        if (c->usart == index && is_rx(usart, c) &&
            gpio_alternate(chip, c->port, c->pin) == c->af)
            level &= chip->gpio.port[c->port].level >> c->pin & 1;
    }
    return level != !!(usart->cr2 & CR2_RXINV);
}

static void look_at_line(struct chip *chip, unsigned index)
{
    struct usart *usart = &chip->usart[index];
    bool level = rx_line(chip, index);
    if (level == usart->rx_level)
        return;
    usart->rx_level = level;
    usart_rx_edge(chip, index, gpio_edge_ps(chip));
}

void usart_pins(struct chip *chip, unsigned port)
{
    if (port > GPIO_B)
        return;
    for (unsigned i = 0; i < USART_COUNT; i++)
        look_at_line(chip, i);
}

void usart_update_pins(struct chip *chip, unsigned index, uint64_t ps)
{
    gpio_update_at(chip, GPIO_A, ps);
    if (index == USART_1)
        gpio_update_at(chip, GPIO_B, ps);
}

bool usart_expects_parity(const struct chip *chip, unsigned index)
{
    uint32_t cr1 = chip->usart[index].cr1;
    return !(cr1 & CR1_UE) || cr1 & CR1_PCE;
}

/* --- bit clock --- */

enum { SEL_PCLK, SEL_SYSCLK, SEL_HSI16, SEL_LSE };

/* The enable bit gates the kernel clock too, and in Stop it stands still: only
 * UESM, which has no model, would let it run (RM0367 29.5.19). */
static bool kernel_runs(const struct chip *chip, unsigned index)
{
    return !chip->pwr.stop && (index == USART_1 ? chip->rcc.apb2enr & 1u << 14
                                                : chip->rcc.apb1enr & 1u << 17);
}

uint64_t usart_kernel_ps(const struct chip *chip, unsigned index,
                         uint32_t ticks)
{
    const struct clock *clock = &chip->clock;
    uint64_t hclk = ticks * clock->hclk_ps;
    uint32_t hz = 0;

    if (!kernel_runs(chip, index))
        return 0;
    switch (chip->rcc.ccipr >> 2 * index & 3) {
    case SEL_PCLK:
        return hclk * (index == USART_1 ? clock->pclk2_div : clock->pclk1_div);
    case SEL_SYSCLK: return hclk * clock->hclk_hz / clock->sysclk_hz;
    case SEL_HSI16: hz = rcc_hsi16_hz(chip); break;
    case SEL_LSE: hz = rcc_lse_hz(chip); break;
    }
    return hz ? ticks * PS_PER_S / hz : 0;
}

/* Kernel clocks in a bit (RM0367 29.5.4): with OVER8, BRR[2:0] counts double
 * ticks. 0 = USARTDIV is below 16: no bit clock (assumed). */
static uint32_t bit_ticks(const struct usart *usart)
{
    if (!(usart->cr1 & CR1_OVER8))
        return usart->brr >= DIV_MIN ? usart->brr : 0;
    uint32_t ticks = (usart->brr & 0xFFF0) >> 1 | (usart->brr & 7);
    return ticks >= DIV_MIN / 2 ? ticks : 0;
}

uint64_t usart_bit_ps(const struct chip *chip, unsigned index)
{
    return usart_kernel_ps(chip, index, bit_ticks(&chip->usart[index]));
}

/* --- frames --- */

unsigned usart_word_bits(const struct usart *usart)
{
    if (usart->cr1 & CR1_M1)
        return usart->cr1 & CR1_M0 ? 8 : 7; /* 11 is reserved */
    return usart->cr1 & CR1_M0 ? 9 : 8;
}

unsigned usart_stop_bits(const struct usart *usart)
{
    return (usart->cr2 & CR2_STOP) >> 12 >= 2 ? 2 : 1;
}

static unsigned payload_bits(const struct usart *usart)
{
    return usart_word_bits(usart) - !!(usart->cr1 & CR1_PCE);
}

uint32_t usart_wire(const struct usart *usart, uint32_t word)
{
    unsigned n = payload_bits(usart);
    uint32_t payload = word & ((1u << n) - 1);
    uint32_t mask = (1u << usart_word_bits(usart)) - 1;

    if (usart->cr2 & CR2_MSBFIRST) {
        uint32_t reversed = 0;
        for (unsigned i = 0; i < n; i++)
            reversed |= (payload >> i & 1) << (n - 1 - i);
        word = (word & ~((1u << n) - 1)) | reversed;
    }
    if (usart->cr2 & CR2_DATAINV)
        word = ~word;
    return word & mask;
}

uint32_t usart_parity(const struct usart *usart, uint32_t word)
{
    uint32_t parity = usart->cr1 & CR1_PS ? 1 : 0;
    for (unsigned i = 0; i < payload_bits(usart); i++)
        parity ^= word >> i & 1;
    return parity;
}

/* --- interrupt --- */

void usart_update_irq(struct chip *chip, unsigned index)
{
    const struct usart *usart = &chip->usart[index];
    uint32_t sources = 0;
    if (usart->cr1 & CR1_IDLEIE)
        sources |= ISR_IDLE;
    if (usart->cr1 & CR1_RXNEIE)
        sources |= ISR_RXNE | ISR_ORE;
    if (usart->cr1 & CR1_TCIE)
        sources |= ISR_TC;
    if (usart->cr1 & CR1_TXEIE)
        sources |= ISR_TXE;
    if (usart->cr1 & CR1_PEIE)
        sources |= ISR_PE;
    if (usart->cr1 & CR1_CMIE)
        sources |= ISR_CMF;
    if (usart->cr1 & CR1_RTOIE)
        sources |= ISR_RTOF;
    if (usart->cr3 & CR3_EIE)
        sources |= ISR_FE | ISR_NF | ISR_ORE;
    nvic_line(chip, index == USART_1 ? IRQ_USART1 : IRQ_USART2,
              usart->isr & sources);
}

/* --- reset and enable --- */

void usart_reset(struct chip *chip, unsigned index)
{
    struct usart *usart = &chip->usart[index];
    *usart = (struct usart){
        .isr = ISR_RESET,
        .tx_level = true,
        .rx_idle_ps = NEVER,
        .rx_rto_ps = NEVER,
    };
    due_set(chip, DUE_USART1_TX + index, NEVER);
    due_set(chip, DUE_USART1_RX + index, NEVER);
    usart->rx_level = rx_line(chip, index);
    usart_update_pins(chip, index, clock_ps(chip));
    usart_update_irq(chip, index);
}

/* Follows UE, TE and RE after a write to CR1. Status is as after reset while
 * UE=0 (RM0367 29.8.1). */
static void enable(struct chip *chip, unsigned index, uint32_t before)
{
    struct usart *usart = &chip->usart[index];
    bool ue = usart->cr1 & CR1_UE, was_ue = before & CR1_UE;
    bool te = ue && usart->cr1 & CR1_TE, was_te = was_ue && before & CR1_TE;
    bool re = ue && usart->cr1 & CR1_RE, was_re = was_ue && before & CR1_RE;

    if (was_te && !te)
        usart_tx_disable(chip, index);
    if (was_re && !re)
        usart_rx_disable(chip, index);
    if (!ue)
        usart->isr = ISR_RESET;
    if (!was_re && re)
        usart->isr |= ISR_REACK;
    if (!was_te && te)
        usart_tx_enable(chip, index);
}

/* --- registers --- */

static uint32_t address(unsigned index, uint32_t offset)
{
    return (index == USART_1 ? 0x40013800 : 0x40004400) + offset;
}

/* Keeps the bits of `frozen` while UE=1. */
static uint32_t guarded(struct chip *chip, unsigned index, uint32_t offset,
                        uint32_t now, uint32_t value, uint32_t frozen)
{
    if (!(chip->usart[index].cr1 & CR1_UE) || !((now ^ value) & frozen))
        return value;
    event_firmware_store(chip, FIRMWARE_PROTOCOL, address(index, offset),
                         value);
    return (now & frozen) | (value & ~frozen);
}

static enum access write_cr1(struct chip *chip, unsigned index, uint32_t value)
{
    struct usart *usart = &chip->usart[index];
    uint32_t before = usart->cr1;
    usart->cr1 =
        guarded(chip, index, CR1, before, value & CR1_MASK, CR1_WITH_UE_0);
    enable(chip, index, before);
    usart_update_pins(chip, index, clock_ps(chip));
    return value & CR1_NOT_MODELLED ? ACCESS_UNMODELLED : ACCESS_OK;
}

static enum access write_cr2(struct chip *chip, unsigned index, uint32_t value)
{
    struct usart *usart = &chip->usart[index];
    uint32_t inverted = usart->cr2 & CR2_TXINV;
    usart->cr2 =
        guarded(chip, index, CR2, usart->cr2, value & CR2_MASK, CR2_WITH_UE_0);
    if ((usart->cr2 & CR2_TXINV) != inverted)
        usart->tx_level = !usart->tx_level;
    usart_update_pins(chip, index, clock_ps(chip));
    bool smartcard_stop = value & 1u << 12; /* 0.5 or 1.5 stop bits */
    return value & CR2_NOT_MODELLED || smartcard_stop ? ACCESS_UNMODELLED
                                                      : ACCESS_OK;
}

static enum access write_cr3(struct chip *chip, unsigned index, uint32_t value)
{
    struct usart *usart = &chip->usart[index];
    usart->cr3 =
        guarded(chip, index, CR3, usart->cr3, value & CR3_MASK, CR3_WITH_UE_0);
    return value & CR3_NOT_MODELLED ? ACCESS_UNMODELLED : ACCESS_OK;
}

static enum access write_rqr(struct chip *chip, unsigned index, uint32_t value)
{
    struct usart *usart = &chip->usart[index];
    if (!(usart->cr1 & CR1_UE))
        return ACCESS_OK;
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
        usart_tx_kick(chip, index);
    }
    return value & RQR_MMRQ ? ACCESS_UNMODELLED : ACCESS_OK;
}

static void write_tdr(struct chip *chip, unsigned index, uint32_t value)
{
    struct usart *usart = &chip->usart[index];
    usart->tdr = value & DATA_MASK;
    if (!(usart->cr1 & CR1_UE))
        return; /* status stays as after reset */
    usart->isr &= ~(ISR_TXE | ISR_TC);
    usart_tx_kick(chip, index);
}

static enum access reg_write(struct chip *chip, unsigned index, uint32_t offset,
                             uint32_t value)
{
    struct usart *usart = &chip->usart[index];
    enum access access = ACCESS_OK;

    switch (offset) {
    case CR1: access = write_cr1(chip, index, value); break;
    case CR2: access = write_cr2(chip, index, value); break;
    case CR3: access = write_cr3(chip, index, value); break;
    case BRR:
        usart->brr =
            guarded(chip, index, BRR, usart->brr, value & 0xFFFF, 0xFFFF);
        break;
    case GTPR:
        usart->gtpr =
            guarded(chip, index, GTPR, usart->gtpr, value & 0xFFFF, 0xFFFF);
        break;
    case RTOR: usart->rtor = value; break;
    case RQR: access = write_rqr(chip, index, value); break;
    case ICR: usart->isr &= ~(value & ICR_MASK); break;
    case TDR: write_tdr(chip, index, value); break;
    default: break; /* ISR and RDR are read-only */
    }
    usart_update_irq(chip, index);
    return access;
}

static enum access reg_read(struct chip *chip, unsigned index, uint32_t offset,
                            uint32_t *value)
{
    struct usart *usart = &chip->usart[index];
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
        usart_update_irq(chip, index);
        break;
    case TDR: *value = usart->tdr; break;
    default: break; /* RQR and ICR are write-only */
    }
    return ACCESS_OK;
}

enum access usart1_read(struct chip *chip, uint32_t offset, uint32_t *value)
{
    return reg_read(chip, USART_1, offset, value);
}

enum access usart1_write(struct chip *chip, uint32_t offset, uint32_t value)
{
    return reg_write(chip, USART_1, offset, value);
}

enum access usart2_read(struct chip *chip, uint32_t offset, uint32_t *value)
{
    return reg_read(chip, USART_2, offset, value);
}

enum access usart2_write(struct chip *chip, uint32_t offset, uint32_t value)
{
    return reg_write(chip, USART_2, offset, value);
}
