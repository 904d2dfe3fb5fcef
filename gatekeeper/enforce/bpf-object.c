// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* Only this file opens the skeleton: each file that does gets a copy of its bytes. */
#include "gatekeeper/enforce/bpf-object.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <bpf/btf.h>

#include "bpf-lsm/contract/guard-tag.h"
#include "bpf-lsm/contract/init-task.h"
#include "bpf-lsm/gatekeeper.skel.h"
#include "policy/base/cleanup.h"

struct gatekeeper_bpf *object_open(void)
{
	struct gatekeeper_bpf *skeleton = gatekeeper_bpf__open();

	/* Each processor has an equal part of them (kernel/bpf/bpf_lru_list.h). */
	if (skeleton)
		bpf_map__set_max_entries(skeleton->maps.gk_copies, GK_COPIES_EACH * libbpf_num_possible_cpus());
	return skeleton;
}

bool object_is_hook(const struct bpf_program *program)
{
	return bpf_program__expected_attach_type(program) != BPF_TRACE_ITER;
}

bool object_may_be_skipped(const struct bpf_program *program)
{
	return bpf_program__type(program) == BPF_PROG_TYPE_TRACING && object_is_hook(program);
}

bool object_hooked_function(const struct bpf_program *program, char *ret_name, size_t size)
{
	static const struct {
		const char *section, *function;
	} kinds[] = {{"lsm/", "bpf_lsm_"}, {"lsm.s/", "bpf_lsm_"}, {"fexit/", ""}, {"fentry/", ""}};
	const char *section = bpf_program__section_name(program);

	for (size_t i = 0; i < ARRAY_LENGTH(kinds); i++) {
		size_t length = strlen(kinds[i].section);

		if (strncmp(section, kinds[i].section, length) == 0) {
			snprintf(ret_name, size, "%s%s", kinds[i].function, section + length);
			return true;
		}
	}
	return false;
}

bool object_takes_slot(const struct bpf_program *program)
{
	enum bpf_attach_type type = bpf_program__expected_attach_type(program);

	return type == BPF_LSM_MAC || type == BPF_TRACE_FEXIT || type == BPF_TRACE_FENTRY || type == BPF_MODIFY_RETURN;
}

int object_visit_slots(void (*visit)(void *context, const char *function), void *context)
{
	struct gatekeeper_bpf *skeleton = object_open();
	struct bpf_program *program;
	char name[128];

	if (!skeleton)
		return -errno;
	bpf_object__for_each_program (program, skeleton->obj)
		if (object_takes_slot(program) && object_hooked_function(program, name, sizeof(name)))
			visit(context, name);
	gatekeeper_bpf__destroy(skeleton);
	return 0;
}

bool object_is_guard(const struct gatekeeper_bpf *skeleton, const struct bpf_program *program)
{
	const struct btf *btf = bpf_object__btf(skeleton->obj);
	int function = btf__find_by_name_kind(btf, bpf_program__name(program), BTF_KIND_FUNC);

	for (__u32 id = 1; id < btf__type_cnt(btf); id++) {
		const struct btf_type *type = btf__type_by_id(btf, id);

		if (btf_is_decl_tag(type) && (int)type->type == function &&
		    !strcmp(btf__name_by_offset(btf, type->name_off), GK_GUARD_TAG))
			return true;
	}
	return false;
}

uint32_t object_take_optional(struct gatekeeper_bpf *skeleton)
{
	struct btf *btf = btf__load_vmlinux_btf();
	struct bpf_program *program;
	uint32_t taken = 0, number = 0;
	char name[128];

	bpf_object__for_each_program (program, skeleton->obj) {
		if (bpf_program__autoload(program))
			continue;
		if (btf && object_hooked_function(program, name, sizeof(name)) &&
		    btf__find_by_name_kind(btf, name, BTF_KIND_FUNC) >= 0) {
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
