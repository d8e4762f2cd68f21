/* SPDX-License-Identifier: MIT
 *
 * The USB device: registers, the line, and each kind of transaction.
 */
#include "tests/chip/block/usb_socket.h"

/* --- registers --- */

static int powered(void **state)
{
    (void)state;
    fixture_chip(&chip);
    clocks_on();
    sleep_core(&chip);
    return 0;
}

static void as_after_reset(void **state)
{
    (void)state;
    for (uint32_t n = 0; n < 8; n++)
        expect_rd(&chip, USB + 4 * n, 0);
    expect_rd(&chip, CNTR, FRES | PDWN);
    for (uint32_t at = ISTR; at <= BCDR; at += 4)
        expect_rd(&chip, at, 0);
    put(CNTR, 0xFFFF);
    expect_rd(&chip, CNTR, 0xFFBF);
    put(BTABLE, 0xFFFF);
    expect_rd(&chip, BTABLE, 0xFFF8);
    put(DADDR, 0xFFFF);
    expect_rd(&chip, DADDR, 0xFF);
    put(ISTR, 0xFFFF); /* rc_w0 */
    expect_rd(&chip, ISTR, 0);
}

static void an_endpoint_register_toggles_and_keeps(void **state)
{
    (void)state;
    put(CNTR, 0);
    put(EP1R, CONTROL | 5 | DTOG_RX | RX_VALID | DTOG_TX | TX_STALL);
    expect_rd(&chip, EP1R,
              CONTROL | 5 | DTOG_RX | RX_VALID | DTOG_TX | TX_STALL);
    put(EP1R, CONTROL | 6 | RX_STALL | DTOG_TX);
    expect_rd(&chip, EP1R, CONTROL | 6 | DTOG_RX | RX_NAK | TX_STALL);
    put(EP1R, CTR_RX | CTR_TX | SETUP); /* 1 sets none of them */
    expect_rd(&chip, EP1R, DTOG_RX | RX_NAK | TX_STALL);
}

static void forced_reset_holds_the_endpoints(void **state)
{
    (void)state;
    put(CNTR, 0);
    put(EP0R, CONTROL | RX_VALID);
    put(DADDR, EF | 5);
    put(CNTR, FRES | RESET);
    expect_rd(&chip, EP0R, 0);
    expect_rd(&chip, DADDR, 0);
    expect_rd(&chip, ISTR, RESET);
    assert_true(irq_line(&chip, IRQ_USB));
    put(EP0R, CONTROL | RX_VALID);
    expect_rd(&chip, EP0R, 0);
}

static void the_packet_memory_is_bytes_and_halfwords(void **state)
{
    (void)state;
    put(PMA + 2, 0x1234);
    fixture_write(&chip, PMA + 3, 1, 0x56, __FILE__, __LINE__);
    assert_int_equal(get(PMA + 2), 0x5634);
    put(PMA + 0x3FE, 0xABCD);
    assert_int_equal(get(PMA + 0x3FE), 0xABCD);
    watch_firmware(&chip);
    wr(&chip, PMA + 8, 1);
    EXPECT_FIRMWARE(&chip, FIRMWARE_PROTOCOL, PMA + 8);
    unwatch(&chip);
    do_reset(&chip, RESET_SYSTEM);
    clocks_on();
    assert_int_equal(get(PMA + 2), 0x5634);
}

/* --- the line --- */

static void the_pull_up_attaches(void **state)
{
    (void)state;
    chip.watch.events = 1u << EVENT_USB;
    usb_drive(&chip, USB_LINE_IDLE, 0);
    assert_false(usb_attached(&chip));
    device_on();
    assert_true(usb_attached(&chip));
    assert_int_equal(chip.events.list[0].usb.change, USB_ATTACHED);
    expect_rd(&chip, FNR, RXDP);
    usb_drive(&chip, USB_LINE_UNPLUGGED, 0);
    assert_false(usb_attached(&chip));
    usb_drive(&chip, USB_LINE_IDLE, 0);
    chip.events.count = 0;
    do_reset(&chip, RESET_SYSTEM);
    assert_false(usb_attached(&chip));
}

static void a_bus_reset_is_seen(void **state)
{
    (void)state;
    usb_drive(&chip, USB_LINE_IDLE, 0);
    device_on();
    open_ep0(RX_VALID, TX_NAK);
    assert_false(irq_line(&chip, IRQ_USB));
    usb_drive(&chip, USB_LINE_RESET, 0);
    assert_true(irq_line(&chip, IRQ_USB));
    expect_rd(&chip, ISTR, RESET);
    expect_rd(&chip, EP0R, 0);
    expect_rd(&chip, DADDR, 0);
    put(ISTR, (uint16_t)~RESET);
    assert_false(irq_line(&chip, IRQ_USB));
    run_us(&chip, 10000); /* the line is not idle: no suspend */
    expect_rd(&chip, ISTR, 0);
}

static void frames_are_counted(void **state)
{
    (void)state;
    usb_drive(&chip, USB_LINE_IDLE, 0);
    device_on();
    bus_reset();
    usb_drive(&chip, USB_LINE_FRAMES, 2046);
    uint64_t start = clock_ps(&chip);
    expect_rd(&chip, ISTR, SOF);
    expect_rd(&chip, FNR, RXDP | 2046);
    put(ISTR, 0);
    EXPECT_CHANGE(&chip, start + PS_PER_MS, ISTR, SOF, 0, SOF);
    expect_rd(&chip, FNR, RXDP | LCK | 2047);
    run_us(&chip, 1000);
    expect_rd(&chip, FNR, RXDP | LCK | 0);
    put(ISTR, 0);
    put(CNTR, SOF);
    assert_false(irq_line(&chip, IRQ_USB));
    run_us(&chip, 1000);
    assert_true(irq_line(&chip, IRQ_USB));
}

static void without_frames_it_is_suspended(void **state)
{
    (void)state;
    usb_drive(&chip, USB_LINE_IDLE, 0);
    device_on();
    bus_reset();
    run_us(&chip, 5000);
    put(ISTR, 0);
    usb_drive(&chip, USB_LINE_IDLE, 0);
    uint64_t start = clock_ps(&chip);
    put(ISTR, 0);
    EXPECT_CHANGE(&chip, start + PS_PER_MS, ISTR, ESOF | SUSP, 0, ESOF);
    EXPECT_CHANGE(&chip, start + 3 * PS_PER_MS, ISTR, SUSP, 0, SUSP);
    assert_true(irq_line(&chip, IRQ_USB));
    put(CNTR, get(CNTR) | FSUSP | LPMODE);
    put(ISTR, 0);
    run_us(&chip, 10000);
    expect_rd(&chip, ISTR, 0);
    usb_drive(&chip, USB_LINE_RESUME, 0);
    expect_rd(&chip, ISTR, WKUP);
    assert_int_equal(get(CNTR) & (FSUSP | LPMODE), FSUSP);
}

static void remote_wake_up_is_seen_by_the_host(void **state)
{
    (void)state;
    usb_drive(&chip, USB_LINE_IDLE, 0);
    device_on();
    chip.watch.events = 1u << EVENT_USB;
    assert_false(usb_resumes(&chip));
    put(CNTR, RESUME);
    assert_true(usb_resumes(&chip));
    assert_int_equal(chip.events.list[0].usb.change, USB_RESUMES);
    put(CNTR, 0);
    assert_false(usb_resumes(&chip));
}

static void without_48_mhz_it_is_deaf(void **state)
{
    (void)state;
    assert_int_equal(device(NULL), 0);
    wr(&chip, 0x4002104C, 0); /* HSI48SEL: the PLL, which is off */
    assert_int_equal(transact(USB_SETUP, 0, false, "setup 08"), USB_SILENCE);
    wr(&chip, 0x4002104C, 1 << 26);
    assert_int_equal(transact(USB_SETUP, 0, false, "setup 08"), USB_ACK);
    wr(&chip, 0x40021038, 1 << 28); /* USBEN=0 */
    assert_int_equal(transact(USB_IN, 0, false, NULL), USB_SILENCE);
}

/* --- transactions --- */

static void a_setup_is_always_taken(void **state)
{
    (void)state;
    set_ep(0, CONTROL | RX_STALL | TX_STALL);
    assert_int_equal(transact(USB_SETUP, 0, false, "setup 08"), USB_ACK);
    expect_rd(&chip, EP0R,
              CTR_RX | DTOG_RX | RX_NAK | SETUP | CONTROL | DTOG_TX | TX_NAK);
    expect_rd(&chip, ISTR, CTR | DIR);
    assert_true(irq_line(&chip, IRQ_USB));
    assert_int_equal(get(PMA + COUNT_RX), 0x8408);
    assert_int_equal(get(PMA + 0x80), 's' | 'e' << 8);
    assert_int_equal(get(PMA + 0x86), '0' | '8' << 8);
    /* not before the last one was noticed */
    assert_int_equal(transact(USB_SETUP, 0, false, "SETUP 08"), USB_SILENCE);
    clear_ctr(0, CTR_RX);
    assert_false(irq_line(&chip, IRQ_USB));
    assert_int_equal(transact(USB_SETUP, 0, false, "SETUP 08"), USB_ACK);
    /* disabled, or of another type */
    clear_ctr(0, CTR_RX);
    set_ep(0, CONTROL);
    assert_int_equal(transact(USB_SETUP, 0, false, "setup 08"), USB_SILENCE);
    set_ep(0, BULK | RX_VALID);
    assert_int_equal(transact(USB_SETUP, 0, false, "setup 08"), USB_SILENCE);
}

static void an_in_is_sent_once(void **state)
{
    (void)state;
    assert_int_equal(transact(USB_IN, 0, false, NULL), USB_NAK);
    put(PMA + 0x40, 'a' | 'b' << 8);
    put(PMA + 0x42, 'c');
    table(0, COUNT_TX, 3);
    chip.watch.events = 1u << EVENT_USB;
    set_ep(0, CONTROL | DTOG_TX | TX_VALID);
    assert_int_equal(chip.events.list[0].usb.change, USB_READY);
    unwatch(&chip);
    assert_int_equal(transact(USB_IN, 0, false, NULL), USB_ACK);
    assert_int_equal(packet.size, 3);
    assert_true(packet.data1);
    assert_memory_equal(packet.data, "abc", 3);
    expect_rd(&chip, EP0R, CTR_TX | CONTROL | TX_NAK);
    expect_rd(&chip, ISTR, CTR);
    assert_int_equal(transact(USB_IN, 0, false, NULL), USB_NAK);
    set_ep(0, CONTROL | TX_STALL);
    assert_int_equal(transact(USB_IN, 0, false, NULL), USB_STALL);
    set_ep(0, CONTROL);
    assert_int_equal(transact(USB_IN, 0, false, NULL), USB_SILENCE);
}

static void an_out_is_taken_with_its_toggle(void **state)
{
    (void)state;
    assert_int_equal(transact(USB_OUT, 0, true, "x"), USB_ACK); /* dropped */
    expect_rd(&chip, EP0R, CONTROL | RX_VALID | TX_NAK);
    assert_int_equal(transact(USB_OUT, 0, false, "hello"), USB_ACK);
    expect_rd(&chip, EP0R, CTR_RX | DTOG_RX | RX_NAK | CONTROL | TX_NAK);
    assert_int_equal(get(PMA + COUNT_RX), 0x8405);
    assert_int_equal(transact(USB_OUT, 0, true, "again"), USB_NAK);
    clear_ctr(0, CTR_RX);
    set_ep(0, CONTROL | DTOG_RX | RX_VALID);
    assert_int_equal(transact(USB_OUT, 0, true, ""), USB_ACK);
    assert_int_equal(get(PMA + COUNT_RX), 0x8400);
}

/* NUM_BLOCK of 2 or 32 bytes. */
static void more_than_a_buffer_takes_is_stalled(void **state)
{
    (void)state;
    table(0, COUNT_RX, 3 << 10);
    assert_int_equal(transact(USB_OUT, 0, false, "1234567"), USB_STALL);
    expect_rd(&chip, EP0R, CONTROL | RX_VALID | TX_NAK);
    assert_int_equal(transact(USB_OUT, 0, false, "123456"), USB_ACK);
    assert_int_equal(get(PMA + COUNT_RX), 3 << 10 | 6);
    clear_ctr(0, CTR_RX);
    set_ep(0, CONTROL | RX_VALID);
    table(0, COUNT_RX, 0x8000);
    assert_int_equal(
        transact(USB_OUT, 0, false, "0123456789abcdef0123456789abcdef0"),
        USB_STALL);
    assert_int_equal(
        transact(USB_OUT, 0, false, "0123456789abcdef0123456789abcdef"),
        USB_ACK);
}

static void a_status_stage_has_no_data(void **state)
{
    (void)state;
    set_ep(0, CONTROL | KIND | DTOG_RX | RX_VALID);
    assert_int_equal(transact(USB_OUT, 0, true, "x"), USB_STALL);
    assert_int_equal(transact(USB_OUT, 0, true, ""), USB_ACK);
}

static void address_and_endpoint_choose(void **state)
{
    (void)state;
    table(2, ADDR_RX, 0x100);
    table(2, COUNT_RX, 0x8400);
    set_ep(2, BULK | 5 | RX_VALID);
    assert_int_equal(transact(USB_OUT, 2, false, "x"), USB_SILENCE);
    assert_int_equal(transact(USB_OUT, 5, false, "x"), USB_ACK);
    expect_rd(&chip, ISTR, CTR | DIR | 2); /* the register's number */
    assert_int_equal(transact(USB_IN, 5, false, NULL), USB_SILENCE);
    put(DADDR, EF | 7);
    assert_int_equal(transact(USB_IN, 0, false, NULL), USB_SILENCE);
    packet = (struct usb_packet){.token = USB_IN, .address = 7};
    assert_int_equal(usb_transact(&chip, &packet), USB_NAK);
    put(DADDR, 7);
    assert_int_equal(usb_transact(&chip, &packet), USB_SILENCE);
}

static void the_first_endpoint_is_named_first(void **state)
{
    (void)state;
    for (unsigned n = 1; n < 4; n++) {
        table(n, ADDR_RX, 0x80 + 0x40 * n);
        table(n, COUNT_RX, 0x8400);
    }
    set_ep(1, BULK | 1 | RX_VALID);
    set_ep(2, BULK | KIND | 2 | RX_VALID | DTOG_TX);
    assert_int_equal(transact(USB_OUT, 1, false, "x"), USB_ACK);
    assert_int_equal(get(ISTR) & 0x1F, DIR | 1);
    table(2, COUNT_TX, 0); /* of buffer 0 */
    assert_int_equal(transact(USB_OUT, 2, false, "x"), USB_STALL);
    table(2, COUNT_TX, 0x8400);
    assert_int_equal(transact(USB_OUT, 2, false, "x"), USB_ACK);
    assert_int_equal(get(ISTR) & 0x1F, DIR | 2); /* two buffers: urgent */
    clear_ctr(2, CTR_RX);
    assert_int_equal(get(ISTR) & 0x1F, DIR | 1);
}

/* One buffer is filled while the firmware has the other. */
/* The first transaction is as any other, whatever SW_BUF is; from then on the
 * buffers say whether there is room. */
static void two_buffers_take_turns_out(void **state)
{
    (void)state;
    table(1, ADDR_TX, 0x100); /* buffer 0 */
    table(1, COUNT_TX, 0x8400);
    table(1, ADDR_RX, 0x140); /* buffer 1 */
    table(1, COUNT_RX, 0x8400);
    set_ep(1, BULK | KIND | 1 | RX_VALID);
    assert_int_equal(transact(USB_OUT, 1, false, "one"), USB_ACK);
    expect_rd(&chip, EP1R, CTR_RX | DTOG_RX | RX_NAK | KIND | 1);
    assert_int_equal(get(PMA + 0x100), 'o' | 'n' << 8);
    assert_int_equal(get(PMA + 8 + COUNT_TX), 0x8403);
    clear_ctr(1, CTR_RX);
    assert_int_equal(transact(USB_OUT, 1, true, "two"), USB_NAK);
    set_ep(1, BULK | KIND | 1 | DTOG_RX | RX_VALID);
    assert_int_equal(transact(USB_OUT, 1, true, "two"), USB_ACK);
    expect_rd(&chip, EP1R, CTR_RX | RX_VALID | KIND | 1);
    assert_int_equal(get(PMA + 0x140), 't' | 'w' << 8);
    assert_int_equal(get(PMA + 8 + COUNT_RX), 0x8403);
    assert_int_equal(transact(USB_OUT, 1, false, "three"), USB_NAK);
    chip.watch.events = 1u << EVENT_USB;
    put(EP1R, BULK | KIND | 1 | CTR_TX | DTOG_TX); /* SW_BUF: frees buffer 0 */
    assert_int_equal(chip.events.list[0].usb.change, USB_READY);
    unwatch(&chip);
    assert_int_equal(transact(USB_OUT, 1, false, "three"), USB_ACK);
    assert_int_equal(get(PMA + 0x100), 't' | 'h' << 8);
    expect_rd(&chip, EP1R, CTR_RX | DTOG_RX | RX_VALID | KIND | DTOG_TX | 1);
}

static void two_buffers_take_turns_in(void **state)
{
    (void)state;
    table(1, ADDR_TX, 0x100);
    table(1, COUNT_TX, 1);
    table(1, ADDR_RX, 0x140);
    table(1, COUNT_RX, 2);
    put(PMA + 0x100, 'a');
    put(PMA + 0x140, 'b' | 'c' << 8);
    set_ep(1, BULK | KIND | 1 | TX_VALID);
    assert_int_equal(transact(USB_IN, 1, false, NULL), USB_ACK);
    assert_int_equal(packet.size, 1);
    assert_false(packet.data1);
    expect_rd(&chip, EP1R, CTR_TX | DTOG_TX | TX_NAK | KIND | 1);
    clear_ctr(1, CTR_TX);
    set_ep(1, BULK | KIND | 1 | DTOG_TX | TX_VALID);
    assert_int_equal(transact(USB_IN, 1, false, NULL), USB_ACK);
    assert_true(packet.data1);
    assert_memory_equal(packet.data, "bc", 2);
    assert_int_equal(transact(USB_IN, 1, false, NULL), USB_NAK);
    put(EP1R, BULK | KIND | 1 | CTR_RX | CTR_TX | DTOG_RX); /* SW_BUF */
    assert_int_equal(transact(USB_IN, 1, false, NULL), USB_ACK);
    assert_memory_equal(packet.data, "a", 1);
}

/* Without DBL_BUF, or after a reset of the bus, the next one is the first. */
static void dbl_buf_begins_anew(void **state)
{
    (void)state;
    for (unsigned by_reset = 0; by_reset < 2; by_reset++) {
        table(1, COUNT_TX, 0x8400);
        table(1, COUNT_RX, 0x8400);
        set_ep(1, BULK | KIND | 1 | RX_VALID);
        assert_int_equal(transact(USB_OUT, 1, false, "x"), USB_ACK);
        set_ep(1, BULK | KIND | 1 | RX_VALID);
        assert_int_equal(transact(USB_OUT, 1, false, "x"), USB_NAK);
        if (by_reset) {
            bus_reset();
            put(DADDR, EF);
        } else
            set_ep(1, BULK | 1 | RX_VALID);
        set_ep(1, BULK | KIND | 1 | RX_VALID);
        assert_int_equal(transact(USB_OUT, 1, false, "x"), USB_ACK);
        set_ep(1, BULK | 1);
    }
}

static void isochronous_has_no_handshake(void **state)
{
    (void)state;
    table(1, ADDR_TX, 0x100);
    table(1, COUNT_TX, 0x8400);
    table(1, ADDR_RX, 0x140);
    table(1, COUNT_RX, 0x8400);
    set_ep(1, ISO | 1 | RX_VALID);
    assert_int_equal(transact(USB_OUT, 1, false, "one"), USB_ACK);
    assert_int_equal(transact(USB_OUT, 1, false, "two"), USB_ACK);
    assert_int_equal(get(PMA + 0x100), 'o' | 'n' << 8);
    assert_int_equal(get(PMA + 0x140), 't' | 'w' << 8);
    expect_rd(&chip, EP1R, CTR_RX | RX_VALID | ISO | 1);
    set_ep(1, ISO | 1 | TX_VALID);
    table(1, COUNT_TX, 4);
    assert_int_equal(transact(USB_IN, 1, false, NULL), USB_ACK);
    assert_int_equal(packet.size, 4);
    assert_false(packet.data1);
}

/* The table and buffers that reach over the end of the memory go on at its
 * beginning. */
static void addresses_stay_in_the_memory(void **state)
{
    (void)state;
    put(BTABLE, 0xFFF8); /* the words of register 1 are at 0 */
    table(0, ADDR_TX, 0xFFFC);
    table(0, COUNT_TX, 0xFFFF);
    table(0, ADDR_RX, 0xFFFC);
    table(0, COUNT_RX, 0xFC00);
    set_ep(1, BULK | 1 | RX_VALID | TX_VALID);
    assert_int_equal(transact(USB_IN, 1, false, NULL), USB_ACK);
    assert_int_equal(packet.size, 0x3FF);
    assert_int_equal(packet.data[4] | packet.data[5] << 8, 0xFFFC);
    assert_int_equal(transact(USB_OUT, 1, false, "0123456789"), USB_ACK);
    assert_int_equal(get(PMA + 0x3FC), '0' | '1' << 8);
    assert_int_equal(get(PMA), '4' | '5' << 8);
    assert_int_equal(get(PMA + COUNT_RX), 0xFC0A);
}

int main(void)
{
#define POWERED(name) cmocka_unit_test_setup(name, powered)
#define DEVICE(name)  cmocka_unit_test_setup(name, device)
    const struct CMUnitTest tests[] = {
        POWERED(as_after_reset),
        POWERED(an_endpoint_register_toggles_and_keeps),
        POWERED(forced_reset_holds_the_endpoints),
        POWERED(the_packet_memory_is_bytes_and_halfwords),
        POWERED(the_pull_up_attaches),
        POWERED(a_bus_reset_is_seen),
        POWERED(frames_are_counted),
        POWERED(without_frames_it_is_suspended),
        POWERED(remote_wake_up_is_seen_by_the_host),
        POWERED(without_48_mhz_it_is_deaf),
        DEVICE(a_setup_is_always_taken),
        DEVICE(an_in_is_sent_once),
        DEVICE(an_out_is_taken_with_its_toggle),
        DEVICE(more_than_a_buffer_takes_is_stalled),
        DEVICE(a_status_stage_has_no_data),
        DEVICE(address_and_endpoint_choose),
        DEVICE(the_first_endpoint_is_named_first),
        DEVICE(two_buffers_take_turns_out),
        DEVICE(two_buffers_take_turns_in),
        DEVICE(dbl_buf_begins_anew),
        DEVICE(isochronous_has_no_handshake),
        DEVICE(addresses_stay_in_the_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
