# The front door; CMake is the build. Everything goes to build/.
BUILD = build
# Where `make install` puts what build/ has; DESTDIR goes before it.
PREFIX = /usr/local

all:
	@scripts/install-packages build
	cmake -S . -B "$(BUILD)" -G Ninja
	cmake --build "$(BUILD)"

demo: all
	"$(BUILD)"/boot0 demo

test:
	@scripts/test

# The USB device, with a real Linux and the real dfu-util.
test-usb: all
	@scripts/test-usb || [ $$? = 77 ]

# build/windows/boot0.exe, by MinGW-w64; and the same under Wine.
windows: all
	@scripts/windows

test-windows: all
	@scripts/test-windows || [ $$? = 77 ]

bench:
	@scripts/bench

# From fresh seeds: a hundred million random instructions beside Unicorn, a
# million random messages to the USB/IP server, three million steps of a USB
# device and its host, 300,000 requests to the DFU of the ROM.
fuzz:
	@scripts/install-packages test
	cmake -S . -B "$(BUILD)" -G Ninja -DBOOT0_TESTS=ON
	cmake --build "$(BUILD)" --target test_lockstep test_lockstep_armv7m test_usbip_input test_usb_fuzz test_dfu_noise \
		test_flash_loop test_programmer_line
	"$(BUILD)"/tests/test_lockstep random 100000000
	"$(BUILD)"/tests/test_lockstep_armv7m random 100000000
	"$(BUILD)"/tests/test_usbip_input random 1000000
	"$(BUILD)"/tests/test_usb_fuzz random 3000000
	"$(BUILD)"/tests/test_dfu_noise random 300000
	"$(BUILD)"/tests/test_flash_loop $$(date +%s) 100
	"$(BUILD)"/tests/test_programmer_line all

coverage:
	@scripts/coverage

install: all
	cmake --install "$(BUILD)" --strip --prefix "$(PREFIX)"

uninstall:
	@scripts/uninstall "$(BUILD)"/install_manifest.txt

# build/softboot0-VERSION.tar.gz, a Debian package, and boot0 as one file
# without shared libraries: docs/install.md.
dist:
	@scripts/dist

deb:
	@scripts/deb

test-deb:
	@scripts/test-deb || [ $$? = 77 ]

static: all
	@scripts/static

test-static: static
	@scripts/test-static || [ $$? = 77 ]

clean:
	rm -rf build build-*

.PHONY: all demo test test-usb windows test-windows bench fuzz coverage install uninstall dist deb test-deb static test-static clean
