/* SPDX-License-Identifier: MIT
 *
 * Random stores to the USB device, to its packet memory and its clocks, beside
 * the transfers of the USB host, and beside transactions, line states and
 * resets that no host would make. Whatever comes: the interrupt is that of the
 * flags, transfers end within their data, time goes on, and the same seed gives
 * the same bytes.
 *
 *     test_usb_fuzz [SEED|random COUNT]   COUNT steps from that seed
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "bench/usb_bus.h"
#include "bench/usb_host.h"
#include "tests/chip/block/usb_socket.h"
#include "tests/random.h"

enum { RUN = 2000 /* steps with one chip */, DATA = 4096, BUSY = 20000 };

static struct usb_host host;
static struct chip first_chip;
static struct usb_host first_host;
static uint8_t data[DATA];
static uint64_t seed;

static uint32_t below(uint32_t limit)
{
    return random_below(&seed, limit);
}

static uint32_t word(void)
{
    return (uint32_t)random_next(&seed);
}

/* --- time --- */

static void drain(void)
{
    for (uint32_t i = 0; i < chip.events.count; i++)
        if (chip.events.list[i].kind == EVENT_USB)
            usb_host_event(&host, &chip, chip.events.list[i].usb.change);
    chip.events.count = 0;
}

/* The host is not busy without end: time goes on. */
static void pass(uint64_t ps)
{
    uint64_t until = clock_ps(&chip) + ps;
    for (unsigned turns = 0; clock_ps(&chip) < until; turns++) {
        uint64_t due = usb_host_due(&host);
        if (turns > BUSY)
            fail_msg("the host is busy without end");
        chip_run_to(&chip, due < until ? due : until);
        drain();
        usb_host_run(&host, &chip);
        drain();
    }
}

/* The core of a chip that begins anew sleeps; no event stops it before. */
static void begin(void)
{
    unwatch(&chip);
    sleep_core(&chip);
    chip.watch.events = 1u << EVENT_USB;
}

/* --- what may happen --- */

static void store_register(void)
{
    static const uint32_t others[] = {CNTR, ISTR, DADDR, BTABLE, LPMCSR, BCDR};
    bool endpoint = below(3);
    uint32_t address = endpoint ? EP0R + 4 * below(8) : others[below(6)];
    put(address, word() & 0xFFFF);
}

/* What a driver does: an endpoint that is open, with buffers somewhere. */
static void open_endpoint_at(unsigned n)
{
    put(BTABLE, below(4) ? 0 : word());
    table(n, ADDR_TX, word());
    table(n, COUNT_TX, below(2) ? below(65) : word());
    table(n, ADDR_RX, word());
    table(n, COUNT_RX, below(2) ? 0x8400 : word());
    set_ep(n, (word() & 0x7F70) | (below(8) ? n : below(16)));
}

static void open_endpoint(void)
{
    open_endpoint_at(below(8));
}

static void store_memory(void)
{
    uint32_t address = PMA + below(1024);
    if (below(2))
        fixture_write(&chip, address, 1, word() & 0xFF, __FILE__, __LINE__);
    else
        put(address & ~1u, word() & 0xFFFF);
}

/* What was received or sent is noticed, and the next packet may come; with two
 * buffers the driver swaps. */
static void notice_at(unsigned n)
{
    uint32_t ep = get(EP0R + 4 * n);
    uint32_t toggles = below(2) ? ep & (DTOG_RX | DTOG_TX) : word() & 0x4040;
    clear_ctr(n, CTR_RX | CTR_TX);
    set_ep(n, (ep & 0x070F) | toggles | RX_VALID | TX_VALID);
    put(ISTR, 0);
}

static void notice(void)
{
    notice_at(below(8));
}

/* The device is on, as a driver turns it on, with the host's address. */
static void turn_on(void)
{
    clocks_on();
    device_on();
    open_ep0(RX_VALID, TX_VALID);
    put(DADDR, EF | host.address);
}

/* HSI48, its TRIM by hand and by the CRS, the gates of both blocks. */
static void change_clocks(void)
{
    enum { CRS = 0x40006C00, USBEN = 1 << 23, CRSEN = 1 << 27 };
    switch (below(12)) {
    case 0: wr(&chip, 0x40021008, below(2)); break; /* HSI48ON */
    case 1: wr(&chip, 0x4002104C, below(2) << 26); break;
    case 2:
        wr(&chip, 0x40021038,
           1u << 28 | (below(4) ? USBEN : 0) | (below(4) ? CRSEN : 0));
        break;
    case 3: wr(&chip, CRS + 4, below(2) ? 0x2022BB7F : word()); break;
    case 4: wr(&chip, CRS, word()); break;
    default: wr(&chip, CRS, 0x2060); break;
    }
}

/* The host has a device, and has read nonsense. */
static void enumerate(void)
{
    for (unsigned i = 0; i < sizeof host.configuration; i++)
        host.configuration[i] = (uint8_t)(below(2) ? below(10) : word());
    host.configuration_size = (uint16_t)below(USB_CONFIGURATION + 1);
    host.max_packet = (uint8_t)(8u << below(4));
    host.address = (uint8_t)below(128);
    host.port = USB_PORT_READY;
    host.port_ps = NEVER;
    usb_bus_start(&host, &chip);
    turn_on();
    for (unsigned n = 1 + below(3); n--;)
        open_endpoint();
}

static void change_line(void)
{
    usb_drive(&chip, (enum usb_line)below(5), below(2048));
}

static void transact_at_random(void)
{
    packet = (struct usb_packet){
        .token = (enum usb_token)below(3),
        .address = (uint8_t)(below(2) ? host.address : below(128)),
        .endpoint = (uint8_t)below(16),
        .data1 = below(2),
        .size = (uint16_t)(below(4) ? below(65) : below(USB_PACKET_MAX + 1)),
    };
    for (unsigned i = 0; i < packet.size; i++)
        packet.data[i] = (uint8_t)word();
    usb_transact(&chip, &packet);
    assert_in_range(packet.size, 0, USB_PACKET_MAX);
}

static void submit(void)
{
    struct usb_transfer transfer = {
        .kind = (enum usb_kind)below(3),
        .in = below(2),
        .length = below(3) ? below(DATA + 1) : below(USB_SMALL + 1),
        .zero = below(2),
        .data = below(4) ? data : NULL,
        .tag = below(8),
    };
    transfer.endpoint = transfer.kind == USB_CONTROL
                            ? 0
                            : (uint8_t)(1 + below(below(4) ? 7 : 15));
    for (unsigned i = 0; i < USB_SETUP_SIZE; i++)
        transfer.setup[i] = (uint8_t)(below(2) ? below(12) : word());
    usb_host_submit(&host, &chip, &transfer);
}

static void take_back(void)
{
    struct usb_transfer transfer;
    while (usb_host_take(&host, &transfer)) {
        assert_int_not_equal(transfer.status, USB_PENDING);
        assert_true(transfer.actual <= transfer.length);
    }
    if (below(2) && usb_host_cancel(&host, below(8), &transfer))
        assert_true(transfer.actual <= transfer.length);
}

/* A driver that keeps up. */
static void converse(void)
{
    enumerate();
    for (unsigned n = 1; n < 8; n++)
        if (below(2))
            open_endpoint_at(n);
    for (unsigned rounds = below(40); rounds--;) {
        if (below(2))
            submit();
        pass(below(300) * PS_PER_US);
        for (unsigned n = 0; n < 8; n++)
            if (get(EP0R + 4 * n) & (CTR_RX | CTR_TX) && below(8))
                notice_at(n);
    }
    take_back();
}

static void let_go(void)
{
    switch (below(8)) {
    case 0: usb_host_plug(&host, &chip, below(4)); break;
    case 1:
        chip_reset(&chip, below(2) ? RESET_SYSTEM : RESET_PIN);
        drain();
        begin();
        break;
    default: pass(below(30) * PS_PER_MS); break;
    }
}

/* --- what must be --- */

static void check(void)
{
    uint32_t istr = get(ISTR), cntr = get(CNTR), pending = 0;
    for (uint32_t n = 0; n < 8; n++)
        pending |= get(EP0R + 4 * n) & (CTR_RX | CTR_TX);
    assert_int_equal(!!(istr & CTR), pending != 0);
    if (rd(&chip, 0x40021038) >> 23 & 1)
        assert_int_equal(irq_line(&chip, IRQ_USB), (istr & cntr & 0xFF80) != 0);
    assert_int_equal(get(FNR) & 0x4000 && get(FNR) & 0x8000, 0);
}

static void step(void)
{
    static void (*const steps[])(void) = {store_register,
                                          store_register,
                                          open_endpoint,
                                          open_endpoint,
                                          store_memory,
                                          notice,
                                          notice,
                                          turn_on,
                                          change_clocks,
                                          change_line,
                                          transact_at_random,
                                          transact_at_random,
                                          submit,
                                          submit,
                                          submit,
                                          take_back,
                                          converse,
                                          converse,
                                          let_go};
    steps[below(sizeof steps / sizeof *steps)]();
    drain();
    if (below(2))
        pass(below(400) * PS_PER_US);
    check();
}

/* One chip and its host, from the seed. */
static void run(uint64_t from, uint64_t count)
{
    seed = from;
    memset(&chip, 0, sizeof chip);
    memset(data, 0, sizeof data);
    fixture_chip(&chip);
    usb_host_init(&host);
    clocks_on();
    begin();
    usb_host_plug(&host, &chip, true);
    turn_on();
    drain();
    for (uint64_t i = 0; i < count; i++)
        step();
}

static void run_twice(uint64_t from, uint64_t count)
{
    run(from, count);
    first_chip = chip;
    first_host = host;
    run(from, count);
    assert_memory_equal(&first_chip, &chip, chip.size);
    assert_memory_equal(&first_host, &host, sizeof host);
}

static void every_seed_twice(void **state)
{
    (void)state;
    for (uint64_t from = 1; from <= 20; from++)
        run_twice(from, RUN / 4);
}

static void fresh_seeds(void **state)
{
    (void)state;
    uint64_t from = (uint64_t)time(NULL) * 1000;
    for (unsigned i = 0; i < 10; i++) {
        print_message("test_usb_fuzz %" PRIu64 " %d\n", from + i, RUN);
        run(from + i, RUN);
    }
}

static uint64_t long_from, long_count;

static void from_the_command_line(void **state)
{
    (void)state;
    for (uint64_t done = 0; done < long_count; done += RUN) {
        uint64_t left = long_count - done;
        printf("test_usb_fuzz %" PRIu64 " %d\r", long_from, RUN);
        fflush(stdout);
        run(long_from++, left < RUN ? left : RUN);
    }
    printf("\n");
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_seed_twice),
                                       cmocka_unit_test(fresh_seeds)};
    const struct CMUnitTest longer[] = {
        cmocka_unit_test(from_the_command_line)};
    if (argc == 1)
        return cmocka_run_group_tests(tests, NULL, NULL);
    if (argc != 3) {
        fprintf(stderr, "usage: test_usb_fuzz [SEED|random COUNT]\n");
        return 2;
    }
    long_from = strcmp(argv[1], "random") ? strtoull(argv[1], NULL, 0)
                                          : (uint64_t)time(NULL) * 1000000;
    long_count = strtoull(argv[2], NULL, 0);
    return cmocka_run_group_tests(longer, NULL, NULL);
}
