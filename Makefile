# stoplog: build, test, lint, install. GNU make; no generator, no configure step.
#
#   make              build/stoplog (optimised, hardened)
#   make check        every test, under ASan and UBSan, and the lints; ends with "N passed, N failed"
#   make test-unit    cmocka tests only        make test-e2e   bats, real git push
#   make lint         layers, tables, banned calls, function length, format
#   make fuzz         libFuzzer targets (clang), FUZZ_SECONDS each (default 60)
#   make conformance  ask the pinned SQLMesh again (PyPI, a few minutes) and compare with it
#   make reports      let browsers, schemas and hosts' tools read every format (npm, PyPI, Debian)
#   make bench        times beside git diff-tree and git cat-file in one run
#   make install PREFIX=/usr/local DESTDIR=
#
# Layers, lowest first: each is an archive that links only against the ones before it.
LAYERS = base codec sql project change lineage contract policy gate report host cmd
PKGS   = libgit2 yaml-0.1 libpcre2-8 jansson libmd libutf8proc
VERSION := $(shell cat VERSION)

CC      ?= gcc
# V=1 shows the commands.
Q       = $(if $(V),,@)
BUILD   ?= build
PREFIX  ?= /usr/local
CSTD    = -std=c17 -D_GNU_SOURCE
WARN    = -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes -Wvla -Werror -Wno-format-truncation
OPT     ?= -O3 -g
HARDEN  ?= -fPIE -fstack-protector-strong -D_FORTIFY_SOURCE=2
LINKOPT ?= -pie -Wl,-z,relro,-z,now
PKGCFLAGS := $(shell pkg-config --cflags $(PKGS) 2>/dev/null)
PKGLIBS   := $(shell pkg-config --libs $(PKGS) 2>/dev/null)
CFLAGS_ALL = $(CSTD) $(WARN) $(OPT) $(HARDEN) -Isrc -include base/banned.h $(PKGCFLAGS) -DSTOPLOG_VERSION='"$(VERSION)"' $(CFLAGS) -MMD -MP

# The sanitized build lives beside the release build and is what the tests run.
SAN      = -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
SANVARS  = BUILD=$(BUILD)/san OPT="-O1 -g" HARDEN="$(SAN)" LINKOPT="$(SAN)" CFLAGS="-DARENA_DEBUG -DDIFF_CHECK"

srcs     = $(wildcard src/$(1)/*.c)
objs     = $(patsubst src/%.c,$(BUILD)/%.o,$(call srcs,$(1)))
ARCHIVES = $(foreach l,$(LAYERS),$(BUILD)/lib$(l).a)
# Link order: highest layer first.
LINKLIBS = $(BUILD)/libcmd.a $(BUILD)/libhost.a $(BUILD)/libreport.a $(BUILD)/libgate.a $(BUILD)/libpolicy.a \
           $(BUILD)/libcontract.a $(BUILD)/liblineage.a $(BUILD)/libchange.a $(BUILD)/libproject.a $(BUILD)/libsql.a $(BUILD)/libcodec.a $(BUILD)/libbase.a

.PHONY: all
all: $(BUILD)/stoplog

$(BUILD)/stoplog: $(BUILD)/main.o $(ARCHIVES)
	$(if $(V),,@echo "  link  $@")
	$(Q)$(CC) $(LINKOPT) $(LDFLAGS) -o $@ $< $(LINKLIBS) $(PKGLIBS)

$(BUILD)/%.o: src/%.c VERSION
	@mkdir -p $(@D)
	$(if $(V),,@echo "  cc    $<")
	$(Q)$(CC) $(CFLAGS_ALL) -c $< -o $@

define layer
$(BUILD)/lib$(1).a: $(call objs,$(1))
	@mkdir -p $$(@D)
	@rm -f $$@
	$(Q)ar rcs $$@ $$^
endef
$(foreach l,$(LAYERS),$(eval $(call layer,$(l))))

-include $(shell find $(BUILD) -path $(BUILD)/conformance -prune -o -name '*.d' -type f -print 2>/dev/null)

# Unit tests: tests/unit/<layer>/<file>_test.c, one program each, linked against its own layer and
# the ones below. Layers above it need not build.
below    = $(strip $(if $(filter $(1),host),host codec base,$(call upto,$(1),$(LAYERS))))
upto     = $(if $(filter $(1),$(firstword $(2))),$(firstword $(2)),$(call upto,$(1),$(wordlist 2,99,$(2))) $(firstword $(2)))
UNITS    = $(patsubst tests/unit/%.c,$(BUILD)/unit/%,$(wildcard tests/unit/*/*_test.c))
define unit
$(BUILD)/unit/$(1)/%: tests/unit/$(1)/%.c $(foreach l,$(call below,$(1)),$(BUILD)/lib$(l).a)
	@mkdir -p $$(@D)
	$(if $(V),,@echo "  test  $$@")
	$(Q)$(CC) $(CFLAGS_ALL) -Itests/unit $$< -o $$@ $(LINKOPT) $(foreach l,$(call below,$(1)),$(BUILD)/lib$(l).a) $(PKGLIBS) -lcmocka
endef
$(foreach l,$(LAYERS),$(eval $(call unit,$(l))))

.PHONY: units
units: $(UNITS)

# Helper programs of the tests: tests/unit/<layer>/<name>.c without _test.
TOOLS    = $(patsubst tests/unit/%.c,$(BUILD)/unit/%,$(filter-out %_test.c,$(wildcard tests/unit/*/*.c)))
.PHONY: tools
tools: $(TOOLS)

# Text compiled into the program with .incbin: the compiler does not see these dependencies itself.
$(BUILD)/policy/packs.o: $(wildcard rules/*.yml)
$(BUILD)/report/pages.o: $(wildcard rules/*.md)
$(BUILD)/report/html_files.o: src/report/html.css src/report/html.js

$(BUILD)/stoplog.1: $(BUILD)/stoplog
	$< help --man > $@.tmp && mv $@.tmp $@

$(BUILD)/stoplog.yml.5: $(BUILD)/stoplog
	$< help --man-policy > $@.tmp && mv $@.tmp $@

$(BUILD)/completion.%: $(BUILD)/stoplog
	$< help --completion $* > $@.tmp && mv $@.tmp $@

.PHONY: man pages
man: $(BUILD)/stoplog.1 $(BUILD)/stoplog.yml.5
pages: man $(BUILD)/completion.bash $(BUILD)/completion.zsh $(BUILD)/completion.fish

# --- tests -------------------------------------------------------------------------------------

.PHONY: san san-units check test-unit test-e2e lint
san:
	+$(MAKE) $(SANVARS) all
# One after the other: both build the same archives.
san-units: san
	+$(MAKE) $(SANVARS) units tools

# Installs what the tests need (a no-op when it is there), builds both ways, runs everything.
check:
	./install.sh --check-deps
	+$(MAKE) all man
	+$(MAKE) san san-units
	+$(MAKE) fuzz-replay
	tests/run.sh

test-unit: san-units
	tests/run.sh unit
test-e2e: san san-units
	tests/run.sh e2e
lint:
	tests/run.sh lint

# Needs Python and PyPI; without them the recorded answers are compared, as in `make check`.
.PHONY: conformance
conformance: san-units
	tests/conformance/check.sh
	tests/conformance/contract_pairs.sh fetch

# --- fuzzing: the same function runs the stored corpus under gcc and explores under clang --------

FUZZERS  = $(patsubst tests/fuzz/%_fuzz.c,%,$(wildcard tests/fuzz/*_fuzz.c))
FUZZ_SECONDS ?= 60
FUZZLIBS = $(filter-out %/libcmd.a %/libhost.a,$(LINKLIBS))

.PHONY: fuzz fuzz-build fuzz-replay
$(BUILD)/fuzz/%: tests/fuzz/%_fuzz.c $(FUZZDRIVER) $(filter-out %/libcmd.a %/libhost.a,$(ARCHIVES))
	@mkdir -p $(@D)
	$(if $(V),,@echo "  fuzz  $@")
	$(Q)$(CC) $(CFLAGS_ALL) $(filter %_fuzz.c %replay.c,$^) -o $@ $(LINKOPT) $(FUZZLINK) $(FUZZLIBS) $(PKGLIBS)

# The words that the SQL front end knows, for the targets that read SQL.
SQLFUZZERS = lex parse form flow model draft
$(BUILD)/fuzz/sql.dict: $(wildcard src/sql/*.def src/sql/*.c)
	@mkdir -p $(@D)
	$(Q){ sed -n 's/^KEYWORD(\([A-Z_0-9]*\),.*/"\1"/p; s/^OPERATOR([A-Z_0-9]*, \("[^"]*"\),.*/\1/p' $(filter %.def,$^); \
	  grep -oh '"[A-Z][A-Z_ ]*[A-Z]"' $^; } | sort -u >$@

fuzz-build: $(patsubst %,$(BUILD)/fuzz/%,$(FUZZERS)) $(BUILD)/fuzz/sql.dict

# Every stored input once, under the sanitizers.
fuzz-replay: san
	+$(MAKE) $(SANVARS) FUZZDRIVER=tests/fuzz/replay.c fuzz-build

fuzz:
	+$(MAKE) CC=clang BUILD=$(BUILD)/fuzzing CFLAGS="-Wno-unknown-warning-option -DDIFF_CHECK" OPT="-O1 -g" HARDEN="-fsanitize=address,undefined,fuzzer-no-link -fno-omit-frame-pointer" LINKOPT="-fsanitize=address,undefined" FUZZLINK=-fsanitize=fuzzer fuzz-build
	@for f in $(FUZZERS); do \
	  echo "== $$f"; mkdir -p $(BUILD)/fuzzing/corpus/$$f; \
	  case " $(SQLFUZZERS) " in *" $$f "*) dict=$(BUILD)/fuzzing/fuzz/sql.dict ;; *) dict=$$(ls tests/fuzz/$$f.dict 2>/dev/null) ;; esac; \
	  $(BUILD)/fuzzing/fuzz/$$f $${dict:+-dict=$$dict} -max_total_time=$(FUZZ_SECONDS) -print_final_stats=1 -artifact_prefix=$(BUILD)/fuzzing/$$f- \
	    $(BUILD)/fuzzing/corpus/$$f tests/fuzz/corpus/$$f || exit 1; done

# --- comparing with others: skipped where PyPI is out of reach ----------------------------------------

.PHONY: conformance conformance-mutations conformance-parse conformance-contracts conformance-macros conformance-reach
conformance: conformance-mutations conformance-parse conformance-contracts conformance-macros conformance-reach
conformance-mutations: tools
	tests/conformance/mutations.sh
conformance-parse: tools
	tests/conformance/parse.sh
conformance-macros: tools
	tests/conformance/macros.sh
conformance-reach: all
	tests/conformance/reach.sh
conformance-contracts: san-units
	-tests/conformance/odcs_fetch.sh
	tests/conformance/contracts.sh
	tests/conformance/contracts_read.sh || [ $$? -eq 77 ]

# --- the reports, read by whom they are for: skips what cannot be had ----------------------------------

.PHONY: reports
reports: san san-units
	-./install.sh --report-deps
	-tests/reports/fetch.sh
	tests/run.sh reports

# --- measuring, installing, cleaning --------------------------------------------------------------

.PHONY: bench
bench: all
	tests/bench/run.sh

# install.sh keeps a list of what it put where, so that --uninstall can take it away again; with
# DESTDIR (packaging) the files are only laid out.
.PHONY: install
install: all pages
ifeq ($(DESTDIR),)
	./install.sh --no-build --prefix $(PREFIX)
else
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/share/man/man1
	install -d $(DESTDIR)$(PREFIX)/share/stoplog/hooks $(DESTDIR)$(PREFIX)/share/stoplog/rules
	install -m 0755 $(BUILD)/stoplog $(DESTDIR)$(PREFIX)/bin/stoplog
	install -m 0644 $(BUILD)/stoplog.1 $(DESTDIR)$(PREFIX)/share/man/man1/stoplog.1
	install -D -m 0644 $(BUILD)/stoplog.yml.5 $(DESTDIR)$(PREFIX)/share/man/man5/stoplog.yml.5
	install -D -m 0644 $(BUILD)/completion.bash $(DESTDIR)$(PREFIX)/share/bash-completion/completions/stoplog
	install -D -m 0644 $(BUILD)/completion.zsh $(DESTDIR)$(PREFIX)/share/zsh/site-functions/_stoplog
	install -D -m 0644 $(BUILD)/completion.fish $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/stoplog.fish
	install -m 0755 $(filter-out hooks/ci,$(wildcard hooks/*)) $(DESTDIR)$(PREFIX)/share/stoplog/hooks/
	install -D -m 0755 -t $(DESTDIR)$(PREFIX)/share/stoplog/hooks/ci hooks/ci/comment
	install -D -m 0644 -t $(DESTDIR)$(PREFIX)/share/stoplog/hooks/ci $(wildcard hooks/ci/*.yml)
	install -m 0644 rules/* $(DESTDIR)$(PREFIX)/share/stoplog/rules/
endif

.PHONY: clean
clean:
	rm -rf build
