# stoplog: build, test, lint, install. GNU make; no generator, no configure step.
#
#   make              build/stoplog (optimised, hardened)
#   make check        every test, under ASan and UBSan, and the lints; ends with "N passed, N failed"
#   make test-unit    cmocka tests only        make test-e2e   bats, real git push
#   make lint         layers, tables, banned calls, function length, format
#   make fuzz         libFuzzer targets (clang), FUZZ_SECONDS each (default 60)
#   make bench        times beside git diff-tree and git cat-file in one run
#   make install PREFIX=/usr/local DESTDIR=
#
# Layers, lowest first: each is an archive that links only against the ones before it.
LAYERS = base codec sql project change lineage policy gate report host cmd
PKGS   = libgit2 yaml-0.1 libpcre2-8 jansson libmd libutf8proc
VERSION := $(shell cat VERSION)

CC      ?= gcc
BUILD   ?= build
PREFIX  ?= /usr/local
CSTD    = -std=c17 -D_GNU_SOURCE
WARN    = -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes -Wvla -Werror -Wno-format-truncation
OPT     ?= -O2 -g
HARDEN  ?= -fPIE -fstack-protector-strong -D_FORTIFY_SOURCE=2
LINKOPT ?= -pie -Wl,-z,relro,-z,now
PKGCFLAGS := $(shell pkg-config --cflags $(PKGS) 2>/dev/null)
PKGLIBS   := $(shell pkg-config --libs $(PKGS) 2>/dev/null)
CFLAGS_ALL = $(CSTD) $(WARN) $(OPT) $(HARDEN) -Isrc -include base/banned.h $(PKGCFLAGS) -DSTOPLOG_VERSION='"$(VERSION)"' $(CFLAGS) -MMD -MP

# The sanitized build lives beside the release build and is what the tests run.
SAN      = -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
SANVARS  = BUILD=$(BUILD)/san OPT="-O1 -g" HARDEN="$(SAN)" LINKOPT="$(SAN)"

srcs     = $(wildcard src/$(1)/*.c)
objs     = $(patsubst src/%.c,$(BUILD)/%.o,$(call srcs,$(1)))
ARCHIVES = $(foreach l,$(LAYERS),$(BUILD)/lib$(l).a)
# Link order: highest layer first.
LINKLIBS = $(BUILD)/libcmd.a $(BUILD)/libhost.a $(BUILD)/libreport.a $(BUILD)/libgate.a $(BUILD)/libpolicy.a \
           $(BUILD)/liblineage.a $(BUILD)/libchange.a $(BUILD)/libproject.a $(BUILD)/libsql.a $(BUILD)/libcodec.a $(BUILD)/libbase.a

.PHONY: all
all: $(BUILD)/stoplog

$(BUILD)/stoplog: $(BUILD)/main.o $(ARCHIVES)
	$(CC) $(LINKOPT) $(LDFLAGS) -o $@ $< $(LINKLIBS) $(PKGLIBS)

$(BUILD)/%.o: src/%.c VERSION
	@mkdir -p $(@D)
	$(CC) $(CFLAGS_ALL) -c $< -o $@

define layer
$(BUILD)/lib$(1).a: $(call objs,$(1))
	@mkdir -p $$(@D)
	@rm -f $$@
	ar rcs $$@ $$^
endef
$(foreach l,$(LAYERS),$(eval $(call layer,$(l))))

-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)

# Unit tests: tests/unit/<layer>/<file>_test.c, one program each, linked against its own layer and
# the ones below. Layers above it need not build.
below    = $(strip $(if $(filter $(1),host),host codec base,$(call upto,$(1),$(LAYERS))))
upto     = $(if $(filter $(1),$(firstword $(2))),$(firstword $(2)),$(call upto,$(1),$(wordlist 2,99,$(2))) $(firstword $(2)))
UNITS    = $(patsubst tests/unit/%.c,$(BUILD)/unit/%,$(wildcard tests/unit/*/*_test.c))
define unit
$(BUILD)/unit/$(1)/%: tests/unit/$(1)/%.c $(foreach l,$(call below,$(1)),$(BUILD)/lib$(l).a)
	@mkdir -p $$(@D)
	$(CC) $(CFLAGS_ALL) -Itests/unit $$< -o $$@ $(LINKOPT) $(foreach l,$(call below,$(1)),$(BUILD)/lib$(l).a) $(PKGLIBS) -lcmocka
endef
$(foreach l,$(LAYERS),$(eval $(call unit,$(l))))

.PHONY: units
units: $(UNITS)

.PHONY: clean
clean:
	rm -rf build
