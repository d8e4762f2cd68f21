# The front door; CMake is the build. Everything goes to build/.
BUILD = build

all:
	@scripts/install-packages build
	cmake -S . -B $(BUILD) -G Ninja
	cmake --build $(BUILD)

demo: all
	$(BUILD)/boot0 demo

test:
	@scripts/test

bench:
	@scripts/bench

coverage:
	@scripts/coverage

clean:
	rm -rf build build-*

.PHONY: all demo test bench coverage clean
