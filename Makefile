# SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
# `make help` lists the targets. O=build is where everything goes, V=1 shows the commands.

O ?= build
PREFIX ?= /usr
SBINDIR ?= $(PREFIX)/sbin
SYSCONFDIR ?= /etc
DATADIR ?= $(PREFIX)/share
CC ?= gcc
CLANG ?= clang
BPFTOOL ?= $(firstword $(wildcard /usr/sbin/bpftool) bpftool)
CLANG_FORMAT ?= clang-format
PROVE ?= prove
VERSION := 0.1.0

PACKAGES := libbpf libseccomp libcap-ng libfyaml jansson libmd
CFLAGS ?= -O2 -g
WARNINGS := -Wall -Wextra -Werror -Wswitch-enum -Wmissing-prototypes -Wstrict-prototypes -Wshadow -Wformat=2
HARDENING := -fstack-protector-strong -D_FORTIFY_SOURCE=2 -fPIE
SANITIZERS := -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
# Expanded only where something is compiled, so that `make deps` works before the libraries are there.
PKG_CFLAGS = $(shell pkg-config --cflags $(PACKAGES))
PKG_LIBS = $(shell pkg-config --libs $(PACKAGES))
C_FLAGS = -std=gnu11 $(WARNINGS) -D_GNU_SOURCE -DGATEKEEPER_VERSION='"$(VERSION)"' -I. -I$(O) $(PKG_CFLAGS)
# The multiarch include directory holds asm/types.h, which clang does not find for the bpf target.
BPF_FLAGS = -target bpf -mcpu=v3 -O2 -g -std=gnu11 -Wall -Wextra -Werror -Wno-unused-parameter -I. \
	-idirafter /usr/include/$(shell $(CC) -print-multiarch)

Q := $(if $(V),,@)
say = $(if $(V),,@printf '  %-8s %s\n' $(1) $(2))

POLICY_OBJECTS := $(patsubst %.c,$(O)/obj/%.o,$(wildcard policy/*.c))
PROGRAM_OBJECTS := $(patsubst %.c,$(O)/obj/%.o,$(wildcard gatekeeper/*.c))
SKELETONS := $(O)/bpf-lsm/gatekeeper.skel.h $(O)/bpf-lsm/init-task.skel.h
UNIT_TESTS := $(patsubst tests/unit/%.c,$(O)/tests/unit/%.t,$(wildcard tests/unit/*.c))
SANITIZED_TESTS := $(patsubst tests/unit/%.c,$(O)/tests/sanitized/%.t,$(wildcard tests/unit/*.c))
PROBES := $(patsubst tests/probe/%.c,$(O)/tests/%,$(wildcard tests/probe/*.c))
C_FILES = $(wildcard */*.[ch] tests/*/*.[ch])

.PHONY: all help deps test unit sanitize live demo lint format install clean
.DELETE_ON_ERROR:
.SECONDARY:

all: $(O)/gatekeeper

-include $(wildcard $(O)/obj/*/*.d $(O)/bpf-lsm/*.d $(O)/tests/*.d $(O)/tests/*/*.d)

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
	$(Q)$(CC) $(CFLAGS) -pie -Wl,-z,relro,-z,now $(LDFLAGS) $^ $(PKG_LIBS) -o $@

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
	$(Q)$(BPFTOOL) gen skeleton $< name $(subst -,_,$*)_bpf > $@

$(O)/obj/gatekeeper/enforcer.o $(O)/obj/gatekeeper/host.o: $(SKELETONS)

# Unit tests, plain and under the sanitizers; each prints TAP.
$(O)/tests/unit/%.t: tests/unit/%.c $(O)/libgatekeeper.a $(O)/libpolicy.a
	$(call say,TEST,$<)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(CFLAGS) $(C_FLAGS) -MMD -MP $< $(O)/libgatekeeper.a $(O)/libpolicy.a -lcmocka $(PKG_LIBS) -o $@

$(O)/tests/sanitized/%.t: tests/unit/%.c $(wildcard policy/*.c policy/*.h gatekeeper/*.c gatekeeper/*.h) $(SKELETONS)
	$(call say,ASAN,$<)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(CFLAGS) $(SANITIZERS) $(C_FLAGS) $< $(filter-out gatekeeper/main.c,$(wildcard policy/*.c gatekeeper/*.c)) \
		-lcmocka $(PKG_LIBS) -o $@

$(O)/tests/%: tests/probe/%.c
	$(call say,CC,$<)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(CFLAGS) $(C_FLAGS) -MMD -MP $< $(PKG_LIBS) -lelf -lz -o $@

unit: $(UNIT_TESTS)
	$(Q)CMOCKA_MESSAGE_OUTPUT=TAP $(PROVE) --exec '' $(UNIT_TESTS)

clean:
	$(Q)rm -rf $(O)
