/* SPDX-License-Identifier: MIT */
#include "tests/benchmark/benchmark_usb.h"

#include "tests/benchmark/benchmark_time.h"
#include "tests/rom/rom_usb_fixture.h"

enum {
    BYTES = 64 * 1024,
    BLOCKS = BYTES / TRANSFER,
    PAGE = 128,
    FRAME_BYTES = 19 * 64, /* USB 2.0 5.8.4: packets of 64 bytes in 1 ms */
    V4_1 = 1               /* of rom_board.h */
};

static uint8_t data[BYTES], back[BYTES];

static void erase(void)
{
    for (uint32_t at = 0; at < BYTES; at += PAGE)
        assert_int_equal(dfu_erase(FLASH_BASE + at), DFU_OK);
}

static void write(void)
{
    assert_int_equal(dfu_address(FLASH_BASE), DFU_OK);
    for (unsigned i = 0; i < BLOCKS; i++)
        assert_int_equal(
            dfu_download((uint16_t)(i + 2), data + i * TRANSFER, TRANSFER)
                .status,
            DFU_OK);
}

static void read_back(void)
{
    dfu_abort();
    for (unsigned i = 0; i < BLOCKS; i++)
        assert_int_equal(
            dfu_in(UPLOAD, (uint16_t)(i + 2), back + i * TRANSFER, TRANSFER),
            USB_DONE);
    assert_memory_equal(back, data, BYTES);
}

static void find(void)
{
    usb_plug();
    while (host.port != USB_PORT_READY)
        usb_pass(PS_PER_MS / 10);
    dfu_clear();
}

static void measure(const char *name, void (*work)(void))
{
    uint64_t from = clock_ps(&chip);
    double start = bench_time(CLOCK_MONOTONIC), own = bench_own_time();
    work();
    printf("%-28s %10.1f %10.3f %16.3f\n", name,
           (double)(clock_ps(&chip) - from) / PS_PER_MS,
           bench_time(CLOCK_MONOTONIC) - start, bench_own_time() - own);
}

void bench_usb(void)
{
    for (unsigned i = 0; i < BYTES; i++)
        data[i] = (uint8_t)(i * 167 + (i >> 8));
    usb_boot(V4_1, 0);
    printf("\nDFU of the ROM (V4.1), 64 KiB; USB alone takes %.1f ms each way "
           "(19 packets of\n64 bytes in a frame), the enumeration waits 120 ms "
           "(USB 2.0 7.1.7):\n%-28s %10s %10s %16s\n",
           (double)BYTES / FRAME_BYTES, "", "virtual ms", "wall s",
           "processor time s");
    measure("from the cable to dfuIDLE", find);
    measure("erase 512 pages", erase);
    measure("write 32 blocks", write);
    measure("read 32 blocks", read_back);
}
