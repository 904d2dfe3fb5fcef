# SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
# `make help` lists the targets. O=build is where everything goes, V=1 shows the commands.

O ?= build
PREFIX ?= /usr
SBINDIR ?= $(PREFIX)/sbin
SYSCONFDIR ?= /etc
DATADIR ?= $(PREFIX)/share
MANDIR ?= $(DATADIR)/man
LIBDIR ?= $(PREFIX)/lib
UNITDIR ?= $(LIBDIR)/systemd/system
CC ?= gcc
CLANG ?= clang
BPFTOOL ?= $(firstword $(wildcard /usr/sbin/bpftool) bpftool)
CLANG_FORMAT ?= clang-format
PROVE ?= prove
VERSION := 0.1.0

PACKAGES := libbpf libcrypt libseccomp libcap-ng libfyaml jansson libmd zlib liblzma libzstd
CFLAGS ?= -O2 -g
WARNINGS := -Wall -Wextra -Werror -Wswitch-enum -Wmissing-prototypes -Wstrict-prototypes -Wshadow -Wformat=2
HARDENING := -fstack-protector-strong -D_FORTIFY_SOURCE=2 -fPIE
SANITIZERS := -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
# Expanded only where something is compiled, so that `make deps` works before the libraries are there.
PKG_CFLAGS = $(shell pkg-config --cflags $(PACKAGES))
PKG_LIBS = $(shell pkg-config --libs $(PACKAGES))
# The program itself: one file, which no LD_PRELOAD and no library of the host can bend (ARCHITECTURE.md). The linker's
# warnings are about functions of libcap-ng and libfyaml that look up users, which it does not call.
STATIC_LIBS = $(shell pkg-config --static --libs $(PACKAGES))
C_FLAGS = -std=gnu11 $(WARNINGS) -D_GNU_SOURCE -DGATEKEEPER_VERSION='"$(VERSION)"' -I. -I$(O) $(PKG_CFLAGS)
# The multiarch include directory holds asm/types.h, which clang does not find for the bpf target.
BPF_FLAGS = -target bpf -mcpu=v3 -O2 -g -std=gnu11 -Wall -Wextra -Werror -Wno-unused-parameter -I. \
	-idirafter /usr/include/$(shell $(CC) -print-multiarch)

Q := $(if $(V),,@)
say = $(if $(V),,@printf '  %-8s %s\n' $(1) $(2))

# The manual folders are programs of their own.
POLICY_FILES := $(filter-out policy/manual/%,$(wildcard policy/*.c policy/*/*.c))
PROGRAM_FILES := $(filter-out gatekeeper/manual/%,$(wildcard gatekeeper/*.c gatekeeper/*/*.c))
POLICY_OBJECTS := $(patsubst %.c,$(O)/obj/%.o,$(POLICY_FILES))
PROGRAM_OBJECTS := $(patsubst %.c,$(O)/obj/%.o,$(PROGRAM_FILES))
SKELETONS := $(patsubst %,$(O)/bpf-lsm/%.skel.h,gatekeeper probes/init-task probes/effect)
REFERENCE_OBJECTS := $(patsubst %.c,$(O)/obj/%.o,$(wildcard tests/reference/*.c))
UNIT_TESTS := $(patsubst tests/unit/%.c,$(O)/tests/unit/%.t,$(wildcard tests/unit/*.c))
SANITIZED_TESTS := $(patsubst tests/unit/%.c,$(O)/tests/sanitized/%.t,$(wildcard tests/unit/*.c))
PROBES := $(patsubst tests/probe/%.c,$(O)/tests/%,$(wildcard tests/probe/*.c))
C_FILES = $(filter-out $(O)/%,$(wildcard */*.[ch] */*/*.[ch]))

.PHONY: all help deps test-deps test test-system unit sanitize fuzz live storm race faults soak system system-trixie bench bench-accept demo lint format install clean
.DELETE_ON_ERROR:
.SECONDARY:

all: $(O)/gatekeeper $(O)/gatekeeper-policy.5 $(O)/gatekeeper-audit.5

-include $(wildcard $(foreach f,obj sanitized,$(O)/$f/*/*.d $(O)/$f/*/*/*.d) $(O)/bpf-lsm/*.d $(O)/bpf-lsm/*/*.d $(O)/tests/*.d $(O)/tests/*/*.d)

# The program: the policy compiler is a library that does without libbpf.
$(O)/obj/%.o: %.c
	$(call say,CC,$<)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(CFLAGS) $(HARDENING) $(C_FLAGS) -MMD -MP -c $< -o $@

$(O)/libpolicy.a: $(POLICY_OBJECTS)
	$(call say,AR,$@)
	$(Q)rm -f $@ && ar rcs $@ $^

# Everything of the program but main(), for the unit tests to link.
$(O)/libgatekeeper.a: $(filter-out %/main.o,$(PROGRAM_OBJECTS))
	$(call say,AR,$@)
	$(Q)rm -f $@ && ar rcs $@ $^

$(O)/gatekeeper: $(O)/obj/gatekeeper/main.o $(O)/libgatekeeper.a $(O)/libpolicy.a
	$(call say,LD,$@)
	$(Q)$(CC) $(CFLAGS) -static-pie -Wl,-z,relro,-z,now,--no-warnings $(LDFLAGS) $^ $(STATIC_LIBS) -o $@

# The second opinion on decisions, for the tests that compare.
$(O)/libreference.a: $(REFERENCE_OBJECTS)
	$(call say,AR,$@)
	$(Q)rm -f $@ && ar rcs $@ $^

# The kernel side: compiled without a running kernel's BTF, embedded as a skeleton.
$(O)/bpf-lsm/%.bpf.o: bpf-lsm/%.bpf.c
	$(call say,CLANG,$<)
	$(Q)mkdir -p $(@D)
	$(Q)$(CLANG) $(BPF_FLAGS) -MMD -MP -c $< -o $@

# gen object drops the debug information that only a debugger of the object would want.
$(O)/bpf-lsm/%.linked.o: $(O)/bpf-lsm/%.bpf.o
	$(Q)$(BPFTOOL) gen object $@ $<

$(O)/bpf-lsm/%.skel.h: $(O)/bpf-lsm/%.linked.o
	$(call say,SKEL,$@)
	$(Q)$(BPFTOOL) gen skeleton $< name $(subst -,_,$(notdir $*))_bpf > $@

$(patsubst %,$(O)/obj/gatekeeper/%.o,$(addprefix enforce/,bpf-object install enforcer-status own-ids find-init-task lsm-probe) \
	doctor/programs): $(SKELETONS)

# The manual page of the language, with its vocabulary.
$(O)/policy-words: policy/manual/words.c $(O)/libpolicy.a
	$(call say,CC,$<)
	$(Q)$(CC) $(CFLAGS) $(C_FLAGS) $(LDFLAGS) $^ $(PKG_LIBS) -o $@

$(O)/gatekeeper-policy.5: policy/manual/gatekeeper-policy.5.in $(O)/policy-words
	$(call say,MAN,$@)
	$(Q)$(O)/policy-words <$< >$@

# The manual page of the audit log, with the fields of a record.
$(O)/record-fields: gatekeeper/manual/fields.c $(O)/libgatekeeper.a $(O)/libpolicy.a
	$(call say,CC,$<)
	$(Q)$(CC) $(CFLAGS) $(C_FLAGS) $(LDFLAGS) $^ $(PKG_LIBS) -o $@

$(O)/gatekeeper-audit.5: gatekeeper/manual/gatekeeper-audit.5.in $(O)/record-fields
	$(call say,MAN,$@)
	$(Q)$(O)/record-fields <$< >$@

# Unit tests, plain and under the sanitizers; each prints TAP.
UNIT_LIBRARIES := $(O)/libreference.a $(O)/libgatekeeper.a $(O)/libpolicy.a
$(O)/tests/unit/%.t: tests/unit/%.c $(UNIT_LIBRARIES)
	$(call say,TEST,$<)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(CFLAGS) $(C_FLAGS) -MMD -MP $< $(UNIT_LIBRARIES) -lcmocka $(PKG_LIBS) -o $@

LIBRARY_FILES := $(filter-out gatekeeper/main.c,$(POLICY_FILES) $(PROGRAM_FILES) $(wildcard tests/reference/*.c))
$(O)/sanitized/%.o: %.c | $(SKELETONS)
	$(call say,ASAN,$<)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(CFLAGS) $(SANITIZERS) $(C_FLAGS) -MMD -MP -c $< -o $@

$(O)/libsanitized.a: $(patsubst %.c,$(O)/sanitized/%.o,$(LIBRARY_FILES))
	$(call say,AR,$@)
	$(Q)rm -f $@ && ar rcs $@ $^

$(O)/tests/sanitized/%.t: $(O)/sanitized/tests/unit/%.o $(O)/libsanitized.a
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(CFLAGS) $(SANITIZERS) $^ -lcmocka $(PKG_LIBS) -o $@

# The whole program under the sanitizers, which end with looking for leaks: without its confinement.
$(O)/tests/sanitized/gatekeeper: $(O)/sanitized/gatekeeper/main.o $(O)/sanitized/tests/sanitized/unconfined.o $(O)/libsanitized.a
	$(call say,LD,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(CFLAGS) $(SANITIZERS) $^ $(PKG_LIBS) -o $@

$(O)/tests/%: tests/probe/%.c
	$(call say,CC,$<)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(CFLAGS) $(C_FLAGS) -MMD -MP $< $(PKG_LIBS) -lelf -lz -o $@

# What the live tests run beside the probes.
STORM_FILES := $(wildcard tests/storm/*.c)
$(O)/tests/storm: $(STORM_FILES) $(O)/libgatekeeper.a $(O)/libpolicy.a $(wildcard tests/storm/*.h)
	$(call say,CC,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(CFLAGS) $(C_FLAGS) $(STORM_FILES) $(O)/libgatekeeper.a $(O)/libpolicy.a $(PKG_LIBS) -pthread -o $@

$(O)/tests/bent: tests/bent/bent.c $(O)/libgatekeeper.a $(O)/libpolicy.a
	$(call say,CC,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(CFLAGS) $(C_FLAGS) $^ $(PKG_LIBS) -o $@

DIFFERENTIAL_LIBRARIES := $(O)/libreference.a $(O)/libpolicy.a
$(O)/tests/differential: tests/differential/differential.c tests/differential/judge.h $(DIFFERENTIAL_LIBRARIES)
	$(call say,CC,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(CFLAGS) $(C_FLAGS) $< $(DIFFERENTIAL_LIBRARIES) $(PKG_LIBS) -o $@

$(O)/tests/judge.bpf.o: tests/differential/judge.bpf.c tests/differential/judge.h $(wildcard bpf-lsm/*/*.h)
	$(call say,CLANG,$<)
	$(Q)mkdir -p $(@D)
	$(Q)$(CLANG) $(BPF_FLAGS) -c $< -o $@

LIVE := $(addprefix $(O)/tests/,storm bent differential judge.bpf.o)

# The benchmark: what a call costs in instructions, on real kernels in microVMs; tests/bench/report says what it checks.
BENCH := $(addprefix $(O)/tests/bench/,client with-empty publish empty.bpf.o decided-1000.yaml decided-1000-mixed.yaml)

$(O)/tests/bench/client: $(addprefix tests/bench/,client.c calls.c ring.c calls.h ring.h)
	$(call say,CC,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(CFLAGS) $(C_FLAGS) $(filter %.c,$^) -o $@

$(O)/tests/bench/with-empty: tests/bench/with-empty.c
	$(call say,CC,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(CFLAGS) $(C_FLAGS) $< -lbpf -o $@

$(O)/tests/bench/publish: tests/bench/publish.c $(O)/libgatekeeper.a $(O)/libpolicy.a
	$(call say,CC,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(CFLAGS) $(C_FLAGS) $^ $(PKG_LIBS) -o $@

$(O)/tests/bench/%.bpf.o: tests/bench/%.bpf.c
	$(call say,CLANG,$<)
	$(Q)mkdir -p $(@D)
	$(Q)$(CLANG) $(BPF_FLAGS) -c $< -o $@

$(O)/tests/bench/decided-1000.yaml: tests/bench/decided-10.yaml
$(O)/tests/bench/decided-1000-mixed.yaml: tests/bench/mixed.yaml
$(O)/tests/bench/%.yaml: tests/bench/multiply
	$(Q)mkdir -p $(@D)
	$(Q)tests/bench/multiply -v count=1000 $(filter %.yaml,$^) > $@

BENCH_KERNELS = $(filter-out 5.10,$(KERNELS))
bench: $(O)/gatekeeper $(BENCH)
	$(Q)tests/vm/fetch-emulator >/dev/null && for kernel in $(BENCH_KERNELS); do tests/vm/fetch-kernel $$kernel >/dev/null || exit; done
	$(Q)$(PROVE) --quiet --exec '' tests/bench/report.t
	$(Q)O=$(O) tests/bench/native; native=$$?; O=$(O) tests/bench/bench $(BENCH_KERNELS) && exit $$native

# The figures of the last run become the reference.
bench-accept:
	$(Q)mkdir -p tests/bench/reference
	$(Q)for table in native $(BENCH_KERNELS); do cp $(O)/bench/$$table.tsv tests/bench/reference/ || exit; done

# Fuzzers, each from the samples. What they find is left in $(O)/fuzz.
FUZZ_SECONDS ?= 600
FUZZERS := $(patsubst tests/fuzz/%.c,$(O)/fuzz/%,$(wildcard tests/fuzz/*.c))
FUZZED := $(patsubst %,gatekeeper/%.c,explain/why base/escape $(addprefix record/,record table event-values own-values fields container-id) \
	$(addprefix log/,reader shape print chain filter input))
$(O)/fuzz/%: tests/fuzz/%.c $(FUZZED) $(POLICY_FILES) $(wildcard policy/*.h policy/*/*.h bpf-lsm/*/*.h)
	$(call say,FUZZ,$<)
	$(Q)mkdir -p $(@D)/corpus/$*
	$(Q)$(CLANG) -g -O1 -fsanitize=fuzzer,address,undefined \
		-fno-sanitize-recover=all $(C_FLAGS) $(filter %.c,$^) \
		$(PKG_LIBS) -o $@

fuzz: $(addprefix fuzz-,$(notdir $(FUZZERS)))

fuzz-%: $(O)/fuzz/%
	$(Q)cp policy/presets/*.yaml tests/samples/*/*.yaml tests/unit/record.jsonl $(O)/fuzz/corpus/$*
	$(Q)LSAN_OPTIONS=suppressions=tests/fuzz/lsan.suppressions:print_suppressions=0 \
		$< -max_total_time=$(FUZZ_SECONDS) -timeout=10 -verbosity=0 -print_final_stats=1 \
		-artifact_prefix=$(O)/fuzz/ $(O)/fuzz/corpus/$* >$(O)/fuzz/$*.log 2>&1 || { cat $(O)/fuzz/$*.log; exit 1; }
	$(Q)sed -n 's/^stat::/$*: /p' $(O)/fuzz/$*.log

# What a run needs on Debian. Elsewhere, or without root, the names are printed.
DEPS := gcc make clang llvm pkg-config libbpf-dev libelf-dev zlib1g-dev libseccomp-dev libcap-ng-dev libfyaml-dev \
	libjansson-dev libmd-dev libcrypt-dev liblzma-dev libzstd-dev bpftool
TEST_DEPS := libcmocka-dev libclang-rt-14-dev clang-format clang-tidy cppcheck perl qemu-system-x86 busybox-static cpio openssl \
	zstd xz-utils crun runc bpftrace iproute2 jq strace time valgrind util-linux kmod debian-archive-keyring debootstrap debhelper \
	lintian e2fsprogs mandoc universal-ctags bash-completion bsdextrautils

deps:
	$(Q)contrib/install-packages $(DEPS)

test-deps:
	$(Q)contrib/install-packages $(DEPS) $(TEST_DEPS)

unit: all $(UNIT_TESTS)
	$(Q)O=$(O) CMOCKA_MESSAGE_OUTPUT=TAP $(PROVE) --exec '' $(UNIT_TESTS) tests/documentation.t tests/made-up-field/made-up-field.t tests/lint/lints.t
	$(Q)O=$(O) $(PROVE) --exec tests/preset policy/presets/*.yaml

sanitize: $(SANITIZED_TESTS)
	$(Q)CMOCKA_MESSAGE_OUTPUT=TAP $(PROVE) --exec '' $(SANITIZED_TESTS)

# Real kernels in microVMs; KERNELS="6.1 newest" chooses. 5.10 has the tests of boot only.
KERNELS ?= 5.10 6.1 6.12 newest
# Two at a time, the long ones first, and with LANES what else a whole run has. ALL=1: each case, and the benchmark, on each
# kernel, which takes more than a run has time for.
LIVE_TESTS = $(filter-out $(if $(ALL),,tests/live/without-bpf-6.12.t), \
	$(wildcard $(foreach t,% without-bpf-% boot-% sanitized-%,$(patsubst %,tests/live/$t.t,$(KERNELS)))) \
	$(if $(ALL),tests/system/run-trixie))
live: $(O)/gatekeeper $(O)/tests/sanitized/gatekeeper $(PROBES) $(LIVE) $(if $(LANES),$(BENCH))
	$(Q)tests/vm/fetch-emulator >/dev/null && for kernel in $(KERNELS); do tests/vm/fetch-kernel $$kernel >/dev/null || exit; done
	$(Q)O=$(O) GK_LIVE_ALL=$(if $(ALL),none) GK_LIVE_TIMEOUT=$(if $(ALL),3600,900) $(PROVE) -j 2 --exec '' --timer $(firstword $(LANES)) $(LIVE_TESTS) $(wordlist 2,9,$(LANES))

# 10,000 publishes while two threads attach: too long for each run, which has a storm of 300.
storm: $(O)/gatekeeper $(PROBES) $(LIVE)
	$(Q)O=$(O) $(PROVE) --exec '' tests/live/storm-6.12.t

# Kills behind every system call that changes something, and a flood of 10 s: a run has a sample of both.
faults: $(O)/gatekeeper $(PROBES) $(LIVE)
	$(Q)GK_LIVE_ONLY=68 GK_FAULT_STEP=1 GK_LIVE_TIMEOUT=3600 O=$(O) tests/live/boot $(or $(KERNEL),6.12)
	$(Q)GK_LIVE_ONLY=67 GK_FLOOD=10 O=$(O) tests/live/boot $(or $(KERNEL),6.12)

# 10 million events through record and log.
soak: $(O)/tests/unit/soak.t
	$(Q)GK_SOAK=10000000 $(O)/tests/unit/soak.t
# 100,000 tries to repoint a descriptor between check and use: each run has 500.
race: $(O)/gatekeeper $(PROBES) $(LIVE)
	$(Q)O=$(O) $(PROVE) --exec '' tests/live/race-6.12.t

# A whole Debian: package, boots, upgrade. The longest of all lanes, so that `make test` starts it first.
system: $(PROBES)
	$(Q)O=$(O) $(PROVE) --exec '' tests/system/run

# The units of a newer systemd under every preset, on a Debian of its own.
system-trixie: all $(PROBES)
	$(Q)O=$(O) $(PROVE) --exec '' tests/system/run-trixie

test-system: test-deps
	$(Q)$(MAKE) --no-print-directory -j2 all
	$(Q)$(MAKE) --no-print-directory system system-trixie

# Each of these does all its own set-up, so that on a fresh machine one command is enough.
test: test-deps
	$(Q)$(MAKE) --no-print-directory -j2 all
	$(Q)$(MAKE) --no-print-directory -j2 lint unit sanitize fuzz FUZZ_SECONDS=8
	$(Q)$(MAKE) --no-print-directory live \
		LANES="tests/system/run $(patsubst %,tests/bench/%.t,$(if $(ALL),$(BENCH_KERNELS),6.12)) tests/bench/report.t"

demo: test-deps
	$(Q)$(MAKE) --no-print-directory all
	$(Q)O=$(O) KERNEL=$(or $(KERNEL),6.1) tests/vm/demo

# cppcheck's search for leaks does not know the cleanup attribute; the sanitizers search for leaks.
lint:
	$(call say,FORMAT,)
	$(Q)$(CLANG_FORMAT) -n --Werror $(C_FILES)
	$(call say,ALONE,)
	$(Q)CLANG=$(CLANG) $(PROVE) --quiet --exec '' tests/lint/compiles-alone
	$(call say,LAYOUT,)
	$(Q)$(PROVE) --quiet --exec '' tests/lint/includes tests/lint/sizes
	$(call say,CPPCHECK,)
	$(Q)cppcheck --quiet --enable=warning,performance,portability --error-exitcode=1 --inline-suppr \
		--suppress=ctuuninitvar --suppress=unknownMacro --suppress=memleak --suppress=resourceLeak \
		-I. -D_GNU_SOURCE policy gatekeeper tests/probe

format:
	$(Q)$(CLANG_FORMAT) -i $(C_FILES)

# FOLDER, FILES: as they are, with their own names
install_files = install -D -m 0644 -t $(DESTDIR)$(1) $(2)
install_programs = install -D -m 0755 -t $(DESTDIR)$(1) $(2)
INITRAMFS_TOOLS = $(DATADIR)/initramfs-tools

# A policy that is there already is the administrator's.
install: all
	$(call install_programs,$(SBINDIR),$(O)/gatekeeper)
	$(call install_files,$(DATADIR)/gatekeeper/presets,policy/presets/*.yaml)
	$(call install_files,$(DATADIR)/gatekeeper/presets/tests,policy/presets/tests/*.yaml)
	$(call install_files,$(DATADIR)/gatekeeper,policy/schema.json)
	$(call install_files,$(MANDIR)/man8,gatekeeper/gatekeeper.8)
	$(call install_files,$(MANDIR)/man5,$(O)/gatekeeper-policy.5 $(O)/gatekeeper-audit.5)
	$(call install_files,$(DATADIR)/bash-completion/completions,contrib/bash-completion/gatekeeper)
	$(call install_files,$(UNITDIR),contrib/systemd/*.service)
	$(call install_files,$(SYSCONFDIR)/logrotate.d,contrib/logrotate/gatekeeper)
	$(call install_programs,$(LIBDIR)/gatekeeper,contrib/initramfs/load-early)
	$(call install_programs,$(LIBDIR)/dracut/modules.d/90gatekeeper,contrib/initramfs/dracut/*.sh)
	install -D -m 0755 contrib/initramfs/initramfs-tools/hook $(DESTDIR)$(INITRAMFS_TOOLS)/hooks/gatekeeper
	install -D -m 0755 contrib/initramfs/initramfs-tools/init-bottom \
		$(DESTDIR)$(INITRAMFS_TOOLS)/scripts/init-bottom/gatekeeper
	install -d $(DESTDIR)$(SYSCONFDIR)/gatekeeper $(DESTDIR)$(SYSCONFDIR)/default
	test -e $(DESTDIR)$(SYSCONFDIR)/gatekeeper/policy.yaml || \
		install -m 0644 policy/presets/default.yaml $(DESTDIR)$(SYSCONFDIR)/gatekeeper/policy.yaml
	test -e $(DESTDIR)$(SYSCONFDIR)/default/gatekeeper || \
		install -m 0644 contrib/systemd/gatekeeper.default $(DESTDIR)$(SYSCONFDIR)/default/gatekeeper

help:
	@echo 'make            build/gatekeeper'
	@echo 'make deps       install what building needs (Debian, as root), or print its names'
	@echo 'make demo       a container refused and the host allowed, on a stock kernel; KERNEL=6.12 for another'
	@echo 'make test       all tests; the parts: lint, unit, sanitize, fuzz, live (KERNELS="5.10 6.1 6.12 newest")'
	@echo 'make test-system   whole Debians with systemd: package, boots, restarts, upgrade; its units under every preset'
	@echo 'make fuzz       the fuzzers, FUZZ_SECONDS=600 each'
	@echo 'make storm      10,000 publishes while two threads attach, on 6.12'
	@echo 'make faults     kills behind every system call that changes something, a flood of 10 s (KERNEL=6.12)'
	@echo 'make soak       10 million events through record and log: nothing grows'
	@echo 'make race       100,000 tries to repoint a descriptor between check and use, on 6.12'
	@echo 'make bench      what a call costs, in instructions, on real kernels (KERNELS=); bench-accept: the new reference'
	@echo 'make install    with DESTDIR= and PREFIX='
	@echo 'make format     clang-format in place'
	@echo 'make clean'

clean:
	$(Q)rm -rf $(O)
