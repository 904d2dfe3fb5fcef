# SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
# The tests: what they are built from and how they run. tests/README.md says where each kind lives.

CLANG_FORMAT ?= clang-format
PROVE ?= prove

SANITIZERS := -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
TEST_DEPS := gcc-aarch64-linux-gnu libcmocka-dev libclang-rt-14-dev clang-format clang-tidy cppcheck perl qemu-system-x86 busybox-static cpio openssl \
	zstd xz-utils crun runc bpftrace iproute2 jq strace time valgrind util-linux kmod debian-archive-keyring debootstrap debhelper \
	lintian e2fsprogs mandoc universal-ctags bash-completion zsh fish bsdextrautils rpm rpmlint \
	golang-github-containers-common python3 chromium fonts-dejavu-core tmux buildah ansible-core ovmf mtools dosfstools fdisk
# These start services, so only where no systemd runs that would: tests that miss them say so.
SERVICE_DEPS := $(if $(wildcard /run/systemd/system),,prometheus rsyslog)


REFERENCE_OBJECTS := $(patsubst %.c,$(O)/obj/%.o,$(wildcard tests/reference/*.c))
UNIT_SOURCES := $(wildcard tests/unit/*.c tests/unit/*/*.c)
UNIT_TESTS := $(UNIT_SOURCES:tests/unit/%.c=$(O)/tests/unit/%.t)
SANITIZED_TESTS := $(UNIT_SOURCES:tests/unit/%.c=$(O)/tests/sanitized/%.t)
RACERS := $(patsubst tests/race/%.c,$(O)/tests/%,$(wildcard tests/race/*.c))
PROBES := $(patsubst tests/probe/%.c,$(O)/tests/%,$(wildcard tests/probe/*.c)) $(RACERS)
C_FILES = $(filter-out $(O)/%,$(wildcard */*.[ch] */*/*.[ch] */*/*/*.[ch]))


.PHONY: test-deps test test-system unit scripts sanitize editor fuzz live guest-programs guest-programs-arm64 storm race orders faults soak beside system system-trixie system-kubernetes system-engines system-uefi demo lint format tags

-include $(wildcard $(O)/fuzzed/*/*.d $(O)/fuzzed/*/*/*.d $(O)/sanitized/*/*.d $(O)/sanitized/*/*/*.d $(O)/sanitized/*/*/*/*.d $(O)/tests/*.d $(O)/tests/*/*.d $(O)/tests/*/*/*.d)

# The second opinion on decisions, for the tests that compare.
$(O)/libreference.a: $(REFERENCE_OBJECTS)
	$(call say,AR,$@)
	$(Q)rm -f $@ && ar rcs $@ $^

# Test programs: the first rules say what each is made of, the last one how. Unit tests link everything and print TAP.
PROGRAM_LIBRARIES := $(O)/libgatekeeper.a $(O)/libpolicy.a
LIVE_PROGRAMS := $(addprefix $(O)/tests/,storm tampered differential)
BENCH_PROGRAMS := $(addprefix $(O)/tests/bench/,client with-empty publish under-profile)
# Here and not in bench.mk, as make expands what a target needs when it reads it.
BENCH := $(BENCH_PROGRAMS) $(addprefix $(O)/tests/bench/,empty.bpf.o decided-1000.yaml decided-1000-mixed.yaml)

$(UNIT_TESTS): $(O)/tests/unit/%.t: tests/unit/%.c $(O)/libreference.a $(PROGRAM_LIBRARIES)
$(filter-out $(RACERS),$(PROBES)): $(O)/tests/%: tests/probe/%.c
$(RACERS): $(O)/tests/%: tests/race/%.c
$(O)/tests/storm: $(wildcard tests/storm/*.c) $(PROGRAM_LIBRARIES)
$(O)/tests/tampered: tests/tampered/tampered.c $(PROGRAM_LIBRARIES)
$(O)/tests/differential: tests/differential/differential.c $(O)/libreference.a $(O)/libpolicy.a

$(UNIT_TESTS): TEST_LIBRARY = -lcmocka
# Of another architecture they are static, as the guest has no libraries for them.
$(UNIT_TESTS) $(PROBES) $(LIVE_PROGRAMS) $(BENCH_PROGRAMS): | $(ROOT)
	$(call say,TEST,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(CFLAGS) $(C_FLAGS) -MMD -MP -MT $@ $(filter %.c %.a,$^) $(TEST_LIBRARY) $(if $(ROOT),-static $(STATIC_LIBS),$(PKG_LIBS)) -lelf -lz -pthread -o $@

# BPF programs of the tests.
$(O)/tests/judge.bpf.o: tests/differential/judge.bpf.c
$(O)/tests/bench/empty.bpf.o: tests/bench/empty.bpf.c
$(O)/tests/judge.bpf.o $(O)/tests/bench/empty.bpf.o:
	$(call say,CLANG,$<)
	$(Q)mkdir -p $(@D)
	$(Q)$(CLANG) $(BPF_FLAGS) -MMD -MP -c $< -o $@

LIVE := $(LIVE_PROGRAMS) $(O)/tests/judge.bpf.o

# Everything again, under the sanitizers.
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

# Fuzzers, each from the samples. What they find is left in $(O)/fuzz.
FUZZ_SECONDS ?= 600
FUZZERS := $(patsubst tests/fuzz/%.c,$(O)/fuzz/%,$(wildcard tests/fuzz/*.c))
FUZZED := $(patsubst %,gatekeeper/%.c,explain/why base/escape base/failure base/text-file request/from-words request/from-words-caller request/from-words-container \
	$(addprefix record/,record table event-values own-values fields container-id) \
	$(addprefix log/,reader shape print chain filter input scan) \
	$(addprefix seccomp/,profile profile-check profile-names plan outcomes merge cover build-filter))
FUZZ_FLAGS := -g -O1 -fsanitize=address,undefined -fno-sanitize-recover=all
$(O)/fuzzed/%.o: %.c
	$(call say,FUZZ,$<)
	$(Q)mkdir -p $(@D)
	$(Q)$(CLANG) $(FUZZ_FLAGS) -fsanitize=fuzzer-no-link $(C_FLAGS) -MMD -MP -c $< -o $@

$(FUZZERS): $(O)/fuzz/%: $(patsubst %.c,$(O)/fuzzed/%.o,tests/fuzz/%.c $(FUZZED) $(POLICY_FILES))
	$(call say,LD,$@)
	$(Q)mkdir -p $(@D)/corpus/$*
	$(Q)$(CLANG) $(FUZZ_FLAGS) -fsanitize=fuzzer $^ $(PKG_LIBS) -o $@

fuzz: $(addprefix fuzz-,$(notdir $(FUZZERS))) ## the fuzzers, FUZZ_SECONDS=600 each

fuzz-%: $(O)/fuzz/%
	$(Q)cp policy/presets/*.yaml tests/samples/*/*.yaml tests/unit/record/record.jsonl tests/fuzz/*.json $(O)/fuzz/corpus/$*
	$(Q)LSAN_OPTIONS=suppressions=tests/fuzz/lsan.suppressions:print_suppressions=0 \
		$< -max_total_time=$(FUZZ_SECONDS) -timeout=10 -verbosity=0 -print_final_stats=1 \
		-artifact_prefix=$(O)/fuzz/ $(O)/fuzz/corpus/$* >$(O)/fuzz/$*.log 2>&1 || { cat $(O)/fuzz/$*.log; exit 1; }
	$(Q)sed -n 's/^stat::/$*: /p' $(O)/fuzz/$*.log

test-deps: ## deps, and what the tests need
	$(Q)contrib/install-packages $(DEPS) $(TEST_DEPS) $(SERVICE_DEPS)

# T="record log-chain" builds and runs only these unit tests, whatever their folder.
UNIT_SCRIPTS := tests/documentation.t tests/diff/presets.t tests/log-terminal.t tests/report/report.t tests/top/top.t tests/metrics/metrics.t tests/collectors/collectors.t tests/oci/oci.t tests/kubernetes.t tests/fleet.t tests/tutorial/tutorial.t tests/bench/log-since tests/rpm.t tests/made-up-field/made-up-field.t tests/made-up-key/made-up-key.t tests/made-up-row/made-up-row.t tests/lint/lints.t tests/tags.t
CHOSEN_TESTS = $(if $(T),$(foreach t,$(T),$(or $(filter %/$t.t,$(UNIT_TESTS)),$(error there is no unit test $t))),$(UNIT_TESTS))
unit: all $(CHOSEN_TESTS) $(if $(T),,scripts) ## the unit tests; T=record: only that one; ALL=1: 20,000 pairs of policies are compared
	$(Q)O=$(O) $(if $(ALL),GATEKEEPER_PAIRS=20000) CMOCKA_MESSAGE_OUTPUT=TAP $(PROVE) -j 2 --exec '' $(CHOSEN_TESTS)

scripts: all $(O)/tests/unit/metrics/metrics.t $(if $(wildcard /bin/busybox),kubernetes-image)
	$(Q)O=$(O) $(PROVE) --exec '' $(UNIT_SCRIPTS)
	$(Q)O=$(O) $(PROVE) --exec tests/preset policy/presets/*.yaml

sanitize: $(SANITIZED_TESTS) ## the unit tests under the address and undefined behaviour sanitizers
	$(Q)CMOCKA_MESSAGE_OUTPUT=TAP $(PROVE) --exec '' $(SANITIZED_TESTS)

# The server is a package of npm: a whole run does not need it.
LANGUAGE_SERVER := yaml-language-server@1.19.2
$(O)/editor/node_modules/.bin/yaml-language-server:
	$(Q)npm install --prefix $(O)/editor --no-audit --no-fund --silent $(LANGUAGE_SERVER)

editor: $(O)/gatekeeper $(O)/editor/node_modules/.bin/yaml-language-server ## what a YAML language server marks and offers with the schema; needs npm
	$(Q)O=$(O) $(PROVE) --exec '' tests/editor/language-server.t

# Real kernels in microVMs; KERNELS="6.1 newest" chooses. 5.10 has the tests of boot only, 6.18 loads and unloads, and so do,
# with ALL=1, PREEMPT_RT and the full kernel. arm64 has the cases that depend on the architecture.
KERNELS ?= $(or $(KERNEL),5.10 6.1 6.12 6.18 newest $(if $(ALL),6.12-rt 6.12-full arm64-6.1 arm64-6.12))
# Two at a time, the long ones first, and before them LANES, what else a whole run has. ALL=1: each case, and the benchmark, on each
# kernel, which takes more than a run has time for.
FOUND_TESTS = $(filter-out $(addprefix tests/live/,$(if $(ALL),races-6.1.t,without-bpf-6.12.t without-bpf-newest.t)), \
	$(wildcard $(foreach t,% races-% orders-% without-bpf-% boot-% sanitized-% $(if $(ALL),bcc-%),$(patsubst %,tests/live/$t.t,$(KERNELS)))) \
	tests/vm/clean-log.t \
	$(if $(ALL),tests/system/run-trixie tests/system/run-kubernetes tests/system/run-engines tests/system/run-uefi tests/reproducible.t))
LONG_TESTS := $(addprefix tests/live/,6.1.t 6.12.t races-6.1.t orders-6.1.t)
LIVE_TESTS = $(filter $(LONG_TESTS),$(FOUND_TESTS)) $(filter-out $(LONG_TESTS),$(FOUND_TESTS))
# Whatever runs in the guests, for those of another architecture, too.
guest-programs: $(O)/gatekeeper $(PROBES) $(LIVE)
guest-programs-arm64:
	$(Q)$(MAKE) --no-print-directory ARCH=arm64 O=$(O)/arm64 guest-programs
live: $(if $(ALL),kubernetes-image) $(if $(filter arm64-%,$(KERNELS)),guest-programs-arm64) $(O)/gatekeeper $(O)/tests/sanitized/gatekeeper $(PROBES) $(LIVE) ## real kernels in microVMs; KERNELS="6.1 newest", ALL=1; CASE=75 KERNEL=6.12: one case on one
	$(Q)tests/vm/fetch-emulator >/dev/null && for kernel in $(if $(CASE),$(or $(KERNEL),6.12),$(KERNELS)); do tests/vm/fetch-kernel $$kernel >/dev/null || exit; done
ifdef CASE
	$(Q)O=$(O) GK_LIVE_ONLY='$(CASE)' tests/live/boot $(or $(KERNEL),6.12)
else
	$(Q)O=$(O) GK_LIVE_ALL=$(if $(ALL),none) GK_LIVE_TIMEOUT=$(if $(ALL),3600,2400) $(PROVE) -j 2 --exec '' --timer $(LANES) $(LIVE_TESTS)
endif

# 10,000 publishes while two threads attach: too long for each run, which has a storm of 300.
storm: $(O)/gatekeeper $(PROBES) $(LIVE) ## 10,000 publishes while two threads attach, on 6.12
	$(Q)O=$(O) $(PROVE) --exec '' tests/live/storm-6.12.t

# All triples of load, unload, start, stop, kill and so on, and 300 random sequences of eight: hours. Each run has all pairs
# (tests/live/orders-6.1.t). ORDERS=triples for a part.
orders: $(O)/gatekeeper $(PROBES) $(LIVE) ## all triples of load, unload, start, stop, kill..., random sequences; ORDERS=triples, FROM=1, KERNEL=6.12
	$(Q)for orders in $(or $(ORDERS),triples 300); do \
		GK_LIVE_ONLY=82 GK_ORDERS=$$orders GK_ORDERS_FROM=$(or $(FROM),1) GK_LIVE_TIMEOUT=43200 O=$(O) tests/live/boot $(or $(KERNEL),6.12) || exit; \
	done

# Kills behind every system call that changes something, and a flood of 10 s: a run has a sample of both.
faults: $(O)/gatekeeper $(PROBES) $(LIVE) ## kills behind every system call that changes something, a flood of 10 s; KERNEL=6.12
	$(Q)GK_LIVE_ONLY=68 GK_FAULT_STEP=1 GK_LIVE_TIMEOUT=3600 O=$(O) tests/live/boot $(or $(KERNEL),6.12)
	$(Q)GK_LIVE_ONLY='@(87|89)' GK_FAULT_STEP=1 GK_LIVE_TIMEOUT=3600 O=$(O) tests/live/boot $(or $(KERNEL),6.12)
	$(Q)GK_LIVE_ONLY=67 GK_FLOOD=10 O=$(O) tests/live/boot $(or $(KERNEL),6.12)

# 10 million events through record and log; the rules of `gatekeeper why` for 10,000 denials, of which a run has 2,000.
soak: $(O)/tests/unit/log/soak.t $(O)/tests/unit/why/allow-rule.t ## 10 million events through record and log; 10,000 denials
	$(Q)GK_SOAK=10000000 $<
	$(Q)GK_DENIALS=10000 $(word 2,$^)

# 100,000 tries of each race between a check and what was checked: each run has 500 or more.
race: $(O)/gatekeeper $(PROBES) $(LIVE) ## 100,000 tries of each race between check and use, on 6.12
	$(Q)O=$(O) $(PROVE) --exec '' tests/live/race-6.12.t

# A whole Debian: package, boots, upgrade. The longest of all lanes, so that `make test` starts it first.
system: $(PROBES) ## a whole Debian with systemd: package, boots, restarts, upgrade
	$(Q)O=$(O) $(PROVE) --exec '' tests/system/run

# The units of a newer systemd under every preset, on a Debian of its own.
system-trixie: all $(PROBES) ## the units of systemd 257 under every preset
	$(Q)O=$(O) $(PROVE) --exec '' tests/system/run-trixie

# The pod of contrib/kubernetes, played by podman on a Debian of its own.
system-kubernetes: kubernetes-image $(PROBES) ## the DaemonSet of contrib/kubernetes, played by podman
	$(Q)O=$(O) $(PROVE) --exec '' tests/system/run-kubernetes

# Docker, containerd, podman, runc, nspawn and LXC on a Debian of their own; GK_SYSTEM_SCRIPTS=engines-docker: only that.
system-engines: all $(PROBES) ## names of containers, as the real engines tell them
	$(Q)O=$(O) $(PROVE) --exec '' tests/system/run-engines

# systemd-boot on UEFI firmware, on a Debian of its own.
system-uefi: all $(PROBES) ## systemd-boot: boot entries, unified kernel images, the firmware's variables
	$(Q)O=$(O) $(PROVE) --exec '' tests/system/run-uefi

test-system: test-deps ## all whole Debians, with all set-up
	$(Q)$(MAKE) --no-print-directory -j2 all
	$(Q)$(MAKE) --no-print-directory system system-trixie system-kubernetes system-engines system-uefi

# What does not depend on how fast it runs has what two guests leave of the processors. The benchmark counts instructions.
beside: $(O)/gatekeeper $(BENCH) $(SANITIZED_TESTS)
	$(Q)nice -n 10 $(MAKE) --no-print-directory sanitize
	$(Q)O=$(O) nice -n 10 $(PROVE) --exec '' --timer tests/bench/report.t $(wildcard $(patsubst %,tests/bench/%.t,$(if $(ALL),$(BENCH_KERNELS),6.12)))

# Each of these does all its own set-up, so that on a fresh machine one command is enough.
# Without ALL=1 the unit tests in C run under the sanitizers only.
test: test-deps ## everything: lint, unit, sanitize, fuzz, live, system, bench; ALL=1 for the rare long ones
	$(Q)$(MAKE) --no-print-directory -j2 all
	$(Q)$(MAKE) --no-print-directory -j2 lint $(if $(ALL),unit,scripts) fuzz FUZZ_SECONDS=4
	$(Q)$(MAKE) --no-print-directory -j2 live beside LANES=tests/system/run
	$(if $(ALL),$(Q)$(MAKE) --no-print-directory orders)

demo: test-deps ## a container denied and the host allowed, on a stock kernel; KERNEL=6.12 for another
	$(Q)$(MAKE) --no-print-directory all
	$(Q)O=$(O) KERNEL=$(or $(KERNEL),6.1) tests/vm/demo

# cppcheck's search for leaks does not know the cleanup attribute; the sanitizers search for leaks.
lint: ## formatting, include rules, include guards, sizes, static analysis
	$(call say,FORMAT,)
	$(Q)$(CLANG_FORMAT) -n --Werror $(C_FILES)
	$(call say,ALONE,)
	$(Q)CLANG=$(CLANG) $(PROVE) --quiet --exec '' tests/lint/compiles-alone
	$(call say,LAYOUT,)
	$(Q)$(PROVE) --quiet --exec '' tests/lint/includes tests/lint/guards tests/lint/named-files tests/lint/sizes tests/lint/attacks
	$(call say,CPPCHECK,)
	$(Q)cppcheck --quiet --enable=warning,performance,portability --error-exitcode=1 --inline-suppr \
		--suppress=ctuuninitvar --suppress=unknownMacro --suppress=memleak --suppress=resourceLeak \
		-I. -D_GNU_SOURCE policy gatekeeper tests/probe tests/race

format: ## clang-format in place
	$(Q)$(CLANG_FORMAT) -i $(C_FILES)

# For editors. A hook is known to ctags by the name that BPF_PROG() gives it, not as BPF_PROG.
TAGS ?= tags
tags: ## a ctags file that also finds the hooks
	$(Q)ctags -f $(TAGS) --languages=C --langmap=C:.c.h -R '--regex-C=/^int BPF_PROG\(([a-z0-9_]+)/\1/f,function/' \
		bpf-lsm policy gatekeeper tests
