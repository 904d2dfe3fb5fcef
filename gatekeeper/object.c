// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* The BPF object: see object.h. Whoever else calls what opens the skeleton has a copy of the object's bytes, too. */
#include "object.h"

#include <string.h>

#include <bpf/btf.h>

#include "bpf-lsm/init-task.h"
#include "bpf-lsm/gatekeeper.skel.h"

struct gatekeeper_bpf *object_open(void)
{
	return gatekeeper_bpf__open();
}

uint32_t object_take_optional(struct gatekeeper_bpf *skeleton)
{
	struct btf *btf = btf__load_vmlinux_btf();
	struct bpf_program *program;
	uint32_t taken = 0, number = 0;

	bpf_object__for_each_program(program, skeleton->obj)
	{
		if (bpf_program__autoload(program))
			continue;
		if (btf && btf__find_by_name_kind(btf, strchr(bpf_program__section_name(program), '/') + 1,
						  BTF_KIND_FUNC) >= 0) {
			bpf_program__set_autoload(program, true);
			taken |= 1U << number;
		}
		number++;
	}
	btf__free(btf);
	return taken;
}

const void *object_bytes(size_t *ret_size)
{
	return gatekeeper_bpf__elf_bytes(ret_size);
}
