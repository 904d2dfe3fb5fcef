# SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
# The folder that the Containerfile is built from: bin has what runs in the pod, files what the node gets.

BUSYBOX ?= /bin/busybox
STRIP ?= $(if $(ROOT),aarch64-linux-gnu-)strip
IMAGE := $(O)/kubernetes/image

$(O)/kubernetes/connect: contrib/kubernetes/connect.c | $(ROOT)
	$(call say,CC,$<)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(CFLAGS) $(HARDENING) $(WARNINGS) -std=gnu11 -D_GNU_SOURCE -static-pie $< -o $@

.PHONY: kubernetes-image
kubernetes-image: $(O)/gatekeeper $(O)/kubernetes/connect ## the folder that contrib/kubernetes/Containerfile is built from; BUSYBOX=
	$(Q)rm -rf $(IMAGE)
	$(Q)install -d -m 1777 $(IMAGE)/tmp
	$(Q)install -d $(addprefix $(IMAGE)/,host log node policy)
	$(Q)install -D -t $(IMAGE)/bin $(O)/kubernetes/connect contrib/kubernetes/agent $(BUSYBOX)
	$(Q)for applet in awk chroot cut date find nc printf sed sh sha256sum sleep tar timeout touch tr; do \
		ln -s busybox $(IMAGE)/bin/$$applet || exit; done
	$(Q)install -D -t $(IMAGE)/files $(O)/gatekeeper contrib/kubernetes/setup contrib/kubernetes/take-policy
	$(Q)$(STRIP) $(IMAGE)/files/gatekeeper $(IMAGE)/bin/connect
	$(Q)ln -s ../files/gatekeeper $(IMAGE)/bin/gatekeeper
	$(Q)install -D -m 0644 -t $(IMAGE)/files/units contrib/systemd/*.service contrib/systemd/*.socket \
		contrib/kubernetes/*.service contrib/kubernetes/*.socket contrib/kubernetes/kubernetes.conf
	$(Q)install -D -m 0644 contrib/kubernetes/gatekeeper.default $(IMAGE)/files/default/gatekeeper
	$(Q)sed -i 's,/usr/sbin\b,/opt/bpf-gatekeeper,g' $(IMAGE)/files/units/*
