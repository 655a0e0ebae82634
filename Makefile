# SPDX-License-Identifier: BSD-2-Clause
# On a fresh Debian 12 or 13 machine two commands do everything, packages included:
#   make demo    builds SulFEM, runs a composite cathode that flows and a linear one, draws both
#   make check   builds SulFEM and runs all tests
# Besides: build, install (PREFIX=...), bench, format, clean.

BUILD := build
TESTS := OFF
PREFIX ?= /usr/local
JOBS ?= $(shell nproc)

.PHONY: build demo check bench install format clean

build:
	cmake -S . -B $(BUILD) -DCMAKE_INSTALL_PREFIX=$(PREFIX) -DSULFEM_TESTS=$(TESTS) $(CMAKE_OPTIONS)
	cmake --build $(BUILD) --parallel $(JOBS)

demo:
	src/cmake/install-packages.sh build demo
	$(MAKE) --no-print-directory build
	src/cmake/demo.sh $(BUILD)

check:
	src/cmake/install-packages.sh build check
	$(MAKE) --no-print-directory build TESTS=ON
	ctest --test-dir $(BUILD) --parallel $$((2 * $(JOBS))) --output-on-failure # slots of half a core

bench:
	src/cmake/install-packages.sh build bench
	$(MAKE) --no-print-directory build
	tests/bench/run.py $(BUILD) $(BENCH)

install: build
	cmake --install $(BUILD)

format:
	git ls-files -z '*.c' '*.h' | xargs -0 clang-format -i

clean:
	rm -rf build build-*
