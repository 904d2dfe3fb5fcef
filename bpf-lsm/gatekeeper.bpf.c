// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * The one object of the kernel side. A single translation unit, because libbpf's linker (1.1) does not merge maps of
 * maps, and every program shares them.
 */
#include "kernel.h"

char LICENSE[] SEC("license") = "Dual BSD/GPL";

#include "unseal.bpf.c"
#include "gate.bpf.c"
#include "routes.bpf.c"
#include "truth.bpf.c"
#include "truth-link.bpf.c"
#include "truth-unlinked.bpf.c"
#include "guard.bpf.c"
#include "guard-pins.bpf.c"
#include "guard-task.bpf.c"
#include "identity.bpf.c"
