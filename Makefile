# SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
# `make help` lists the targets. O=build is where everything goes, V=1 shows the commands.

# make ARCH=arm64 builds by cross in build/arm64: with Debian's compiler, and with libraries that are unpacked aside, so that
# the machine needs no packages of another architecture. Whoever has them, as a build of the package, names CC and PKG_CONFIG.
ifeq ($(ARCH),arm64)
O ?= build/arm64
ROOT := $(O)/root
override CC := aarch64-linux-gnu-gcc --sysroot=$(abspath $(ROOT))
override PKG_CONFIG := PKG_CONFIG_SYSROOT_DIR=$(abspath $(ROOT)) \
	PKG_CONFIG_LIBDIR=$(abspath $(ROOT))/usr/lib/aarch64-linux-gnu/pkgconfig:$(abspath $(ROOT))/usr/share/pkgconfig pkg-config
BUILD_CC ?= gcc
else
ROOT :=
endif
O ?= build
PREFIX ?= /usr
SBINDIR ?= $(PREFIX)/sbin
SYSCONFDIR ?= /etc
DATADIR ?= $(PREFIX)/share
MANDIR ?= $(DATADIR)/man
DOCDIR ?= $(DATADIR)/doc/bpf-gatekeeper
ZSHDIR ?= $(DATADIR)/zsh/site-functions
LIBDIR ?= $(PREFIX)/lib
UNITDIR ?= $(LIBDIR)/systemd/system
CC ?= gcc
# What the build itself runs is for the machine that builds.
BUILD_CC ?= $(CC)
PKG_CONFIG ?= pkg-config
CLANG ?= clang
BPFTOOL ?= $(firstword $(wildcard /usr/sbin/bpftool) bpftool)
VERSION := 0.1.0

PACKAGES := libbpf libcrypt libseccomp libcap-ng libfyaml jansson libmd zlib liblzma libzstd ncursesw
CFLAGS ?= -O2 -g
WARNINGS := -Wall -Wextra -Werror -Wswitch-enum -Wmissing-prototypes -Wstrict-prototypes -Wshadow -Wformat=2
HARDENING := -fstack-protector-strong -D_FORTIFY_SOURCE=2 -fPIE
# Expanded only where something is compiled, so that `make deps` works before the libraries are there.
PKG_CFLAGS = $(shell $(PKG_CONFIG) --cflags $(PACKAGES))
PKG_LIBS = $(shell $(PKG_CONFIG) --libs $(PACKAGES))
# The program itself: one file, which no LD_PRELOAD and no library of the host can change (ARCHITECTURE.md). The linker's
# warnings are about functions of libcap-ng and libfyaml that look up users, which it does not call.
STATIC_LIBS = $(shell $(PKG_CONFIG) --static --libs $(PACKAGES))
C_FLAGS = -std=gnu11 $(WARNINGS) -D_GNU_SOURCE -DGATEKEEPER_VERSION='"$(VERSION)"' -I. -I$(O) $(PKG_CFLAGS)
# The multiarch include directory holds asm/types.h, which clang does not find for the bpf target.
# The names of source files in the BTF must not depend on the folder of the build.
BPF_FLAGS = -target bpf -mcpu=v3 -O2 -g -ffile-prefix-map=$(CURDIR)=. -std=gnu11 -Wall -Wextra -Werror \
	-Wno-unused-parameter -I. -idirafter /usr/include/$(shell $(BUILD_CC) -print-multiarch)

Q := $(if $(V),,@)
say = $(if $(V),,@printf '  %-8s %s\n' $(1) $(2))

# The manual folders are programs of their own.
POLICY_FILES := $(filter-out policy/manual/%,$(wildcard policy/*.c policy/*/*.c))
PROGRAM_FILES := $(filter-out gatekeeper/manual/%,$(wildcard gatekeeper/*.c gatekeeper/*/*.c))
POLICY_OBJECTS := $(patsubst %.c,$(O)/obj/%.o,$(POLICY_FILES))
PROGRAM_OBJECTS := $(patsubst %.c,$(O)/obj/%.o,$(PROGRAM_FILES))
SKELETONS := $(patsubst %,$(O)/bpf-lsm/%.skel.h,gatekeeper probes/init-task probes/effect)

.PHONY: all help deps install clean
.DELETE_ON_ERROR:
.SECONDARY:

all: $(O)/gatekeeper $(O)/gatekeeper-policy.5 $(O)/gatekeeper-audit.5 ## (also plain make) build/gatekeeper and its manual pages

-include $(wildcard $(O)/obj/*/*.d $(O)/obj/*/*/*.d $(O)/bpf-lsm/*.d $(O)/bpf-lsm/*/*.d)

# The program: the policy compiler is a library that does without libbpf.
$(O)/obj/%.o: %.c | $(ROOT)
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

$(patsubst %,$(O)/obj/gatekeeper/%.o,$(addprefix enforce/,bpf-object install present-objects enforcer-status own-ids find-init-task) doctor/lsm-probe \
	doctor/programs): $(SKELETONS)

# The manual page of the language, with its vocabulary. What makes the pages runs here, whatever the program is built for.
MAKE_PAGE = $(BUILD_CC) -O1 -std=gnu11 $(WARNINGS) -D_GNU_SOURCE -I. $(filter %.c,$^)
HEADERS = $(wildcard policy/*/*.h gatekeeper/*/*.h bpf-lsm/contract/*.h)
$(O)/policy-words: policy/manual/words.c $(patsubst %,policy/language/%.c,keys word-keys words) $(HEADERS)
	$(call say,CC,$<)
	$(Q)mkdir -p $(@D)
	$(Q)$(MAKE_PAGE) -o $@

$(O)/gatekeeper-policy.5: policy/manual/gatekeeper-policy.5.in $(O)/policy-words
	$(call say,MAN,$@)
	$(Q)$(O)/policy-words <$< >$@

# The manual page of the audit log, with the fields of a record.
$(O)/record-fields: gatekeeper/manual/fields.c $(patsubst %,gatekeeper/record/%.c,container-id event-values fields own-values table) \
		gatekeeper/base/escape.c policy/base/hidden-character.c \
		$(patsubst %,policy/language/%.c,names unit-names words) $(HEADERS)
	$(call say,CC,$<)
	$(Q)mkdir -p $(@D)
	$(Q)$(MAKE_PAGE) -ljansson -o $@

$(O)/gatekeeper-audit.5: gatekeeper/manual/gatekeeper-audit.5.in $(O)/record-fields
	$(call say,MAN,$@)
	$(Q)$(O)/record-fields <$< >$@

# What a run needs on Debian. Elsewhere, or without root, the names are printed.
DEPS := gcc make clang llvm pkg-config libbpf-dev libelf-dev zlib1g-dev libseccomp-dev libcap-ng-dev libfyaml-dev \
	libjansson-dev libmd-dev libcrypt-dev liblzma-dev libzstd-dev libncurses-dev bpftool

deps: ## install what building needs (Debian, as root), or print its names; ARCH=arm64: to build for that
	$(Q)contrib/install-packages $(DEPS) $(if $(ROOT),gcc-aarch64-linux-gnu)

$(O)/root:
	$(call say,FETCH,$@)
	$(Q)mkdir -p $(@D)
	$(Q)root=$$(tests/vm/fetch-root $(ARCH) libc6-dev $(filter %-dev,$(DEPS))) && ln -sfn $$root $@

# FOLDER, FILES: as they are, with their own names
install_files = install -D -m 0644 -t $(DESTDIR)$(1) $(2)
install_programs = install -D -m 0755 -t $(DESTDIR)$(1) $(2)
INITRAMFS_TOOLS = $(DATADIR)/initramfs-tools

# A policy that is there already is the administrator's.
install: all ## with DESTDIR= and PREFIX=
	$(call install_programs,$(SBINDIR),$(O)/gatekeeper)
	$(call install_files,$(DATADIR)/gatekeeper/presets,policy/presets/*.yaml)
	$(call install_files,$(DATADIR)/gatekeeper/presets/kubernetes.d,policy/presets/kubernetes.d/*.yaml)
	$(call install_files,$(DATADIR)/gatekeeper/presets/tests,policy/presets/tests/*.yaml)
	$(call install_files,$(DATADIR)/gatekeeper,policy/schema.json)
	$(call install_files,$(MANDIR)/man8,gatekeeper/gatekeeper.8)
	$(call install_files,$(MANDIR)/man5,$(O)/gatekeeper-policy.5 $(O)/gatekeeper-audit.5)
	$(call install_files,$(DATADIR)/bash-completion/completions,contrib/bash-completion/gatekeeper)
	$(call install_files,$(ZSHDIR),contrib/zsh-completion/_gatekeeper)
	$(call install_files,$(DATADIR)/fish/vendor_completions.d,contrib/fish-completion/gatekeeper.fish)
	$(call install_files,$(DOCDIR),README.md TUTORIAL.md SECURITY.md ARCHITECTURE.md)
	for folder in bpf-lsm policy contrib contrib/systemd contrib/initramfs; do \
		install -D -m 0644 -t $(DESTDIR)$(DOCDIR)/$$folder $$folder/*.md || exit; done
	ln -sfnr $(DESTDIR)$(DATADIR)/gatekeeper/presets $(DESTDIR)$(DATADIR)/gatekeeper/schema.json $(DESTDIR)$(DOCDIR)/policy
	$(call install_files,$(UNITDIR),contrib/systemd/*.service contrib/systemd/*.socket)
	for folder in collectors fleet fleet/audit fleet/enforce kubernetes oci prometheus; do \
		find contrib/$$folder -maxdepth 1 -type f -exec install -D -m 0644 -t $(DESTDIR)$(DOCDIR)/contrib/$$folder {} + || exit; done
	$(call install_files,$(SYSCONFDIR)/logrotate.d,contrib/logrotate/gatekeeper)
	$(call install_programs,$(LIBDIR)/gatekeeper,contrib/initramfs/load-early)
	$(call install_programs,$(LIBDIR)/dracut/modules.d/90gatekeeper,contrib/initramfs/dracut/*.sh)
	install -D -m 0755 contrib/initramfs/initramfs-tools/hook $(DESTDIR)$(INITRAMFS_TOOLS)/hooks/gatekeeper
	install -D -m 0755 contrib/initramfs/initramfs-tools/init-bottom \
		$(DESTDIR)$(INITRAMFS_TOOLS)/scripts/init-bottom/gatekeeper
	install -d $(DESTDIR)$(SYSCONFDIR)/gatekeeper $(DESTDIR)$(SYSCONFDIR)/default
	test -e $(DESTDIR)$(SYSCONFDIR)/gatekeeper/policy.yaml || \
		sed '1s,\$$schema=\.\.,$$schema=$(DATADIR)/gatekeeper,' policy/presets/default.yaml \
			>$(DESTDIR)$(SYSCONFDIR)/gatekeeper/policy.yaml
	test -e $(DESTDIR)$(SYSCONFDIR)/default/gatekeeper || \
		install -m 0644 contrib/systemd/gatekeeper.default $(DESTDIR)$(SYSCONFDIR)/default/gatekeeper

# The text behind ## at each target, here and in the files included below.
help: ## this list
	@awk -F ' *## *' '/^[a-z-]+:.*##/ { sub(/:.*/, "", $$1); printf "make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

clean: ## remove the build folder
	$(Q)rm -rf $(O)

include tests/tests.mk tests/bench/bench.mk contrib/kubernetes/kubernetes.mk
