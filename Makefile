# The front door; CMake is the build. Everything goes to build/.
BUILD = build

all:
	@scripts/install-packages build
	cmake -S . -B "$(BUILD)" -G Ninja
	cmake --build "$(BUILD)"

demo: all
	"$(BUILD)"/boot0 demo

test:
	@scripts/test

bench:
	@scripts/bench

# A hundred million random instructions beside Unicorn, from a fresh seed.
fuzz:
	@scripts/install-packages test
	cmake -S . -B "$(BUILD)" -G Ninja -DBOOT0_TESTS=ON
	cmake --build "$(BUILD)" --target test_lockstep
	"$(BUILD)"/tests/test_lockstep random 100000000

coverage:
	@scripts/coverage

clean:
	rm -rf build build-*

.PHONY: all demo test bench fuzz coverage clean
