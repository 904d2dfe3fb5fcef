// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* The BPF object: see object.h. Whoever else calls what opens the skeleton has a copy of the object's bytes, too. */
#include "object.h"

#include "bpf-lsm/init-task.h"
#include "bpf-lsm/gatekeeper.skel.h"

struct gatekeeper_bpf *object_open(void)
{
	return gatekeeper_bpf__open();
}

const void *object_bytes(size_t *ret_size)
{
	return gatekeeper_bpf__elf_bytes(ret_size);
}
