/* SPDX-License-Identifier: MIT */
#include "chip/block/usb_fs_packet.h"

#include "chip/block/usb_fs_bus.h"
#include "chip/little_endian.h"

enum { NONE = USB_FS_REGISTERS, SETUP_SIZE = 8, COUNT_MASK = 0x3FF };

#define EP_TOGGLES (EP_DTOG_RX | EP_DTOG_TX)
#define EP_CORRECT (EP_CTR_RX | EP_CTR_TX)

/* --- buffers --- */

/* A buffer of an endpoint: its pair of words in the buffer table. */
enum pair { PAIR_TX, PAIR_RX };

static uint8_t *byte(struct usb_fs *usb, unsigned address)
{
    return &usb->memory[address % USB_FS_MEMORY];
}

/* The word ADDRn_x, or COUNTn_x behind it. BTABLE and so all words are even. */
static uint8_t *address_word(struct usb_fs *usb, unsigned n, enum pair pair)
{
    return byte(usb, usb->btable + 8 * n + 4 * pair);
}

static uint8_t *count_word(struct usb_fs *usb, unsigned n, enum pair pair)
{
    return byte(usb, usb->btable + 8 * n + 4 * pair + 2);
}

static unsigned address_of(struct usb_fs *usb, unsigned n, enum pair pair)
{
    return (unsigned)little_endian(address_word(usb, n, pair), 2) & ~1u;
}

/* How many bytes a buffer for reception takes: BL_SIZE and NUM_BLOCK. */
static unsigned capacity(struct usb_fs *usb, unsigned n, enum pair pair)
{
    unsigned count = (unsigned)little_endian(count_word(usb, n, pair), 2);
    unsigned blocks = count >> 10 & 31;
    return count & 0x8000 ? 32 * (blocks + 1) : 2 * blocks;
}

static void store(struct usb_fs *usb, unsigned n, enum pair pair,
                  const struct usb_packet *packet)
{
    uint8_t *word = count_word(usb, n, pair);
    unsigned count = (unsigned)little_endian(word, 2) & ~(unsigned)COUNT_MASK;
    unsigned address = address_of(usb, n, pair);
    for (unsigned i = 0; i < packet->size; i++)
        *byte(usb, address + i) = packet->data[i];
    put_little_endian(word, 2, count | packet->size);
}

static void load(struct usb_fs *usb, unsigned n, enum pair pair,
                 struct usb_packet *packet)
{
    unsigned address = address_of(usb, n, pair);
    packet->size =
        (uint16_t)(little_endian(count_word(usb, n, pair), 2) & COUNT_MASK);
    for (unsigned i = 0; i < packet->size; i++)
        packet->data[i] = *byte(usb, address + i);
}

/* With two buffers for one direction the data toggle says which is next. */
static enum pair next_pair(uint16_t ep, uint16_t toggle, enum pair only)
{
    if (!usb_fs_double(ep) && !usb_fs_iso(ep))
        return only;
    return ep & toggle ? PAIR_RX : PAIR_TX;
}

/* RM0367 32.5.3: the first transaction after DBL_BUF=1 is as any other; its end
 * starts the flow control by buffers instead of STAT. */
static bool by_buffers(const struct usb_fs *usb, unsigned n)
{
    return usb_fs_double(usb->ep[n]) && usb->doubled >> n & 1;
}

/* The firmware has the buffer that would be next: the toggle of the other
 * direction, SW_BUF, says which one it has. */
static bool both_taken(const struct usb_fs *usb, unsigned n)
{
    uint16_t ep = usb->ep[n];
    return by_buffers(usb, n) && !(ep & EP_DTOG_RX) == !(ep & EP_DTOG_TX);
}

/* --- transactions --- */

static unsigned find(const struct usb_fs *usb, uint8_t endpoint, bool in)
{
    for (unsigned n = 0; n < USB_FS_REGISTERS; n++) {
        uint16_t ep = usb->ep[n];
        unsigned stat = ep >> (in ? EP_STAT_TX_AT : EP_STAT_RX_AT) & 3;
        if ((ep & EP_EA) == endpoint && stat != STAT_DISABLED)
            return n;
    }
    return NONE;
}

/* What STAT says before a packet is looked at; USB_ACK: go on. */
static enum usb_answer ready(const struct usb_fs *usb, unsigned n,
                             unsigned stat)
{
    if (stat == STAT_STALL)
        return USB_STALL;
    if (stat == STAT_NAK || both_taken(usb, n))
        return USB_NAK;
    return USB_ACK;
}

/* After a transaction the endpoint waits for the firmware: STAT is NAK. With
 * two buffers it goes on. */
static void done(struct usb_fs *usb, unsigned n, unsigned flags,
                 unsigned stat_at)
{
    unsigned ep = usb->ep[n];
    if (!by_buffers(usb, n) && !usb_fs_iso((uint16_t)ep))
        ep = (ep & ~(3u << stat_at)) | STAT_NAK << stat_at;
    usb->ep[n] = (uint16_t)((ep ^ (flags & EP_TOGGLES)) | (flags & EP_CORRECT));
    if (usb_fs_double((uint16_t)ep))
        usb->doubled |= (uint8_t)(1u << n);
}

/* SETUP is taken whatever STAT_RX is. While the last packet has not been
 * noticed it gets no answer, so that the host sends it again. */
static enum usb_answer setup(struct usb_fs *usb,
                             const struct usb_packet *packet)
{
    unsigned n = find(usb, packet->endpoint, false);
    if (n == NONE || (usb->ep[n] & EP_TYPE) != EP_CONTROL ||
        usb->ep[n] & EP_CTR_RX || packet->size != SETUP_SIZE ||
        capacity(usb, n, PAIR_RX) < SETUP_SIZE)
        return USB_SILENCE;
    store(usb, n, PAIR_RX, packet);
    usb->ep[n] &= (uint16_t) ~(EP_STAT_RX | EP_STAT_TX);
    usb->ep[n] |= EP_CTR_RX | EP_SETUP | EP_DTOG_RX | EP_DTOG_TX |
                  STAT_NAK << EP_STAT_RX_AT | STAT_NAK << EP_STAT_TX_AT;
    return USB_ACK;
}

/* What the firmware has said about an OUT before its data come. */
static enum usb_answer expected(struct usb_fs *usb, unsigned n,
                                const struct usb_packet *packet)
{
    uint16_t ep = usb->ep[n];
    enum usb_answer answer = ready(usb, n, ep >> EP_STAT_RX_AT & 3);
    bool status = (ep & (EP_TYPE | EP_KIND)) == (EP_CONTROL | EP_KIND);
    if (answer == USB_ACK && status && packet->size)
        return USB_STALL;
    return answer;
}

static enum usb_answer out(struct usb_fs *usb, const struct usb_packet *packet)
{
    unsigned n = find(usb, packet->endpoint, false);
    if (n == NONE)
        return USB_SILENCE;
    uint16_t *ep = &usb->ep[n];
    enum usb_answer answer = expected(usb, n, packet);
    if (answer != USB_ACK)
        return answer;
    if (!usb_fs_iso(*ep) && packet->data1 != !!(*ep & EP_DTOG_RX))
        return USB_ACK; /* it was taken before: the host missed the ACK */
    enum pair pair = next_pair(*ep, EP_DTOG_RX, PAIR_RX);
    if (packet->size > capacity(usb, n, pair))
        return USB_STALL;
    store(usb, n, pair, packet);
    if (!(*ep & EP_CTR_RX)) /* SETUP is frozen while CTR_RX=1 */
        *ep &= (uint16_t)~EP_SETUP;
    done(usb, n, EP_DTOG_RX | EP_CTR_RX, EP_STAT_RX_AT);
    return USB_ACK;
}

static enum usb_answer in(struct usb_fs *usb, struct usb_packet *packet)
{
    unsigned n = find(usb, packet->endpoint, true);
    packet->size = 0;
    if (n == NONE)
        return USB_SILENCE;
    uint16_t *ep = &usb->ep[n];
    enum usb_answer answer = ready(usb, n, *ep >> EP_STAT_TX_AT & 3);
    if (answer != USB_ACK)
        return answer;
    load(usb, n, next_pair(*ep, EP_DTOG_TX, PAIR_TX), packet);
    packet->data1 = !usb_fs_iso(*ep) && *ep & EP_DTOG_TX;
    done(usb, n, EP_DTOG_TX | EP_CTR_TX, EP_STAT_TX_AT);
    return USB_ACK;
}

static enum usb_answer answer(struct usb_fs *usb, struct usb_packet *packet)
{
    switch (packet->token) {
    case USB_SETUP: return setup(usb, packet);
    case USB_OUT: return out(usb, packet);
    default: return in(usb, packet);
    }
}

unsigned usb_fs_transact(struct chip *chip, const struct map_row *row,
                         struct usb_packet *packet)
{
    struct usb_fs *usb = map_state(chip, row);
    if (!usb_fs_bus_answers(chip, row) ||
        usb->daddr != (DADDR_EF | packet->address))
        return USB_SILENCE;
    enum usb_answer said = answer(usb, packet);
    usb_fs_bus_update(chip, row);
    return said;
}
