// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * The one object of the kernel side. A single translation unit, because libbpf's linker (1.1) does not merge maps of
 * maps, and every program shares them.
 */
#include "bpf-lsm/kernel/types.bpf.h"

char LICENSE[] SEC("license") = "Dual BSD/GPL";

#include "bpf-lsm/hooks/gate.bpf.c"
#include "bpf-lsm/hooks/gate-objects.bpf.c"
#include "bpf-lsm/hooks/gate-ioctl.bpf.c"
#include "bpf-lsm/hooks/gate-setsockopt.bpf.c"
#include "bpf-lsm/hooks/gate-netlink.bpf.c"
#include "bpf-lsm/hooks/gate-receive.bpf.c"
#include "bpf-lsm/hooks/outcome-cgroup.bpf.c"
#include "bpf-lsm/hooks/outcome-link.bpf.c"
#include "bpf-lsm/hooks/outcome-unlinked.bpf.c"
#include "bpf-lsm/hooks/guard-ftrace.bpf.c"
#include "bpf-lsm/hooks/guard-mounts.bpf.c"
#include "bpf-lsm/hooks/guard-pins.bpf.c"
#include "bpf-lsm/hooks/guard-task.bpf.c"
#include "bpf-lsm/hooks/mark-cgroup.bpf.c"
#include "bpf-lsm/hooks/mark-copy.bpf.c"
#include "bpf-lsm/hooks/mark-exec.bpf.c"
#include "bpf-lsm/hooks/mark-move.bpf.c"
#include "bpf-lsm/hooks/mark-origin.bpf.c"
