# SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
# The benchmark: what a call costs in instructions, on real kernels in microVMs; tests/bench/report says what it checks.
.PHONY: bench bench-accept bench-log bench-diff

$(O)/tests/bench/client: $(addprefix tests/bench/,client.c calls.c ring.c)
$(O)/tests/bench/with-empty: tests/bench/with-empty.c
$(O)/tests/bench/publish: tests/bench/publish.c $(PROGRAM_LIBRARIES)
$(O)/tests/bench/under-profile: tests/bench/under-profile.c $(PROGRAM_LIBRARIES)

$(O)/tests/bench/decided-1000.yaml: tests/bench/decided-10.yaml
$(O)/tests/bench/decided-1000-mixed.yaml: tests/bench/mixed.yaml
$(O)/tests/bench/%.yaml: tests/bench/multiply
	$(Q)mkdir -p $(@D)
	$(Q)tests/bench/multiply -v count=1000 $(filter %.yaml,$^) > $@

BENCH_KERNELS = $(filter-out 5.10 6.12-% arm64-%,$(KERNELS))
bench: $(O)/gatekeeper $(BENCH) ## what a call costs, in instructions, on real kernels; KERNELS=
	$(Q)tests/vm/fetch-emulator >/dev/null && for kernel in $(BENCH_KERNELS); do tests/vm/fetch-kernel $$kernel >/dev/null || exit; done
	$(Q)$(PROVE) --quiet --exec '' tests/bench/report.t
	$(Q)O=$(O) tests/bench/native; native=$$?; O=$(O) tests/bench/bench $(BENCH_KERNELS) && exit $$native

# The figures of the last run become the reference.
bench-accept: ## the figures of the last bench become the reference
	$(Q)mkdir -p tests/bench/reference
	$(Q)for table in native $(BENCH_KERNELS); do cp $(O)/bench/$$table.tsv tests/bench/reference/ || exit; done


RECORDS ?= 10000 100000 $(if $(ALL),1000000)
bench-log: $(O)/gatekeeper ## what reading the audit log costs, with jq beside it; ALL=1: also a million records, and a log of 5 GB in TMPDIR
	$(Q)O=$(O) tests/bench/log $(RECORDS)
	$(Q)O=$(O) tests/bench/log-since $(if $(ALL),5000000000)

bench-diff: $(O)/gatekeeper ## what comparing two policies of 1,000 rules costs, in instructions and memory
	$(Q)O=$(O) tests/bench/diff
